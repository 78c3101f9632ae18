import fc from 'fast-check';
import { afterAll, describe, expect } from 'vitest';
import { balanceOf } from '../../../core/points/balance.ts';
import { earn } from '../../../core/points/earn.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { spend } from '../../../core/points/spend.ts';
import { Refusal } from '../../../core/refusal.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import { scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { bookRows, effectiveState, headquarters, join, openShop, redo, type Shop, undo } from './shop.ts';

const accountCount = 5;
const start = Date.parse('2026-01-10T03:00:00Z');
const day = 86_400_000;

type Command =
  | { kind: 'earn'; account: number; amount: number; days: number }
  | { kind: 'bonus'; account: number }
  | { kind: 'spend'; account: number; share: number }
  | { kind: 'merge'; a: number; b: number }
  | { kind: 'undo' | 'redo'; edge: number }
  | { kind: 'wait'; days: number };

const account = fc.nat({ max: accountCount - 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
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
    arbitrary: fc.record({ kind: fc.constant('spend' as const), account, share: fc.integer({ min: 1, max: 100 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('merge' as const), a: account, b: account }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), edge: fc.nat({ max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('redo' as const), edge: fc.nat({ max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 15 }) }) },
);

const seen = { merges: 0, undos: 0, splits: 0, redos: 0, uncovered: 0, spendsAcross: 0, graces: 0 };

type World = Shop & { now: number; edges: EdgeId[]; keys: number };

async function run(world: World, step: Command): Promise<void> {
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
    if (amount === 0) return;
    await expect(spend(context, { accountId, amount: spendable + 1, key: `${key}-over` })).rejects.toThrow(
      'not_enough_points',
    );
    const { taken } = await spend(context, { accountId, amount, key });
    if (taken.some((part) => part.accountId !== accountId)) seen.spendsAcross++;
  }
  if (step.kind === 'merge') {
    if (step.a === step.b) return;
    world.edges.push(await join(world, now, id(step.a), id(step.b)).catch(ignoring('already_one')));
    seen.merges++;
  }
  if (step.kind === 'undo' || step.kind === 'redo') await turn(world, step, now);
}

/** Undo and redo do what their preview showed, and undo followed at once by redo is as if nothing had happened (S6, S8). */
async function turn(world: World, step: { kind: 'undo' | 'redo'; edge: number }, now: Date): Promise<void> {
  const edgeId = world.edges[step.edge % Math.max(1, world.edges.length)];
  if (edgeId === undefined) return;
  const before = await effectiveState(world.db);
  const result = await (step.kind === 'undo' ? undo : redo)(world, now, edgeId).catch((error) => {
    ignoring('edge_not_active', 'edge_not_void', 'cannot_link')(error);
    return undefined;
  });
  if (!result) return;
  const { seen: preview } = result;
  for (const change of preview.lots) {
    const balance = await lotsNow(world);
    expect(balance.get(change.lotId), `lot ${change.lotId} holds what the preview showed`).toBe(change.afterwards);
  }
  if (step.kind === 'redo') {
    seen.redos++;
    return;
  }
  seen.undos++;
  if (preview.splits) seen.splits++;
  if (preview.uncoveredTotal > 0) seen.uncovered++;
  if (!preview.splits) expect(preview.lots, 'an undo that does not split moves no point (L17)').toEqual([]);
  await redo(world, now, edgeId);
  expect(await effectiveState(world.db), 'redo is the inverse of undo (S6)').toBe(before);
  await undo(world, now, edgeId);
}

async function lotsNow({ db }: World): Promise<Map<number, number>> {
  const { lots } = JSON.parse(await effectiveState(db)) as { lots: { id: number; remaining: number }[] };
  return new Map(lots.map((lot) => [lot.id, lot.remaining]));
}

/** Lets the refusals named pass and throws everything else. */
function ignoring(...codes: string[]) {
  return (error: unknown): EdgeId => {
    if (error instanceof Refusal && codes.includes(error.code)) return Number(error.facts.edgeId ?? 0) as EdgeId;
    throw error;
  };
}

describe('the algebra of merge and undo, on any sequence of commands', () => {
  onServer.test(
    'the partition, the books and the replay agree after every command; earlier rows never change (S1, S6, S8, L1–L3, L6–L8, L13, L17)',
    async ({ db }) => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 15, maxLength: 40, size: 'max' }), async (commands) => {
          await empty(db);
          const world: World = { ...(await openShop(db, accountCount)), now: start, edges: [], keys: 0 };
          for (const step of commands) {
            const before = await bookRows(db);
            await run(world, step);
            const after = new Set(await bookRows(db));
            expect(
              before.filter((row) => !after.has(row)),
              'rows that changed',
            ).toEqual([]);
            expect(await verifyInvariants(db, new Date(world.now), { deep: true })).toEqual([]);
          }
        }),
        { numRuns: scaled(8), endOnFailure: false },
      );
      expect(seen.splits).toBeGreaterThan(5);
      expect(seen.uncovered).toBeGreaterThan(0);
      expect(seen.spendsAcross).toBeGreaterThan(0);
      expect(seen.redos).toBeGreaterThan(0);
    },
    600_000,
  );
  afterAll(() => console.log('commands that took effect', seen));
});
