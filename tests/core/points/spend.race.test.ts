import { describe, expect } from 'vitest';
import { balanceOf } from '../../../core/points/balance.ts';
import { spend } from '../../../core/points/spend.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { spends } from '../../../db/schema/points.ts';
import { scaled } from '../../scale.ts';
import { onServer } from '../../setup.ts';
import { give, headquarters, join, openShop, pay, type Shop, undo } from '../merges/shop.ts';

const now = new Date('2026-11-21T05:00:00Z');
const later = new Date('2026-11-22T05:00:00Z');
const [a, b] = [1, 2] as AccountId[] as [AccountId, AccountId];

const timeout = 900_000;

const { test } = onServer;

/** How each call ended: `taken`, or the code of its refusal. A bug is thrown. */
async function endings(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(calls);
  const words = settled.map((call) =>
    call.status === 'fulfilled' ? 'taken' : String(call.reason.code ?? call.reason),
  );
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, same]) => [word, same.length]));
}

async function joinedShop(db: Database): Promise<Shop> {
  const shop = await openShop(db, 2);
  await give(shop, now, b, 100);
  await join(shop, now, a, b);
  return shop;
}

describe('spends at the same time', () => {
  test.for([20, 200])('%s of 100 from a balance of 100 are one spend, and the balance is 0', async (count, { db }) => {
    const shop = await joinedShop(db);
    const calls = Array.from({ length: count }, (_, index) => pay(shop, later, index % 2 ? a : b, 100));
    expect(await endings(calls)).toEqual({ taken: 1, not_enough_points: count - 1 });
    expect((await balanceOf(db, a, later)).total).toBe(0);
    expect(await verifyInvariants(db, later, { deep: true })).toEqual([]);
  });

  test('with one key 100 times have one effect and the same answer', async ({ db }) => {
    const shop = await joinedShop(db);
    const answers = await Promise.all(Array.from({ length: 100 }, () => pay(shop, later, a, 10, 'receipt 1')));
    expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(new Set(answers.map(({ spendId, taken }) => JSON.stringify({ spendId, taken }))).size).toBe(1);
    expect((await balanceOf(db, a, later)).total).toBe(90);
  });

  test('with one key from two persons are one spend; the other is refused, not broken', { timeout }, async ({ db }) => {
    const shop = await openShop(db, 2);
    const context = headquarters(shop, now);
    for (let round = 0; round < scaled(10); round++) {
      for (const accountId of [a, b]) await give(shop, now, accountId, 10);
      const key = `receipt ${round}`;
      const calls = [a, b].map((accountId) => spend(context, { accountId, amount: 10, key }));
      expect(await endings(calls)).toEqual({ taken: 1, key_reused: 1 });
    }
  });

  test('and an undo never use the same point: what was spent is covered or shown as uncovered', { timeout }, async ({
    db,
  }) => {
    const shop = await openShop(db, 2);
    for (let round = 0; round < scaled(10); round++) {
      const start = new Date(now.getTime() + round * 86_400_000);
      const then = new Date(start.getTime() + 3_600_000);
      await give(shop, start, b, 100);
      const edgeId = await join(shop, start, a, b);
      const paid = Array.from({ length: 5 }, () => pay(shop, then, a, 30));
      await Promise.allSettled([...paid, undo(shop, then, edgeId)]);
      expect(await verifyInvariants(db, then, { deep: true })).toEqual([]);
      await undo(shop, new Date(then.getTime() + 60_000), edgeId).catch(({ code }) =>
        expect(code).toBe('edge_not_active'),
      );
    }
    expect((await db.select().from(spends)).length).toBeGreaterThan(0);
  });
});
