/** What staff read before two who were parted, or are on record as different people, are joined anew. */
export const anewJa = {
  title: 'もう一度まとめる前に',
  parted: 'この2人は、前に元に戻した方です。',
  cannotLink: 'この2人は、別の方として記録されています。',
  redo: (no: string) =>
    `${no} をやり直すと、元に戻したことがなかったことになり、そのとき足りなくなったポイントも元どおりになります。`,
  redoButton: (no: string) => `${no} をやり直す`,
  orElse: '新しくまとめる',
  cost: 'いまから結ばれます。前に足りなくなったポイントは残り、くり返すたびにお店の負担が増えます。理由と、もう1人の承認が要ります。',
  senior: (store: string | undefined) =>
    `別の方という記録を外すため、提案する方と承認する方のどちらかは、${store ? `${store}の店長か、` : ''}本部の方である必要があります。`,
  label: 'まとめる理由(記録に残ります)',
  placeholder: '例: 元に戻したのは、お店の手違いでした',
  hint: 'カードに出ます。お電話番号などは書かないでください。',
  bad: '理由を500字までで入れてください。',
  submit: '提案する',
  proposed: (no: string) =>
    `*${no} をまとめることを提案しました。*\n別の方がカードの「承認する」を押すと、まとまります。本部のチャンネルにも出します。それまでは何も変わりません。`,
  card: (name: string, at: string, reason: string) =>
    `*${name}が ${at} に、もう一度まとめることを提案しました*\n理由: ${reason}`,
  cardNext: '提案した人のほかに、もう1人の承認でまとまります。内容が変わったときは、改めて提案してください。',
  confirmText: (name: string) => `${name}の提案のとおり、2つの口座を1人にまとめます。あとから元に戻せます。`,
};
