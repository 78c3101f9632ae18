/** What headquarters reads about the promises that the data must keep; each promise is named by its number as well. */
export const verifyJa = {
  begun: '記録の全体を確かめています。終わりましたら、ここでお知らせします。お店のお仕事は、そのまま続けられます。',
  holds: '記録の全体を確かめました。すべて合っています。',
  broken: (count: number) => `記録に、合わないところが ${count}か所あります。`,
  next: 'お客さまへのご案内は、そのまま続けられます。この内容を、結びを見ている担当の方に伝えてください。',
  promise: (invariant: string): string =>
    ({
      S1: '同じ方かどうかの記録',
      S2: '会員の人数',
      S11: '別の方とした記録',
      S12: '家族のお財布',
      L1: 'ポイントの残り',
      L2: '使ったポイント',
      L3: '全体のポイントの合計',
      L6: 'ポイントの持ち主',
      L8: 'まとめた方のポイント',
      L13: '記録を守るしくみ',
      L14: '記録の日付',
      A1: 'お名前で選んだ記録の持ち主',
      A2: 'お名前で選んだ記録の決め直し',
      A7: '消去の決まり',
      C6: 'ご依頼の状態',
      C7: '操作の控え',
      I9: 'お知らせの状態',
    })[invariant] ?? 'そのほかの約束',
};

export const verifyEn: typeof verifyJa = {
  begun: 'Everything on record is being checked. You will hear of it here. Work in the stores goes on as usual.',
  holds: 'Everything on record was checked. All of it holds.',
  broken: (count) => `${count} places on record do not hold.`,
  next: 'Customers can be served as usual. Please pass this on to whoever looks after Musubi.',
  promise: (invariant) =>
    ({
      S1: 'who is one person',
      S2: 'the number of members',
      S11: 'who is on record as somebody else',
      S12: 'household purses',
      L1: 'what is left of points',
      L2: 'points used',
      L3: 'the sum of all points',
      L6: 'whose points they are',
      L8: 'points of joined members',
      L13: 'what guards the records',
      L14: 'dates on record',
      A1: 'whose records are that were made by name',
      A2: 'records made by name that were decided twice',
      A7: 'rules of erasure',
      C6: 'the state of requests',
      C7: 'the trail of what was done',
      I9: 'the state of messages',
    })[invariant] ?? 'another promise',
};
