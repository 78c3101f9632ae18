import { describe, expect } from 'vitest';
import { balanceOf } from '../../../core/points/balance.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId } from '../../../db/ids.ts';
import { databases } from '../../setup.ts';
import { bookRows, give, headquarters, join, openShop, pay, redo, type Shop, undo } from '../merges/shop.ts';

/** Saturday, 21 November 2026, 14:00 in Tokyo, plus days. */
const at = (days = 0) => new Date(Date.parse('2026-11-21T05:00:00Z') + days * 86_400_000);
const [a, b, d] = [1, 2, 3] as AccountId[] as [AccountId, AccountId, AccountId];
const days = (count: number) => count * 86_400_000;

async function totals(shop: Shop, now: Date, ...accountIds: AccountId[]): Promise<number[]> {
  const balances = await Promise.all(accountIds.map((accountId) => balanceOf(shop.db, accountId, now)));
  return balances.map(({ total }) => total);
}

describe.each(databases)('an undo, on $name', ({ test }) => {
  test('that does not split moves nothing, so that no point is minted inside one person', async ({ db }) => {
    const shop = await openShop(db, 3);
    const first = await join(shop, at(0), b, a);
    await join(shop, at(1), d, b);
    await give(shop, at(2), d, 10);
    await pay(shop, at(3), a, 10);
    await join(shop, at(4), a, d);
    const before = await bookRows(db);
    const { seen, splits } = await undo(shop, at(5), first);
    expect({ splits, lots: seen.lots, uncovered: seen.uncovered }).toEqual({ splits: false, lots: [], uncovered: [] });
    expect(await bookRows(db)).toEqual(before);
    expect(await totals(shop, at(6), a, b, d)).toEqual([0, 0, 0]);
  });

  test('shows that 1,000 were used beyond their own, and makes the other side whole at once', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(0), b, 1000);
    const edgeId = await join(shop, at(1), a, b);
    await pay(shop, at(2), a, 1000);
    const { seen } = await undo(shop, at(3), edgeId);
    expect(seen.uncovered).toMatchObject([{ accountId: a, spentAmount: 1000, own: 0, amount: 1000 }]);
    expect(seen.uncoveredTotal).toBe(1000);
    expect(await totals(shop, at(4), a, b)).toEqual([0, 1000]);
    expect((await pay(shop, at(4), b, 1000)).taken).toMatchObject([{ accountId: b, amount: 1000 }]);
  });

  test('charges the spender with its own points first, and redo puts everything back', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(0), a, 300, { expiresAt: at(200) });
    await give(shop, at(0), b, 1000, { expiresAt: at(100) });
    const edgeId = await join(shop, at(1), a, b);
    await pay(shop, at(2), a, 1000);
    const { seen } = await undo(shop, at(3), edgeId);
    expect(seen.uncovered).toMatchObject([{ own: 300, amount: 700 }]);
    expect(await totals(shop, at(4), a, b)).toEqual([0, 1000]);
    await redo(shop, at(5), edgeId);
    expect(await totals(shop, at(6), a, b)).toEqual([300, 300]);
    expect(await verifyInvariants(db, at(6), { deep: true })).toEqual([]);
  });

  test('gives points that ended while the other side used them thirty more days, and not for ever', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(0), b, 100, { expiresAt: at(10) });
    const edgeId = await join(shop, at(1), a, b);
    await pay(shop, at(2), a, 60);
    await expireLots(headquarters(shop, at(11)));
    await undo(shop, at(20), edgeId);
    const { lots } = await balanceOf(db, b, at(21));
    expect(lots).toMatchObject([{ remaining: 60, endsAt: at(50) }]);
    expect((await pay(shop, at(49), b, 10)).taken).toMatchObject([{ accountId: b, amount: 10 }]);
    await expireLots(headquarters(shop, new Date(at(50).getTime() + days(1))));
    expect(await totals(shop, at(51), b)).toEqual([0]);
    expect(await verifyInvariants(db, at(51), { deep: true })).toEqual([]);
  });

  test('is redone also for two who have left both persons since, and were one all along by way of them', async ({
    db,
  }) => {
    const shop = await openShop(db, 4);
    const [x, z] = [shop.accountIds[2], shop.accountIds[3]] as [AccountId, AccountId];
    await give(shop, at(0), z, 50, { expiresAt: at(100) });
    await give(shop, at(0), x, 50, { expiresAt: at(200) });
    const near = await join(shop, at(1), x, a);
    const between = await join(shop, at(1.1), a, b);
    const far = await join(shop, at(1.2), b, z);
    await undo(shop, at(3), between);
    await pay(shop, at(4), x, 30);
    await join(shop, at(5), x, z);
    await undo(shop, at(6), near);
    await undo(shop, at(7), far);
    await redo(shop, at(9), between);
    const { lots } = await balanceOf(db, x, at(10));
    expect(lots.map(({ accountId, remaining }) => [accountId, remaining])).toEqual([
      [z, 20],
      [x, 50],
    ]);
    expect(await verifyInvariants(db, at(10), { deep: true })).toEqual([]);
  });

  test('of the wrong merge, redone once the right one is undone, takes nothing from those whom that parts too', async ({
    db,
  }) => {
    const shop = await openShop(db, 4);
    await give(shop, at(0), b, 100, { expiresAt: at(10) });
    const right = await join(shop, at(1), a, b);
    const wrong = await join(shop, at(1.1), a, d);
    await pay(shop, at(2), d, 60);
    await undo(shop, at(20), right);
    expect(await totals(shop, at(21), b)).toEqual([60]);
    await undo(shop, at(22), wrong);
    await redo(shop, at(23), right);
    expect(await totals(shop, at(24), a, b, d)).toEqual([60, 60, 0]);
    expect(await verifyInvariants(db, at(24), { deep: true })).toEqual([]);
    await redo(shop, at(25), wrong);
    expect(await totals(shop, at(26), a, b, d)).toEqual([0, 0, 0]);
    expect(await verifyInvariants(db, at(26), { deep: true })).toEqual([]);
  });

  test('leaves no debt behind when it is redone, because somebody left whose points it was not about', async ({
    db,
  }) => {
    const shop = await openShop(db, 3);
    await give(shop, at(0), b, 100);
    const first = await join(shop, at(1), a, b);
    const second = await join(shop, at(1.1), b, d);
    await pay(shop, at(2), a, 60);
    await undo(shop, at(3), first, 'store_mistake', 'carry');
    await undo(shop, at(4), second);
    await redo(shop, at(5), first);
    const { seen } = await undo(shop, at(6), first);
    expect(seen.uncoveredTotal).toBe(60);
    await give(shop, at(7), a, 80);
    expect(await totals(shop, at(8), a, b)).toEqual([80, 100]);
  });

  test('gives the whole grace again when it is done anew after a redo, whoever has left in between', async ({ db }) => {
    const shop = await openShop(db, 3);
    await give(shop, at(0), a, 100, { expiresAt: at(10) });
    const first = await join(shop, at(1), a, b);
    const second = await join(shop, at(1.1), b, d);
    await pay(shop, at(2), b, 60);
    await undo(shop, at(20), first);
    await undo(shop, at(21), second);
    await redo(shop, at(22), first);
    await undo(shop, at(47), first);
    expect((await balanceOf(db, a, at(48))).lots).toMatchObject([{ remaining: 60, endsAt: at(77) }]);
  });

  test('and a later redo find what was earned in between to pay what is owed', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(0), b, 10);
    const first = await join(shop, at(1), a, b);
    await pay(shop, at(2), a, 10);
    await undo(shop, at(3), first, 'store_mistake', 'carry');
    const anew = await join(shop, at(4), a, b);
    await undo(shop, at(5), anew);
    await give(shop, at(6), b, 50);
    await redo(shop, at(7), anew);
    expect(await totals(shop, at(8), a)).toEqual([50]);
    expect(await verifyInvariants(db, at(8), { deep: true })).toEqual([]);
  });

  test('that left something owed is redone without asking it of who has left since in another way, or twice', async ({
    db,
  }) => {
    const shop = await openShop(db, 4);
    await give(shop, at(0), b, 100);
    const first = await join(shop, at(1), a, b);
    const second = await join(shop, at(1.1), a, d);
    await pay(shop, at(2), d, 60);
    await undo(shop, at(3), first, 'store_mistake', 'carry');
    await undo(shop, at(4), second);
    await redo(shop, at(5), first);
    await give(shop, at(6), d, 80);
    expect(await totals(shop, at(7), a, b, d)).toEqual([100, 100, 20]);
    expect(await verifyInvariants(db, at(7), { deep: true })).toEqual([]);
    await redo(shop, at(8), second);
    expect(await totals(shop, at(9), a, b, d)).toEqual([120, 120, 120]);
    expect(await verifyInvariants(db, at(9), { deep: true })).toEqual([]);
  });
});
