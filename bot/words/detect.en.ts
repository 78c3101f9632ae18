import { componentSizeMax } from '../../core/merges/component.ts';
import type { DetectWords } from './detect.ja.ts';

const number = new Intl.NumberFormat('en-GB');
const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`;
const finding = {
  candidates: 'Looking who is alike',
  chance: 'Learning what agrees by chance',
  learning: 'Learning how the members of this shop write',
  judging: 'Judging pairs',
  gathering: 'Gathering cards into persons',
};

/** What the search for duplicates says to whoever runs the shop. */
export const detectEn: DetectWords = {
  busy: 'Somebody is looking over the base already. That one goes on.',
  step: (progress) => {
    switch (progress.step) {
      case 'reading':
        return `Reading: ${number.format(progress.accounts)} cards`;
      case 'writing':
        return `Keeping: ${number.format(progress.pairs)} of ${number.format(progress.of)} pairs`;
      case 'merging':
        return `Merging: ${number.format(progress.merged)}`;
      default:
        return finding[progress.step];
    }
  },
  notMerged: (pairId) => `Pair ${pairId} could not be merged and was left to staff.`,
  done: ({ accounts, compared, merged, review, households }) =>
    `${number.format(accounts)} cards, ${number.format(compared)} pairs compared. Merged: ${number.format(merged)}. Waiting for staff: ${number.format(review)}. Probably households: ${number.format(households)}.`,
  counted: ({ accounts, compared, automatic, review, households }) =>
    `${number.format(accounts)} cards, ${number.format(compared)} pairs compared. Sure: ${number.format(automatic)}. For staff: ${number.format(review)}, those that somebody has asked for already among them. Probably households: ${number.format(households)}. Nothing was changed.`,
  settings: ({ nightly, hour, merges, target, cardsMax }) => [
    `Nightly look: ${nightly ? `from ${hour}:30 on` : 'off'}`,
    `Sure pairs: ${merges ? 'merged by themselves' : 'left to staff'}`,
    `How right those that are merged must be: ${percent(target)}`,
    `Cards of one person: no more than ${cardsMax}`,
  ],
  wrong: {
    hour: '--hour is a whole number from 0 to 23; the look begins at half past it.',
    target: '--target is a number from 0.99 to 0.9999; 0.995 allows one error in 200.',
    cardsMax: `--cards-max is a whole number from 2 to ${componentSizeMax}.`,
  },
};
