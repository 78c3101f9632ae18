import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaled } from '../scale.ts';
import { createBooks } from './books.ts';
import { accountIds, calendar, commandLists } from './commands.ts';
import { found } from './found.ts';
import { hold, type Law, ledgerLaws, type Step, structureLaws } from './laws.ts';

type Covered = Record<
  | 'merges'
  | 'splits'
  | 'joinedStill'
  | 'redos'
  | 'uncovered'
  | 'graces'
  | 'held'
  | 'refused'
  | 'across'
  | 'refunds'
  | 'clawbacks',
  number
>;

/** Which of the situations that the laws are about came up in a step. */
function count(covered: Covered, { outcome, after, before }: Step): void {
  if (outcome.kind === 'merged') covered.merges++;
  if (outcome.kind === 'refused') covered.refused++;
  if (outcome.kind === 'redone') covered.redos++;
  if (outcome.kind === 'refunded') covered.refunds++;
  if (outcome.kind === 'reversed') covered.clawbacks++;
  if (outcome.kind === 'undone') covered[outcome.changed ? 'splits' : 'joinedStill']++;
  if (outcome.kind === 'undone' && sumOf(after) > sumOf(before)) covered.uncovered++;
  if ([...after.lots.values()].some((lot) => lot.endsAt > lot.ownEnd && lot.remaining > 0)) covered.graces++;
  if ([...after.lots.values()].some((lot) => lot.held && lot.remaining > 0)) covered.held++;
  const last = [...after.spends.values()].at(-1);
  const foreign = last && [...last.taken.keys()].some((lotId) => after.lots.get(lotId)?.accountId !== last.accountId);
  if (outcome.kind === 'spent' && foreign) covered.across++;
}

const sumOf = ({ spends }: Step['after']) => [...spends.values()].reduce((sum, spend) => sum + spend.uncovered, 0);

const covered: Covered = {
  merges: 0,
  splits: 0,
  joinedStill: 0,
  redos: 0,
  uncovered: 0,
  graces: 0,
  held: 0,
  refused: 0,
  across: 0,
  refunds: 0,
  clawbacks: 0,
};
let lists = 0;

describe.each([
  { of: 'structure', laws: structureLaws },
  { of: 'the ledger', laws: ledgerLaws },
])('laws of $of, for any commands', ({ laws }) => {
  test.each(laws)('$name', async (law: Law) => {
    await fc.assert(
      fc.asyncProperty(commandLists, (commands) => {
        lists++;
        return hold(createBooks(accountIds, calendar), commands, [law], (step) => count(covered, step));
      }),
      {
        numRuns: scaled(50),
        examples: Object.values(found).map((commands) => [commands]),
        interruptAfterTimeLimit: 300_000,
      },
    );
  });
});

test('the lists of commands reach every situation that the laws are about', () => {
  for (const [situation, times] of Object.entries(covered)) {
    expect(times, `${situation} in ${lists} lists`).toBeGreaterThan(lists / 50);
  }
});
