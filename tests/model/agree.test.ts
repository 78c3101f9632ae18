import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountId } from '../../db/ids.ts';
import { scaled } from '../scale.ts';
import { createBooks } from './books.ts';
import { accountIds, type Command, calendar, carryOut, commandLists, opening, type World } from './commands.ts';
import { found } from './found.ts';
import { type Confirmed, inWords, type Observed } from './machine.ts';
import { createOracle } from './oracle.ts';

/** Plays a list in the books and in the model, and holds them against each other after every command. */
async function agree(commands: Command[]): Promise<void> {
  const worlds = [createBooks, createOracle].map(
    (create): World => ({ machine: create(accountIds, calendar), now: opening, edges: [] }),
  );
  for (const command of commands) {
    const outcomes = [];
    for (const world of worlds) outcomes.push(await carryOut(world, command));
    expect(outcomes[0], JSON.stringify(command)).toEqual(outcomes[1]);
    const [books, oracle] = await Promise.all(worlds.map(({ machine, now }) => machine.observe(now)));
    expect(inWords(books!), JSON.stringify(command)).toBe(inWords(oracle!));
  }
}

test('L8 the books that are kept row by row equal the model played from scratch, after every command', async () => {
  await fc.assert(fc.asyncProperty(commandLists, agree), { numRuns: scaled(200) });
}, 1_800_000);

test.each(Object.entries(found))('L8 they are equal too after %s', (_, commands) => agree(commands));

test('L12 a purse that came to be by way of a third account outlives it: a debt that was paid over it stays paid', async () => {
  const earns = (account: number): Command => ({ kind: 'earn', account, amount: 10, days: null, pendingDays: 0 });
  const merges = (a: number, b: number, how: Confirmed): Command => ({ kind: 'merge', a, b, how });
  await agree([
    ...[earns(1), { kind: 'spend' as const, account: 1, share: 100 }],
    ...[merges(0, 3, 'counter'), merges(1, 0, 'counter'), merges(3, 1, 'none')],
    ...[
      { kind: 'reverse' as const, lot: 0, share: 100 },
      { kind: 'wait' as const, days: 2 },
    ],
    ...[earns(3), { kind: 'undo' as const, edge: 0, carry: false }, earns(3)],
    ...[
      { kind: 'undo' as const, edge: 1, carry: false },
      { kind: 'spend' as const, account: 3, share: 50 },
    ],
  ]);
});

/** What is to be seen of the lots and spends of some accounts, and of what these can spend. */
function only(seen: Observed, accounts: AccountId[]): string {
  const isTheirs = ([, { accountId }]: [unknown, { accountId: AccountId }]) => accounts.includes(accountId);
  return inWords({
    persons: new Map(),
    lots: new Map([...seen.lots].filter(isTheirs)),
    spends: new Map([...seen.spends].filter(isTheirs)),
    available: new Map([...seen.available].filter(([account]) => accounts.includes(account))),
  });
}

test('L7 the lots and spends of a person are what its own accounts’ facts alone come to', async () => {
  const covered = { joined: 0, parted: 0, uncovered: 0 };
  let lists = 0;
  await fc.assert(
    fc.asyncProperty(commandLists, async (commands) => {
      lists++;
      const machine = createOracle(accountIds, calendar);
      const world: World = { machine, now: opening, edges: [] };
      for (const command of commands) {
        const outcome = await carryOut(world, command);
        if (outcome.kind !== 'undone' && outcome.kind !== 'redone' && outcome.kind !== 'spent') continue;
        const seen = machine.observe(world.now);
        const persons = Map.groupBy(accountIds, (account) => seen.persons.get(account));
        for (const accounts of persons.values()) {
          const alone = machine.only(accounts).observe(world.now);
          expect(only(alone, accounts), JSON.stringify(command)).toBe(only(seen, accounts));
          if (accounts.length > 1) covered.joined++;
        }
        if (outcome.kind === 'undone' && outcome.changed) covered.parted++;
        if ([...seen.spends.values()].some(({ uncovered }) => uncovered > 0)) covered.uncovered++;
      }
    }),
    { numRuns: scaled(40) },
  );
  for (const [situation, times] of Object.entries(covered)) expect(times, situation).toBeGreaterThan(lists / 10);
}, 1_800_000);
