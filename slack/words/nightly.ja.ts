const number = new Intl.NumberFormat('ja-JP');
const pairs = (count: number) => `${number.format(count)}組`;

/** What headquarters read about the settings of the nightly look, and what its picture says. */
export const nightlyJa = {
  nightly: {
    title: '夜の点検の設定',
    button: '夜の点検の設定',
    home: '夜の点検',
    at: (hour: number) => `${hour}:30`,
    homeOn: (at: string) => `毎晩 ${at} に、会員証を見くらべます。`,
    homeOff: '夜の点検は、止めてあります。',
    homeMerges: (percent: string) => `確かな組は、自動でまとめます(確かさの目安 ${percent}%)。`,
    homeNoMerges: '確かな組も、まとめずに確認にまわします。',
    intro: '夜の点検は、会員証を見くらべて、同じ方のものを見つけます。ここで決めたことは、次の点検から変わります。',
    on: '夜の点検',
    onYes: '毎晩、見くらべる',
    onNo: '見くらべない',
    hour: '始める時刻',
    hourHint: 'お店が休んでいる時刻をお選びください。会員証の多いお店では、何分かかかります。',
    merges: '確かな組は',
    mergesYes: '自動でまとめる',
    mergesNo: 'まとめず、確認にまわす',
    target: '自動でまとめるときの確かさ',
    targetStep: (percent: string, of: number) => `${percent}%(違うのは ${number.format(of)}組に1組まで)`,
    targetHint:
      '自動でまとめた組ぜんたいのうち、合っている割合の目安です。高くするほど、自動でまとまる組は減り、確認にまわる組が増えます。',
    cards: '自動でまとめる会員証は、1人につき何枚までか',
    cardsHint: '2から20まで。これより多くなる組は、確認にまわります。',
    last: {
      same: (at: string, was: number) => `${at} の点検なら、自動は *${pairs(was)}* で、変わりません。`,
      would: (at: string, was: number, would: number) =>
        `${at} の点検なら、自動は ${pairs(was)} → *${pairs(would)}* でした。`,
      off: (at: string, was: number) =>
        was > 0
          ? `${at} の点検で確かだった *${pairs(was)}* も、確認にまわっていました。`
          : `${at} の点検には、確かな組がありませんでした。`,
      many: (at: string) => `${at} の点検にあてはめると、増える組が多いため、ここでは数えていません。`,
      none: '前回の点検ならどうだったかは、次の点検が終わると、ここに出ます。',
      hint: '前回の点検で見つかった組に、確かさだけをあてはめたものです。',
    },
    picture: {
      title: (merged: number, waiting: number) => {
        if (waiting === 0) return `${pairs(merged)}をまとめました。確認を待つ組はありません`;
        return merged === 0
          ? `${pairs(waiting)}が確認を待っています`
          : `${pairs(merged)}をまとめ、${pairs(waiting)}が確認を待っています`;
      },
      merged: (count: number) => `自動でまとめた ${pairs(count)}`,
      waiting: (count: number) => `確認を待つ ${pairs(count)}`,
      from: (percent: string) => `${percent}% から確か`,
      scale: '目盛りは、同じ方である確かさです。右ほど確かです。',
      surer: (count: number) => `色のついた側の白い ${pairs(count)}は、確かでも、確認にまわしました。`,
      households: (count: number) => `ほかに、ご家族のような ${pairs(count)}。まとめません。`,
      step: (least: string, most: string | undefined, merged: number, waiting: number) =>
        `確かさ ${least}%以上${most ? `${most}%未満` : ''}は、${[
          ...(merged > 0 ? [`まとめた ${pairs(merged)}`] : []),
          ...(waiting > 0 ? [`確認を待つ ${pairs(waiting)}`] : []),
        ].join('、')}`,
    },
    submit: '決める',
    done: '夜の点検の設定を変えました。次の点検から変わります。',
    same: '変わったところはありません。',
  },
};
