import { about } from './dates.ts';

const number = new Intl.NumberFormat('ja-JP');
const people = (count: number) => `${number.format(count)}人`;
const rate = (perWeek: number) => number.format(Math.round(perWeek * 10) / 10);

/** What staff read about the member cap: how full, until when, what makes room. */
export const capJa = {
  cap: {
    title: '会員数の見通し',
    open: '見通しを見る',
    joined: (sentences: string[]) => sentences.join(''),
    about: (at: Date, now: Date) => about('ja', at, now),
    asIs: (when: string) => `このままの増え方なら *${when}ごろ* に上限です。`,
    far: 'このままの増え方なら、上限に達するのは3年よりあとです。',
    cleaned: (pairs: number, saved: number, when: string) =>
      `重なりの候補 ${number.format(pairs)}組をまとめると ${people(saved)}ほど減り、*${when}ごろ* まで延びる見込みです。`,
    cleanedFar: (pairs: number, saved: number) =>
      `重なりの候補 ${number.format(pairs)}組をまとめると ${people(saved)}ほど減り、3年より先まで延びる見込みです。`,
    saves: (pairs: number, saved: number) =>
      `重なりの候補 ${number.format(pairs)}組をまとめると、${people(saved)}ほど減る見込みです。`,
    width: (earliest: string, latest: string) => `10回に8回は、${earliest}から${latest}のあいだです。`,
    widthOpen: (earliest: string) => `早ければ ${earliest}です。遅いほうは、まだ見通せません。`,
    basis: (weeks: number, perWeek: number) =>
      `直近${weeks}週の増え方(1週に平均 ${rate(perWeek)}人)から見込んでいます。`,
    no_history: '上限に達する日は、まだ予測できません。8週分の記録がたまると、ここに出ます。',
    not_growing: 'いまの増え方では、上限に達しません。',
    reached: '上限に達しています。',
    never: '上限に達しても、新しいご登録はお受けします。',
    noCap: '上限は決められていません。本部の方が決めると、ここに見通しが出ます。',
    cost: (yen: number, saved: number, each: number) =>
      `重なりにかかっている費用は、月に *${number.format(yen)}円* ほどです(減る見込みの ${people(saved)} × 1人あたり月${number.format(each)}円として)。`,
    overTitle: (count: number) => `上限を超えてお受けした方 ${people(count)}`,
    overHint: '新しい順です。ご登録はそのまま使えます。席が空くと、この一覧から消えます。',
    overFlag: '上限を超えてお受けした方です。そのままお使いいただけます。',
    more: (count: number) => `ほか ${people(count)}。`,
    pairsTitle: (count: number) => `まとめると席が空く候補 ${number.format(count)}組`,
    pairsHint: '同じ方かもしれない組と、その確かさです。確かめてから、まとめてください。',
    pair: (here: string, there: string, percent: string) => `*${percent}%* ${here} と\n${there}`,
    pairsMore: (count: number) => `ほか ${number.format(count)}組。`,
    idsTitle: 'お店のシステムの会員番号',
    ids: (deletable: number, gone: number) =>
      `消してよい番号 *${number.format(deletable)}件* ・ 削除済み ${number.format(gone)}件`,
    idsHint: (days: number) =>
      `まとめてから${days}日たち、止められていないものだけです。どの方にも、必ず1つは残ります。次に全員の名簿を取り込むと、削除済みかどうかを確かめます。`,
    idsLink: 'CSVで受け取る',
    change: '上限を変える',
    form: {
      title: '会員数の上限',
      cap: '上限(人)。空にすると、上限なしです',
      capHint: 'いまの人数より小さくしても、会員証は何も変わりません。',
      yenPerMonth: '会員1人の費用(月、円)。空にできます',
      yenHint: '重なりにかかっている費用を出すときに使います。',
      waitDays: 'まとめてから、番号を消してよいまでの日数',
      waitHint: '7から730まで。このあいだに「違っていた」と分かることがあります。',
      submit: '決める',
      whole: '整数で入れてください。',
      done: '会員数の上限を変えました。',
      same: '変わったところはありません。',
    },
    alert: {
      title: (mark: number) => (mark === 100 ? '会員数が上限に達しました。' : `会員数が上限の${mark}%になりました。`),
      figures: (persons: number, cap: number) =>
        persons >= cap
          ? `いま *${people(persons)}* です(上限 ${people(cap)})。`
          : `いま *${people(persons)}* です(上限 ${people(cap)}、あと ${people(cap - persons)})。`,
      noCap: (persons: number) => `いま *${people(persons)}* です。上限は、もう決められていません。`,
      ended: (mark: number, persons: number) =>
        `*会員数は上限の${mark}%を下回りました* ・ いま ${people(persons)}です。`,
    },
    undoGone: (tail: string, day: string) =>
      `${tail} この口座は、お店のシステムからは削除済みです(${day}に確認)。元に戻したら、お店のシステムに登録し直してください。`,
    undoListed: (tail: string, day: string) =>
      `${tail} この口座の番号は、${day}に「消してよい番号」として書き出しています。お店のシステムで消さないでください。`,
    picture: {
      title: (when: string) => `このままの増え方なら、${when}ごろに上限です`,
      titleOf: {
        far: '上限に達するのは、3年よりあとの見込みです',
        no_history: '上限に達する日は、まだ予測できません',
        not_growing: 'いまの増え方では、上限に達しません',
        reached: '上限に達しています。ご登録は続けてお受けします',
      },
      asIs: 'このまま',
      cleaned: 'まとめると',
      about: (when: string) => `${when}ごろ`,
      limit: (cap: number) => `上限 ${people(cap)}`,
      persons: people,
      now: (persons: number) => `いま ${people(persons)}`,
      note: '横棒は、10回に8回おさまる幅です。',
      way: (name: string, when: string, width: string) => `${name} ${when}。${width}`,
      alt: (parts: string[]) =>
        parts
          .map((part) => part.replace(/。$/, ''))
          .join('。')
          .concat('。'),
      month: (month: number, year: number | null) => `${year === null ? '' : `${year}年`}${month}月`,
    },
  },
};
