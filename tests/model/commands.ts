import fc from 'fast-check';
import type { AccountId, EdgeId } from '../../db/ids.ts';
import type { Calendar, Confirmed, Machine } from './machine.ts';

export const minute = 60_000;
export const day = 1440 * minute;
/** Saturday, 10 January 2026, 12:00 in Tokyo. */
export const opening = Date.parse('2026-01-10T03:00:00Z');
export const accountIds = [1, 2, 3, 4, 5] as AccountId[];
/** Round figures, so that what a test shows can be worked out by hand. */
export const calendar: Calendar = { coolOff: (at) => at + day, grace: (at) => at + 30 * day };

export type Command =
  | { kind: 'earn'; account: number; amount: number; days: number | null; pendingDays: number }
  | { kind: 'bonus'; account: number; days: number }
  /** `share` per cent of what is available; over a hundred it asks for more than there is. */
  | { kind: 'spend'; account: number; share: number }
  | { kind: 'refund'; spend: number; share: number }
  | { kind: 'reverse'; lot: number; share: number }
  | { kind: 'merge'; a: number; b: number; how: Confirmed }
  | { kind: 'undo'; edge: number; carry: boolean }
  | { kind: 'redo'; edge: number }
  | { kind: 'wait'; days: number };

const account = fc.nat({ max: accountIds.length - 1 });
const share = fc.constantFrom(30, 50, 100);
const weighted = (weight: number, arbitrary: fc.Arbitrary<Command>) => ({ weight, arbitrary });

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  weighted(
    4,
    fc.record({
      kind: fc.constant('earn' as const),
      account,
      amount: fc.integer({ min: 1, max: 100 }),
      days: fc.option(fc.integer({ min: 2, max: 40 }), { freq: 8, nil: null }),
      pendingDays: fc.constantFrom(0, 0, 0, 5),
    }),
  ),
  weighted(2, fc.record({ kind: fc.constant('bonus' as const), account, days: fc.integer({ min: 5, max: 60 }) })),
  weighted(8, fc.record({ kind: fc.constant('spend' as const), account, share: fc.integer({ min: 20, max: 110 }) })),
  weighted(
    5,
    fc.record({
      kind: fc.constant('merge' as const),
      a: account,
      b: account,
      how: fc.constantFrom<Confirmed>('counter', 'counter', 'none'),
    }),
  ),
  weighted(2, fc.record({ kind: fc.constant('refund' as const), spend: fc.nat({ max: 30 }), share })),
  weighted(2, fc.record({ kind: fc.constant('reverse' as const), lot: fc.nat({ max: 30 }), share })),
  weighted(4, fc.record({ kind: fc.constant('undo' as const), edge: fc.nat({ max: 30 }), carry: fc.boolean() })),
  weighted(3, fc.record({ kind: fc.constant('redo' as const), edge: fc.nat({ max: 30 }) })),
  weighted(5, fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 12 }) })),
);

/** Long lists: short ones hardly ever reach an undo that has something to settle. */
export const commandLists = fc.array(anyCommand, { minLength: 20, maxLength: 60, size: 'max' });

/** A shop in which a list of commands is carried out: the machine, its clock and the edges that were ever drawn. */
export type World = { machine: Machine; now: number; edges: { edgeId: EdgeId; a: AccountId; b: AccountId }[] };

/** What a command came to; `refused` when the machine would not do it. */
export type Outcome =
  | { kind: 'earned' | 'spent' | 'refunded' | 'reversed' | 'refused' | 'waited' | 'nothing' }
  | { kind: 'merged'; edgeId: EdgeId }
  | { kind: 'undone' | 'redone'; edgeId: EdgeId; changed: boolean };

/** Carries out one command a minute later than the last. */
export async function carryOut(world: World, command: Command): Promise<Outcome> {
  world.now += minute;
  const { machine, now } = world;
  switch (command.kind) {
    case 'wait':
      world.now += command.days * day;
      await machine.sweep(world.now);
      return { kind: 'waited' };
    case 'earn':
      await machine.earn(now, {
        accountId: accountOf(command.account),
        amount: command.amount,
        availableAt: now + command.pendingDays * day,
        endsAt: command.days === null ? null : now + (command.pendingDays + command.days) * day,
        once: false,
      });
      return { kind: 'earned' };
    case 'bonus':
      await machine.earn(now, {
        accountId: accountOf(command.account),
        amount: 50,
        availableAt: now,
        endsAt: now + command.days * day,
        once: true,
      });
      return { kind: 'earned' };
    case 'spend': {
      const accountId = accountOf(command.account);
      const { available } = await machine.observe(now);
      const amount = Math.ceil(((available.get(accountId) ?? 0) * command.share) / 100);
      if (amount === 0) return { kind: 'nothing' };
      return (await machine.spend(now, accountId, amount)) === undefined ? { kind: 'refused' } : { kind: 'spent' };
    }
    case 'merge': {
      const [a, b] = [accountOf(command.a), accountOf(command.b)];
      if (a === b) return { kind: 'nothing' };
      const edgeId = await machine.merge(now, a, b, command.how);
      if (edgeId === undefined) return { kind: 'refused' };
      world.edges.push({ edgeId, a, b });
      return { kind: 'merged', edgeId };
    }
    case 'refund': {
      const spends = [...(await machine.observe(now)).spends];
      const [spendId, spend] = spends[command.spend % Math.max(1, spends.length)] ?? [];
      if (!spendId || !spend) return { kind: 'nothing' };
      const done = await machine.refund(now, spendId, Math.ceil((spend.amount * command.share) / 100));
      return { kind: done ? 'refunded' : 'refused' };
    }
    case 'reverse': {
      const lots = [...(await machine.observe(now)).lots].filter(([, lot]) => !lot.once);
      const [lotId, lot] = lots[command.lot % Math.max(1, lots.length)] ?? [];
      if (!lotId || !lot) return { kind: 'nothing' };
      const done = await machine.reverse(now, lotId, Math.ceil((lot.amount * command.share) / 100));
      return { kind: done === undefined ? 'refused' : 'reversed' };
    }
    case 'undo':
    case 'redo': {
      const edge = world.edges[command.edge % Math.max(1, world.edges.length)];
      if (!edge) return { kind: 'nothing' };
      const { edgeId } = edge;
      const changed = await (command.kind === 'undo'
        ? machine.undo(now, edgeId, command.carry)
        : machine.redo(now, edgeId));
      if (changed === undefined) return { kind: 'refused' };
      return { kind: command.kind === 'undo' ? 'undone' : 'redone', edgeId, changed };
    }
  }
}

function accountOf(index: number): AccountId {
  return accountIds[index] as AccountId;
}
