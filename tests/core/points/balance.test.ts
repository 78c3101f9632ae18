import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { balanceOf } from '../../../core/points/balance.ts';
import type { AccountId } from '../../../db/ids.ts';
import { mergeEdges } from '../../../db/schema/merges.ts';
import { databases } from '../../setup.ts';
import { give, join, openShop, pay, undo } from '../merges/shop.ts';

/** Saturday, 21 November 2026, 14:00 in Tokyo, plus days. */
const at = (days = 0) => new Date(Date.parse('2026-11-21T05:00:00Z') + days * 86_400_000);
const [a, b, c] = [1, 2, 3] as AccountId[] as [AccountId, AccountId, AccountId];

describe.each(databases)('a balance on $name', ({ test }) => {
  test('of a member without points is nothing at all', async ({ db }) => {
    await openShop(db, 1);
    expect(await balanceOf(db, a, at())).toEqual({ total: 0, spendable: 0, lots: [], pending: [] });
  });

  test('keeps points of a purchase apart until they join', async ({ db }) => {
    const shop = await openShop(db, 1);
    await give(shop, at(), a, 100);
    const lotId = await give(shop, at(), a, 18, { availableAt: at(11) });
    const before = await balanceOf(db, a, at(10));
    expect(before).toMatchObject({ total: 100, spendable: 100, lots: [{ remaining: 100 }] });
    expect(before.pending).toEqual([{ lotId, accountId: a, amount: 18, availableAt: at(11), purchaseId: null }]);
    expect(await balanceOf(db, a, at(11))).toMatchObject({ total: 118, spendable: 118, pending: [] });
  });

  test('lists lots soonest-ending first, with the tail of the card they are on', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(), a, 1, { expiresAt: at(90) });
    await give(shop, at(), b, 2, { expiresAt: at(30) });
    await join(shop, at(1), a, b);
    const { lots } = await balanceOf(db, a, at(2));
    expect(lots.map(({ tail, remaining, endsAt }) => ({ tail, remaining, endsAt }))).toEqual([
      { tail: '0002', remaining: 2, endsAt: at(30) },
      { tail: '0001', remaining: 1, endsAt: at(90) },
    ]);
  });

  test('counts for a member what it may see, and for staff the whole person', async ({ db }) => {
    const shop = await openShop(db, 3);
    for (const [accountId, amount] of [
      [a, 1],
      [b, 20],
      [c, 300],
    ] as const)
      await give(shop, at(), accountId, amount);
    await give(shop, at(), c, 4000, { availableAt: at(20) });
    await join(shop, at(1), a, b);
    await join(shop, at(2), b, c);
    expect(await balanceOf(db, a, at(3), [a])).toMatchObject({ total: 1, spendable: 1, pending: [] });
    expect(await balanceOf(db, a, at(3), [a, b])).toMatchObject({ total: 21, spendable: 21 });
    expect(await balanceOf(db, a, at(3))).toMatchObject({ total: 321, spendable: 321, pending: [{ amount: 4000 }] });
  });

  test('of a person whose join is frozen can be spent on its own card only, without a day to promise', async ({
    db,
  }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(), a, 10);
    await give(shop, at(), b, 20);
    await join(shop, at(1), a, b);
    await db.update(mergeEdges).set({ frozenAt: at(2) });
    const { total, spendable, lots } = await balanceOf(db, a, at(3));
    expect({ total, spendable }).toEqual({ total: 30, spendable: 10 });
    expect(lots.map(({ spendableFrom }) => spendableFrom)).toEqual([undefined, undefined]);
    await expect(pay(shop, at(3), a, 11)).rejects.toMatchObject({ code: 'not_enough_points' });
  });

  test('is not held up by what is frozen at somebody it has parted from', async ({ db }) => {
    const shop = await openShop(db, 4);
    const d = 4 as AccountId;
    await give(shop, at(), a, 10);
    await give(shop, at(), b, 20);
    await join(shop, at(1), a, b);
    await undo(shop, at(3), await join(shop, at(2), b, c));
    const elsewhere = await join(shop, at(4), c, d);
    await db
      .update(mergeEdges)
      .set({ frozenAt: at(5) })
      .where(eq(mergeEdges.id, elsewhere));
    expect(await balanceOf(db, a, at(6))).toMatchObject({ total: 30, spendable: 30 });
  });
});
