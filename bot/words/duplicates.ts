import type { Counts, Progress } from '../../core/duplicates/detect.ts';
import type { DetectRun } from '../../core/duplicates/runs.ts';

const number = new Intl.NumberFormat('en-GB');
const finding = {
  candidates: 'Looking who is alike',
  chance: 'Learning what agrees by chance',
  learning: 'Learning how the members of this shop write',
  judging: 'Judging pairs',
  gathering: 'Gathering cards into persons',
};

/** What the search for duplicates says to whoever runs the shop. */
export const duplicateWords = {
  description: 'look over the whole base for cards of one person, and merge those that are sure',
  dryRun: 'only look: nothing is kept and nobody is merged',
  nightly:
    'whether the server looks by itself each night, at the hour set in Slack; with this option nothing else is done',
  merges: 'whether the sure pairs are merged, or left to staff like the others; with this option nothing else is done',
  more: `
A pair is merged by itself only if the matcher is sure of it and either the same phone, mail or LINE was proved on both cards, or the shop itself
recorded everything that speaks for it. Never within a household, never two whom the shop has said to be different, never again after an undo.
Each merge can be undone at any time. Everything else waits for staff in Slack.`,
  set: (what: string, on: boolean) => `${what}: ${on ? 'on' : 'off'}.`,
  busy: 'Somebody is looking over the base already. That one goes on.',
  step: (progress: Progress): string => {
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
  done: ({ accounts, compared, merged, review, households }: DetectRun) =>
    `${number.format(accounts)} cards, ${number.format(compared)} pairs compared. Merged: ${number.format(merged)}. Waiting for staff: ${number.format(review)}. Probably households: ${number.format(households)}.`,
  counted: ({ accounts, compared, automatic, review, households }: Counts) =>
    `${number.format(accounts)} cards, ${number.format(compared)} pairs compared. Sure: ${number.format(automatic)}. For staff: ${number.format(review)}, those that somebody has asked for already among them. Probably households: ${number.format(households)}. Nothing was changed.`,
};
