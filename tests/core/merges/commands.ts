import fc from 'fast-check';
import { expect } from 'vitest';
import { balanceOf } from '../../../core/points/balance.ts';
import { earn } from '../../../core/points/earn.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { spend } from '../../../core/points/spend.ts';
import { Refusal } from '../../../core/refusal.ts';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import { headquarters, join, type Shop } from './shop.ts';

export const accountCount = 5;
export const start = Date.parse('2026-01-10T03:00:00Z');
const day = 86_400_000;

/** One thing that happens to the small shop. */
export type Command =
  | { kind: 'earn'; account: number; amount: number; days: number }
  | { kind: 'bonus'; account: number }
  | { kind: 'spend'; account: number; share: number }
  | { kind: 'merge'; a: number; b: number }
  | { kind: 'undo' | 'redo'; edge: number }
  | { kind: 'wait'; days: number };

const account = fc.nat({ max: accountCount - 1 });
/** Any command; merges, undos and spends come often. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('earn' as const),
      account,
      amount: fc.integer({ min: 1, max: 100 }),
      days: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bonus' as const), account }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('spend' as const), account, share: fc.integer({ min: 40, max: 100 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('merge' as const), a: account, b: account }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), edge: fc.nat({ max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('redo' as const), edge: fc.nat({ max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 15 }) }) },
);

/** How often something took effect. */
export const seen = { merges: 0, undos: 0, splits: 0, redos: 0, uncovered: 0, spendsAcross: 0, graces: 0 };

/** The shop, its clock, and the edges made so far. */
export type World = Shop & { now: number; edges: EdgeId[]; keys: number };

/** Lets a command happen, a minute after the one before, and answers when. An undo and a redo are left to the caller. */
export async function run(world: World, step: Command): Promise<Date> {
  world.now += 60_000;
  const now = new Date(world.now);
  const context = headquarters(world, now);
  const id = (index: number) => (index + 1) as AccountId;
  const key = `k${++world.keys}`;
  if (step.kind === 'wait') {
    world.now += step.days * day;
    await expireLots({ ...context, now: new Date(world.now) });
  }
  if (step.kind === 'earn') {
    const expiresAt = new Date(world.now + step.days * day);
    await earn(context, {
      accountId: id(step.account),
      amount: step.amount,
      origin: 'adjustment',
      expiresAt,
      source: 'test',
      key,
    });
  }
  if (step.kind === 'bonus') {
    const once = { origin: 'welcome' as const, onceKey: 'welcome', source: 'welcome', key: String(step.account) };
    await earn(context, { accountId: id(step.account), amount: 50, ...once });
  }
  if (step.kind === 'spend') {
    const accountId = id(step.account);
    const { spendable } = await balanceOf(world.db, accountId, now);
    const amount = Math.ceil((spendable * step.share) / 100);
    if (amount === 0) return now;
    await expect(spend(context, { accountId, amount: spendable + 1, key: `${key}-over` })).rejects.toThrow(
      'not_enough_points',
    );
    const { taken } = await spend(context, { accountId, amount, key });
    if (taken.some((part) => part.accountId !== accountId)) seen.spendsAcross++;
  }
  if (step.kind === 'merge') {
    if (step.a === step.b) return now;
    world.edges.push(await join(world, now, id(step.a), id(step.b)).catch(ignoring('already_one', 'cannot_link')));
    seen.merges++;
  }
  return now;
}

/** Lets the refusals named pass and throws everything else. */
export function ignoring(...codes: string[]) {
  return (error: unknown): EdgeId => {
    if (error instanceof Refusal && codes.includes(error.code)) return Number(error.facts.edgeId ?? 0) as EdgeId;
    throw error;
  };
}
