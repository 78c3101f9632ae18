const number = new Intl.NumberFormat('ja-JP');

/** What staff read of cards that the matcher finds to be one person's. */
export const duplicatesJa = {
  title: '同じ方かもしれない会員証',
  notification: (merged: number, waiting: number) =>
    `夜の点検で ${number.format(merged)}組をまとめ、${number.format(waiting)}組が確認を待っています。`,
  cardTitle: '夜の点検が終わりました',
  figures: (merged: number, waiting: number, households: number) =>
    `自動でまとめました *${number.format(merged)}組*\n確認をお待ちです *${number.format(waiting)}組*\nご家族のようです *${number.format(households)}組*(まとめません)`,
  nothing: '同じ方と思われる会員証は、見つかりませんでした。',
  looked: (accounts: number) =>
    `会員証 ${number.format(accounts)}枚を見くらべました。自動でまとめるのは、確認ずみの連絡先が同じか、お店の記録だけで同じ方と分かるときです。おたがいの記録は、ご本人が確かめるまで見えず、ポイントもまだ一緒には使えません。`,
  gaveUp:
    '夜の点検が、何度か途中で止まりました。会員証はそのままです。結びを見ている担当の方に伝えてください。次の夜に、もう一度行います。',
  lesson: (decisions: number, said: string) => `これまでの ${number.format(decisions)}件のご判断から。${said}`,
  lessonNone: 'いまの見かたのままで合っています。',
  weighed: (what: string, times: string) => `${what}を、これまでの${times}倍に見ます。`,
  kinds: {
    family: '姓が同じこと',
    given: '名が同じこと',
    birth: '生年月日が同じこと',
    phone: '電話が同じこと',
    mail: 'メールが同じこと',
    place: '住所が同じこと',
  } as Record<string, string>,
  look: '確認する',
  mergedList: '自動でまとめたもの',
  home: (count: number) => `同じ方かもしれない会員証 ${number.format(count)}組`,
  homeText: '夜の点検で見つかりました。急ぎではありません。',

  waiting: (count: number) => `*${number.format(count)}組* が確認をお待ちです。`,
  ordered: (count: number) => `ほかに ${number.format(count)}組を、承認しているところです。`,
  order: '確かさと、お店の負担(ポイント)の大きい順です。開いたことは記録に残ります。',
  none: '確認をお待ちのものは、ありません。',
  pair: (one: string, other: string) => `${one} と ${other}`,
  sure: (percent: string) => `確かさ ${percent}%`,
  points: (points: number) => `合わせて ${number.format(points)}\u00a0pt`,
  fields: { family: '姓', given: '名', birth: '生年月日', phone: '電話', mail: 'メール', address: '住所' },
  results: {
    match: (fields: string) => `● 一致 ${fields}`,
    near: (fields: string) => `◐ 近い ${fields}`,
    differs: (fields: string) => `▢ 不一致 ${fields}`,
    unknown: (fields: string) => `◌ 不明 ${fields}`,
  },
  ownWord: 'ご本人の申告だけか、ご連絡のあった組です。よくお確かめください。',
  rare: 'めずらしい',
  levels: {
    misread: '書きかたは同じ',
    reading: '読みは同じ',
    near: '1字違い',
    alike: '似ています',
    slip: '1字違い',
    swapped: '月と日が逆',
    two_parts: '年月日のうち2つが同じ',
    name: '@の前は同じ',
  } as Record<string, string>,
  approve: '承認する',
  reject: '別の人です',
  later: 'あとで',
  confirmTitle: '1人にまとめますか',
  confirmText: (pair: string) => `${pair} を、1人にまとめます。あとから元に戻せます。ご本人たちにお知らせします。`,
  rejectTitle: '別の方とわかりましたか',
  rejectText: (pair: string) => `${pair} は、今後この一覧に出ず、自動でもまとめません。`,
  more: (count: number) => `つぎの ${number.format(count)}組`,
  first: 'はじめから',

  allButton: 'まとめて承認…',
  allTitle: 'まとめて承認する',
  allIntro: 'どこまで確かなものを承認するかを選び、例を見てからお決めください。',
  allLabel: '確かさ',
  allStep: (percent: string) => `${percent}% 以上`,
  allCount: (count: number, max: number) =>
    count > max
      ? `*${number.format(count)}組* あります。一度に承認できる ${number.format(max)}組までを承認します。`
      : `*${number.format(count)}組* を承認します。`,
  allNone: 'この確かさで、まとめて承認できる組はありません。',
  allAlone: (count: number) =>
    `ご本人の申告だけの内容がある組や、ご本人から連絡のあった ${number.format(count)}組は含みません。1組ずつご確認ください。`,
  allSample: (count: number) => `この中で確かさの低い ${number.format(count)}組`,
  allNext:
    'いつもの承認と同じ決まりで、1組ずつまとまります。まとめられないものは一覧に残ります。どれも、あとから元に戻せます。',
  allSubmit: '承認する',
  allStale: '見ているあいだに内容が変わりました。もう一度ご確認ください。',
  allDone: (count: number) => `${number.format(count)}組を承認しました。数分のうちに、1組ずつまとまります。`,

  mergedTitle: '自動でまとめたもの',
  mergedIntro: '新しい順です。「元に戻す」を押すと、何が起こるかを先にお見せします。',
  mergedNone: '自動でまとめたものは、まだありません。',
  machine: '夜の点検',
  joined: (no: string, at: string) => `*${no} 自動でまとめました* ・ ${at} の夜の点検で、同じ方と分かりました。`,
};
