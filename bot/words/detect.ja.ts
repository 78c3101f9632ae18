import type { Counts } from '../../core/duplicates/detect.ts';
import type { Progress } from '../../core/duplicates/look.ts';
import type { DetectRun } from '../../core/duplicates/runs.ts';
import type { DuplicateSettings } from '../../core/duplicates/settings.ts';
import { componentSizeMax } from '../../core/merges/component.ts';

const number = new Intl.NumberFormat('ja-JP');
const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`;
const finding = {
  candidates: '似ている会員証を集めています',
  chance: '偶然の一致を数えています',
  learning: 'このお店の会員の書きかたを学んでいます',
  judging: '1組ずつ見くらべています',
  gathering: '会員証を人ごとにまとめています',
};

/** What the search for duplicates says to whoever runs the shop. */
export const detectJa = {
  busy: 'いま別のところで点検しています。そちらが続きます。',
  step: (progress: Progress): string => {
    switch (progress.step) {
      case 'reading':
        return `読んでいます: 会員証 ${number.format(progress.accounts)}枚`;
      case 'writing':
        return `書きとめています: ${number.format(progress.of)}組のうち ${number.format(progress.pairs)}組`;
      case 'merging':
        return `まとめています: ${number.format(progress.merged)}組`;
      default:
        return finding[progress.step];
    }
  },
  notMerged: (pairId: number): string => `組 ${pairId} は、まとめられませんでした。確認にまわしました。`,
  done: ({ accounts, compared, merged, review, households }: DetectRun): string =>
    `会員証 ${number.format(accounts)}枚、${number.format(compared)}組を見くらべました。まとめました: ${number.format(merged)}組。確認をお待ち: ${number.format(review)}組。ご家族のようです: ${number.format(households)}組。`,
  counted: ({ accounts, compared, automatic, review, households }: Counts): string =>
    `会員証 ${number.format(accounts)}枚、${number.format(compared)}組を見くらべました。確かな組: ${number.format(automatic)}組。確認にまわす組: ${number.format(review)}組(もう申し出のある組も数えます)。ご家族のようです: ${number.format(households)}組。何も変えていません。`,
  settings: ({ nightly, hour, merges, target, cardsMax }: DuplicateSettings): string[] => [
    `夜の点検: ${nightly ? `毎晩 ${hour}:30 から` : '見くらべない'}`,
    `確かな組: ${merges ? '自動でまとめる' : 'まとめず、確認にまわす'}`,
    `自動でまとめるときの確かさ: ${percent(target)}`,
    `1人の会員証: ${cardsMax}枚まで`,
  ],
  wrong: {
    hour: '--hour は、0から23までの整数です。その時刻の30分から点検します。',
    target: '--target は、0.99から0.9999までの数です。0.995なら、200組に1組までの違いです。',
    cardsMax: `--cards-max は、2から${componentSizeMax}までの整数です。`,
  },
};

export type DetectWords = typeof detectJa;
