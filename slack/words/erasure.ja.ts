import type { ErasureReason } from '../../db/schema/erasure.ts';

/** Erasing an account and what was seen between a merge and its undo: the words of headquarters. */
export const erasureJa = {
  notification: '会員証の消去について、本部の確認があります。',
  title: '会員証を消去する',
  intro:
    'ご本人に代わって、会員証1枚を消去します。同じ方のほかの会員証は、そのままです。もう一人の本部の方が認めると、ご本人にお知らせし、7日のあいだ取りやめられます。消去すると、元に戻せません。',
  number: '会員番号(8けた)',
  reason: '理由',
  reasonPlaceholder: '選んでください',
  reasons: {
    asked_in_writing: '書面でのお申し出',
    asked_at_counter: '店頭でのお申し出',
    has_died: 'お亡くなりになった(ご家族のお申し出)',
    not_a_customer: '試しの登録など、お客さまではない',
  } satisfies Record<ErasureReason, string>,
  submit: '消去を申し出る',
  asked: '消去を申し出ました。もう一人の本部の方が認めると、期間がはじまります。',
  second: (tail: string, by: string, reason: string) =>
    `*会員証 末尾${tail} の消去*\n${by}が申し出ました。理由: ${reason}\n書面などを確かめてから、認めてください。`,
  agree: '認める',
  agreeTitle: '消去を認めますか',
  agreeText: 'ご本人にお知らせし、7日のあと消去します。消去すると、元に戻せません。',
  stop: '取りやめる',
  stopTitle: '消去を取りやめますか',
  stopText: '会員証は、そのまま残ります。',
  waiting: (tail: string, day: string) => `会員証 末尾${tail} を *${day}* に消去します。ご本人も取りやめられます。`,
  takenBack: (tail: string) => `会員証 末尾${tail} の消去は、取りやめになりました。`,
  done: (tail: string) => `会員証 末尾${tail} を消去しました。台帳の数字は変わりません。`,
  searching: '残っていないか、データの全体をいま調べています。終わると、このカードが変わります。',
  unreadable:
    '*調べ終えられませんでした*: 鍵(MUSUBI_SECRET)が途中で変わったためです。`erasure --verify` で確かめてください。',
  clean: '消去したお名前とご連絡先は、どこにも残っていません。',
  left: (places: string) =>
    `*消去したはずのものが、まだ残っています*: ${places}\nほかの方のカードの文中に書かれたものです。その文を書き直してください。`,
  exposure: {
    title: '見えていたもの',
    heading: (no: string) => `*${no} が結ばれていたあいだに、相手の側から見えたもの*`,
    window: (from: string, until: string) => `${from} から ${until} まで`,
    line: (to: string, of: string, what: string, times: number, facts: number, last: string) =>
      `末尾${to} のLINEに、末尾${of} の *${what}* が ${times}回(のべ ${facts}件)。最後は ${last}`,
    what: { balance: 'ポイント', history: '購入の記録', message: 'お知らせ' },
    and: 'と',
    nothing: 'どちらの側にも、相手の側のものは何も表示されていません。お知らせする必要はありません。',
    together: '元に戻したあとも、別のおまとめで同じお一人のままです。お知らせする必要はありません。',
    tellTitle: '*ご本人へのお伝えの例*',
    tellTo: (tail: string) => `末尾${tail} の方へ`,
    tell: (days: string, what: string) =>
      `> ${days}のあいだ、お客さまの${what}が、別の方のLINEに表示されていたことが分かりました。すでに表示は止めてあります。お名前、ご住所、お電話番号は表示されていません。ご不安をおかけし、申し訳ございません。くわしくお知りになりたいときは、お店におたずねください。`,
    duty: '別の方に見えていたときは、個人データの漏えいに当たることがあります。本部で、報告とご本人への連絡が要るかを決めてください(速報は3〜5日以内)。',
  },
};
