import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountId, EdgeId } from '../../db/ids.ts';
import { createBooks } from './books.ts';
import { accountIds, calendar, commandLists, day, minute, opening } from './commands.ts';
import { hold, ledgerLaws, structureLaws } from './laws.ts';
import type { Observed, PureMachine } from './machine.ts';
import { createOracle, type Rule } from './oracle.ts';
import { createRowMoving } from './row-moving.ts';

const laws = new Map([...structureLaws, ...ledgerLaws].map((law) => [law.name.split(' ')[0], law]));
const ruled = (rule: Rule) => () => createOracle(accountIds, calendar, rule);

/** An edge between those who lead their persons, not between the two that were compared. */
function anchoredOnSurvivors(machine: PureMachine): PureMachine {
  return {
    ...machine,
    merge(at, a, b, how) {
      const { persons } = machine.observe(at);
      return machine.merge(at, persons.get(a) as AccountId, persons.get(b) as AccountId, how);
    },
    fork: () => anchoredOnSurvivors(machine.fork()),
  };
}

const faults: { fault: string; create: () => PureMachine; law: string }[] = [
  {
    fault: 'points move to the survivor and stay there',
    create: () => createRowMoving(accountIds, 'leaves the points with the survivor'),
    law: 'L4',
  },
  {
    fault: 'only the rows that are left are moved back',
    create: () => createRowMoving(accountIds, 'moves back what is left'),
    law: 'L6',
  },
  {
    fault: 'points come back and the spender is not charged',
    create: ruled('the spender is not charged again'),
    law: 'L2',
  },
  {
    fault: 'the edge is anchored on the survivor',
    create: () => anchoredOnSurvivors(createBooks(accountIds, calendar)),
    law: 'S9',
  },
  {
    fault: 'an undone edge counts as if it had never been',
    create: ruled('as if what was undone had never been'),
    law: 'L17',
  },
  {
    fault: 'who was joined then and is joined now could reach all along',
    create: ruled('joined then and joined now'),
    law: 'L4',
  },
  { fault: 'both bonuses of one person can be spent', create: ruled('every bonus can be spent'), law: 'L10' },
  { fault: 'own points wait for the cool-off', create: ruled('own points wait too'), law: 'L16' },
  { fault: 'a redo is a new merge', create: ruled('a redo is a new merge'), law: 'S6' },
  { fault: 'every ended lot lives on after an undo', create: ruled('every ended lot lives on'), law: 'L15' },
];

describe('a planted fault is caught', () => {
  test.each(faults)('$fault: by $law', async ({ create, law }) => {
    const held = laws.get(law);
    if (!held) throw new Error(`there is no law ${law}`);
    const property = fc.asyncProperty(commandLists, (commands) => hold(create(), commands, [held]));
    const { failed, numRuns } = await fc.check(property, { numRuns: 300, endOnFailure: true });
    expect(failed, `${law} held for ${numRuns} lists`).toBe(true);
  });
});

describe('a case that mints points under another rule, by hand', () => {
  const [a, b, d] = accountIds as [AccountId, AccountId, AccountId];
  const at = (moment: number) => opening + moment * day;
  const gift = { amount: 10, endsAt: null, once: false };
  const whole = ({ lots }: Observed) => [...lots.values()].reduce((sum, lot) => sum + lot.remaining, 0);

  test('an undo that does not part gives back nothing: B–A, D–B; D earns 10; A spends it; A–D; undo B–A', () => {
    const machine = createBooks(accountIds, calendar);
    const first = machine.merge(at(0), b, a, 'counter') as EdgeId;
    machine.merge(at(1), d, b, 'counter');
    machine.earn(at(2), { ...gift, accountId: d, availableAt: at(2) });
    machine.spend(at(3), a, 10);
    machine.merge(at(4), a, d, 'counter');
    expect(machine.undo(at(5), first)).toBe(false);
    expect(whole(machine.observe(at(6)))).toBe(0);
  });

  test('a new merge moves no old loss: A–B; A spends B’s 10; undo; A–B anew; the loss stands and B keeps its 10', () => {
    const machine = createBooks(accountIds, calendar);
    machine.earn(at(0), { ...gift, accountId: b, availableAt: at(0) });
    const first = machine.merge(at(1), a, b, 'counter') as EdgeId;
    const spendId = machine.spend(at(3), a, 10);
    machine.undo(at(4), first);
    machine.merge(at(5), a, b, 'counter');
    const seen = machine.observe(at(8));
    expect([whole(seen), seen.spends.get(spendId!)?.uncovered]).toEqual([10, 10]);
  });

  test('an undo and a new merge of an older pair leave a chain as it was: C joined through B keeps what it reached', () => {
    const machine = createBooks(accountIds, calendar);
    machine.merge(at(0), a, b, 'counter');
    const second = machine.merge(at(1), b, d, 'counter') as EdgeId;
    machine.earn(at(2), { ...gift, accountId: a, availableAt: at(2) });
    machine.spend(at(3), d, 10);
    machine.merge(at(4), a, d, 'counter');
    expect(machine.undo(at(5), second)).toBe(false);
    expect(whole(machine.observe(at(5) + minute))).toBe(0);
  });

  test('points that were lent when they ended cover what their own side lacks before anything lives on', () => {
    const machine = createBooks(accountIds, calendar);
    const lent = machine.earn(at(0), { accountId: a, amount: 100, availableAt: at(0), endsAt: at(10), once: false });
    machine.earn(at(0), { accountId: b, amount: 100, availableAt: at(0), endsAt: at(90), once: false });
    const edge = machine.merge(at(0), a, b, 'counter') as EdgeId;
    machine.spend(at(2), b, 100);
    machine.sweep(at(11));
    machine.spend(at(12), a, 60);
    machine.undo(at(15), edge);
    const seen = machine.observe(at(15) + minute);
    expect([...seen.spends.values()].map(({ uncovered }) => uncovered)).toEqual([0, 0]);
    expect(seen.lots.get(lent)).toMatchObject({ remaining: 40, endsAt: at(45) });
    expect(whole(seen)).toBe(40);
  });
});
