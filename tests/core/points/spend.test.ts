import { describe, expect } from 'vitest';
import { balanceOf } from '../../../core/points/balance.ts';
import type { AccountId } from '../../../db/ids.ts';
import { databases } from '../../setup.ts';
import { give, join, openShop, pay, undo } from '../merges/shop.ts';

/** Saturday, 21 November 2026, 14:00 in Tokyo, plus days. */
const at = (days = 0) => new Date(Date.parse('2026-11-21T05:00:00Z') + days * 86_400_000);
const [a, b] = [1, 2] as AccountId[] as [AccountId, AccountId];
const endOf = (month: number) => ({ expiresAt: new Date(Date.UTC(2027, month, 1) - 9 * 3_600_000) });

describe.each(databases)('spending on $name', ({ test }) => {
  test('takes what ends soonest first, over both joined accounts', async ({ db }) => {
    const shop = await openShop(db, 2);
    const late = await give(shop, at(), a, 100, endOf(6));
    const soonest = await give(shop, at(), b, 40, endOf(2));
    const soon = await give(shop, at(), a, 50, endOf(3));
    await join(shop, at(1), a, b);
    const { taken } = await pay(shop, at(2), a, 95);
    expect(taken.map(({ lotId, amount }) => [lotId, amount])).toEqual([
      [soonest, 40],
      [soon, 50],
      [late, 5],
    ]);
  });

  test.for([
    ['the one', a, b],
    ['the other', b, a],
  ] as const)('at an equal end takes its own first when %s card is shown', async ([, own, other], { db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(), other, 40, endOf(3));
    await give(shop, at(), own, 40, endOf(3));
    await join(shop, at(1), a, b);
    const { taken } = await pay(shop, at(2), own, 60);
    expect(taken.map(({ accountId, amount }) => [accountId, amount])).toEqual([
      [own, 40],
      [other, 20],
    ]);
  });

  test('of more than there is says how much there is, and takes nothing', async ({ db }) => {
    const shop = await openShop(db, 1);
    await give(shop, at(), a, 40);
    const refused = { code: 'not_enough_points', facts: { available: 40, amount: 41 } };
    await expect(pay(shop, at(), a, 41)).rejects.toMatchObject(refused);
    expect((await balanceOf(db, a, at())).spendable).toBe(40);
  });

  test('with the same key is one spend, and with another body is refused', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(), a, 40);
    await give(shop, at(), b, 40);
    const first = await pay(shop, at(), a, 30, 'receipt 1');
    expect(await pay(shop, at(), a, 30, 'receipt 1')).toEqual({ ...first, fresh: false });
    await expect(pay(shop, at(), a, 10, 'receipt 1')).rejects.toMatchObject({ code: 'key_reused' });
    await expect(pay(shop, at(), b, 30, 'receipt 1')).rejects.toMatchObject({ code: 'key_reused' });
    expect((await balanceOf(db, a, at())).spendable).toBe(10);
  });
});

describe.each(databases)('freshly joined points on $name', ({ test }) => {
  const opens = new Date('2026-11-23T15:00:00Z');

  test('wait for the third day at midnight in Tokyo, and own points never wait', async ({ db }) => {
    const shop = await openShop(db, 2, { coolOffDays: 3 });
    await give(shop, at(-9), a, 40, endOf(6));
    await give(shop, at(-9), b, 100, endOf(3));
    await join(shop, at(), a, b);
    const before = new Date(opens.getTime() - 1);
    const refused = { code: 'not_enough_points', facts: { available: 40 } };
    await expect(pay(shop, before, a, 41)).rejects.toMatchObject(refused);
    const { taken } = await pay(shop, before, a, 10);
    expect(taken).toMatchObject([{ accountId: a, amount: 10 }]);
    expect((await pay(shop, opens, a, 110)).taken.map(({ accountId }) => accountId)).toEqual([b, a]);
  });

  test('are shown with the day from which they can be spent', async ({ db }) => {
    const shop = await openShop(db, 2, { coolOffDays: 3 });
    await give(shop, at(-9), a, 40, endOf(6));
    await give(shop, at(-9), b, 100, endOf(3));
    await join(shop, at(), a, b);
    const { total, spendable, lots } = await balanceOf(db, a, at(1));
    expect({ total, spendable }).toEqual({ total: 140, spendable: 40 });
    expect(lots.map(({ accountId, spendableFrom }) => [accountId, spendableFrom])).toEqual([
      [b, opens],
      [a, undefined],
    ]);
    expect((await balanceOf(db, a, opens)).spendable).toBe(140);
  });
});

describe.each(databases)('a welcome that each person gets once, on $name', ({ test }) => {
  const welcome = { origin: 'welcome', onceKey: 'welcome' } as const;

  test('is held on one of two joined accounts, and free again when they part', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(-2), a, 300, welcome);
    await give(shop, at(-1), b, 300, welcome);
    const edgeId = await join(shop, at(), a, b);
    const joined = await balanceOf(db, b, at(1));
    expect(joined).toMatchObject({ total: 300, spendable: 300 });
    expect(joined.lots.map(({ accountId, held }) => [accountId, held]).sort()).toEqual([
      [a, false],
      [b, true],
    ]);
    await expect(pay(shop, at(1), b, 301)).rejects.toMatchObject({ facts: { available: 300 } });
    await undo(shop, at(2), edgeId);
    expect([(await balanceOf(db, a, at(3))).total, (await balanceOf(db, b, at(3))).total]).toEqual([300, 300]);
  });

  test('that was used before the join is the one that counts', async ({ db }) => {
    const shop = await openShop(db, 2);
    await give(shop, at(-3), a, 300, welcome);
    await give(shop, at(-2), b, 300, welcome);
    await pay(shop, at(-1), b, 120);
    await join(shop, at(), a, b);
    expect(await balanceOf(db, a, at(1))).toMatchObject({ total: 180, spendable: 180 });
  });
});
