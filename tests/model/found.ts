import type { Command } from './commands.ts';
import type { Confirmed } from './machine.ts';

const earn = (account: number, amount: number, days: number | null, pendingDays = 0): Command => ({
  ...{ kind: 'earn', account, amount, days, pendingDays },
});
const bonus = (account: number, days: number): Command => ({ kind: 'bonus', account, days });
const spend = (account: number, share: number): Command => ({ kind: 'spend', account, share });
const refund = (which: number, share: number): Command => ({ kind: 'refund', spend: which, share });
const reverse = (lot: number, share: number): Command => ({ kind: 'reverse', lot, share });
const merge = (a: number, b: number, how: Confirmed = 'counter'): Command => ({ kind: 'merge', a, b, how });
const undo = (edge: number, carry = false): Command => ({ kind: 'undo', edge, carry });
const redo = (edge: number): Command => ({ kind: 'redo', edge });
const wait = (days: number): Command => ({ kind: 'wait', days });

/** Lists of commands that once broke a law or the agreement with the model, and that chance meets once in thousands. */
export const found: Record<string, Command[]> = {
  'a redo of an undo that gave a later end to points of a card which has parted since in another way': [
    ...[bonus(3, 9), bonus(4, 9), earn(2, 95, 8, 5), merge(2, 0, 'none'), wait(7), undo(0, true)],
    ...[merge(2, 4), merge(2, 0), spend(4, 22), merge(3, 0), wait(5), spend(3, 55)],
    ...[undo(1, true), undo(2), redo(1)],
  ],
  'points that had ended come back because other points that had ended came back': [
    ...[merge(2, 0), merge(0, 1), earn(2, 1, 2), wait(1), earn(0, 1, null), spend(0, 20), spend(1, 20), wait(1)],
    ...[reverse(0, 30), earn(2, 1, 2), earn(0, 1, null), wait(2), spend(0, 20)],
  ],
  'points given back to a lot that lives on, and of which its owner had seen some lapse before': [
    ...[earn(0, 1, null), reverse(0, 30), merge(1, 0), bonus(3, 5), earn(1, 18, 5), merge(0, 3), undo(1), wait(1)],
    ...[spend(1, 56), earn(0, 20, null), redo(1), spend(0, 51), wait(4), undo(1), undo(0), refund(1, 100)],
    ...[merge(0, 1), merge(2, 0), undo(2), redo(2)],
  ],
  'points that ended at a redo, because a spend of theirs had been given back while the two were apart': [
    ...[earn(4, 1, 2), merge(3, 4), wait(1), spend(3, 20), undo(0), spend(4, 20), wait(1), refund(0, 30)],
    ...[redo(0), undo(0)],
  ],
  'a cut over which points had gone and come back': [
    ...[merge(0, 4), earn(4, 1, 2), wait(1), spend(0, 20), earn(4, 1, null), spend(4, 20), refund(0, 30)],
    ...[reverse(0, 30), earn(0, 1, null), bonus(0, 5), undo(0)],
  ],
};
