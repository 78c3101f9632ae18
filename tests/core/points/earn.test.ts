import { describe, expect } from 'vitest';
import { balanceOf } from '../../../core/points/balance.ts';
import { earn, expiryOf } from '../../../core/points/earn.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { defaultRules } from '../../../core/points/programme.ts';
import type { AccountId } from '../../../db/ids.ts';
import { ledgerEntries, lots } from '../../../db/schema/points.ts';
import { databases } from '../../setup.ts';
import { give, headquarters, join, openShop, pay, undo } from '../merges/shop.ts';

const now = new Date('2026-11-21T05:00:00Z');
const [a, b] = [1, 2] as AccountId[] as [AccountId, AccountId];

describe.each(databases)('earning on $name', ({ test }) => {
  test('happens once for a source and key, and the same again answers the same lot', async ({ db }) => {
    const context = headquarters(await openShop(db, 2), now);
    const earning = { accountId: a, amount: 50, origin: 'adjustment', source: 'till', key: '7' } as const;
    const first = await earn(context, earning);
    expect(await earn(context, earning)).toEqual({ lotId: first.lotId, fresh: false });
    expect((await balanceOf(db, a, now)).total).toBe(50);
  });

  test('with a known key and another body is refused, and gives nothing', async ({ db }) => {
    const context = headquarters(await openShop(db, 2), now);
    const earning = { accountId: a, amount: 50, origin: 'adjustment', source: 'till', key: '7' } as const;
    await earn(context, earning);
    await expect(earn(context, { ...earning, amount: 51 })).rejects.toMatchObject({ code: 'key_reused' });
    await expect(earn(context, { ...earning, accountId: b })).rejects.toMatchObject({ code: 'key_reused' });
    expect((await earn(context, { ...earning, source: 'other till', amount: 51 })).fresh).toBe(true);
    expect(await db.select().from(ledgerEntries)).toHaveLength(2);
  });

  test.for([0, -1, 1.5, Number.NaN, 2 ** 31])('of %s points is refused', async (amount, { db }) => {
    const context = headquarters(await openShop(db, 1), now);
    const earning = earn(context, { accountId: a, amount, origin: 'adjustment', source: 'till', key: '7' });
    await expect(earning).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('later than it happened counts its end from when it happened', async ({ db }) => {
    const shop = await openShop(db, 1);
    await give(shop, now, a, 10, { earnedAt: new Date('2026-03-05T00:00:00Z') });
    const [lot] = (await balanceOf(db, a, now)).lots;
    expect(lot?.endsAt).toEqual(new Date('2027-03-31T15:00:00Z'));
  });
});

describe('points end with the last day of a month in Tokyo', () => {
  const { test } = databases[1]!;
  test.for([
    ['2026-11-21T05:00:00Z', '2027-11-30T15:00:00Z'],
    ['2026-11-30T14:59:59.999Z', '2027-11-30T15:00:00Z'],
    ['2026-11-30T15:00:00Z', '2027-12-31T15:00:00Z'],
    ['2027-02-28T12:00:00Z', '2028-02-29T15:00:00Z'],
  ] as const)('earned at %s they are gone at %s', ([earned, gone]) => {
    expect(expiryOf(new Date(earned), defaultRules)).toEqual(new Date(gone));
  });
});

describe.each(databases)('points that end on $name', ({ test }) => {
  const end = new Date('2026-11-30T15:00:00Z');
  const lastMoment = new Date(end.getTime() - 1);

  test('can be spent to the last moment of the month, and not after', async ({ db }) => {
    const shop = await openShop(db, 1);
    await give(shop, now, a, 30, { expiresAt: end });
    await pay(shop, lastMoment, a, 10);
    expect((await balanceOf(db, a, lastMoment)).total).toBe(20);
    await expect(pay(shop, end, a, 1)).rejects.toMatchObject({ code: 'not_enough_points' });
    expect((await balanceOf(db, a, end)).total).toBe(0);
  });

  test('lapse once, however often and late the job runs, and what was spent stays spent', async ({ db }) => {
    const shop = await openShop(db, 1);
    await give(shop, now, a, 30, { expiresAt: end });
    await give(shop, now, a, 5);
    await pay(shop, now, a, 10);
    expect(await expireLots(headquarters(shop, lastMoment))).toBe(0);
    expect(await expireLots(headquarters(shop, end))).toBe(1);
    expect(await expireLots(headquarters(shop, new Date('2026-12-24T00:00:00Z')))).toBe(0);
    const rows = await db.select().from(ledgerEntries);
    expect(rows.filter(({ kind }) => kind === 'expire').map(({ amount }) => amount)).toEqual([-20]);
    expect((await balanceOf(db, a, end)).total).toBe(5);
  });

  test('lapse even behind many that an undo gave a later end', async ({ db }) => {
    const shop = await openShop(db, 3);
    for (let count = 0; count < 3; count++) await give(shop, now, b, 10, { expiresAt: end });
    const edgeId = await join(shop, now, a, b);
    await pay(shop, lastMoment, a, 30);
    const dayAfter = new Date('2026-12-01T03:00:00Z');
    await undo(shop, dayAfter, edgeId);
    await give(shop, now, 3 as AccountId, 7, { expiresAt: dayAfter });
    expect(await expireLots(headquarters(shop, new Date('2026-12-02T00:00:00Z')), 2)).toBe(1);
    const left = await db.select({ accountId: lots.accountId, remaining: lots.remaining }).from(lots).orderBy(lots.id);
    expect(left.map(({ remaining }) => remaining)).toEqual([10, 10, 10, 0]);
  });
});
