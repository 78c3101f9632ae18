import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordPurchase } from '../../../core/activities/record.ts';
import type { Context } from '../../../core/context.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { earn } from '../../../core/points/earn.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { previewReturn, type Returned, returnPurchase, shareOf } from '../../../core/points/returns.ts';
import { spend } from '../../../core/points/spend.ts';
import { receiptOf } from '../../../core/till/receipt.ts';
import { sell } from '../../../core/till/sell.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { ChannelId, ProductId, PurchaseId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { lots } from '../../../db/schema/points.ts';
import { channels, products } from '../../../db/schema/shop.ts';
import { purchaseReturns } from '../../../db/schema/till.ts';
import { normalOrFull } from '../../scale.ts';
import { databases } from '../../setup.ts';
import { at, clerk, type Guest, type House, join, openHouse, tick, yuko } from '../house.ts';

const day = 24 * 60;

describe.each(databases)('a return on $name', ({ test, name }) => {
  const cycles = normalOrFull(name === 'server' ? 150 : 50, 1_000);

  let house: House;
  let guest: Guest;
  let channelId: ChannelId;
  let pillow: ProductId;
  let tea: ProductId;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
    guest = await join(house, yuko);
    const [channel] = await db.insert(channels).values({ code: 'store', name: '店舗', role: 'own_store' }).returning();
    channelId = channel!.id;
    const goods = ['pillow', 'tea'].map((code) => ({ code, name: code, productGroup: code, priceYen: 1_000 }));
    [pillow, tea] = (await db.insert(products).values(goods).returning()).map(({ id }) => id) as [ProductId, ProductId];
  });

  let keys = 0;
  const buy = async (
    totalYen: number,
    { usePoints = 0, minutes = 0, goods = [] as [ProductId, number, number][] } = {},
  ) => {
    const lines = goods.map(([productId, quantity, amountYen]) => ({ productId, quantity, amountYen }));
    const sold = await sell(clerk(house, 'sayaka', at(minutes)), {
      ...{ accountId: guest.accountId, channelId, boughtAt: at(minutes), totalYen, lines, usePoints },
      ...{ source: 'till', key: `b${++keys}` },
    });
    return sold.receipt;
  };
  const give = (amount: number, minutes: number, endsInDays: number) =>
    earn(tick(house, at(minutes)), {
      ...{ accountId: guest.accountId, amount, origin: 'adjustment', source: 'test', key: `g${++keys}` },
      expiresAt: at(minutes + endsInDays * day),
    });
  const back = (purchaseId: PurchaseId, what: Returned, minutes = 1, key = `r${++keys}`) =>
    returnPurchase(clerk(house, 'sayaka', at(minutes)), { purchaseId, what, key });
  const spendable = async (db: Database, minutes: number) =>
    (await balanceOf(db, guest.accountId, at(minutes))).spendable;
  const holds = async (db: Database) => {
    const [row] = await db.select({ all: sql<number>`coalesce(sum(remaining), 0)::int` }).from(lots);
    return row!.all;
  };

  test(`L5: of ${cycles} purchases that all come back leaves no point, whether their points were pending or spendable`, {
    timeout: 240_000,
  }, async ({ db }) => {
    const system: Context = tick(house);
    const guests = [];
    for (let n = 0; n < 50; n++) guests.push(await join(house, yuko));
    for (let n = 0; n < cycles; n++) {
      const { accountId } = guests[n % guests.length] as Guest;
      const { purchaseId } = await recordPurchase(
        { ...system, now: at(n * 3) },
        {
          ...{ accountId, channelId, boughtAt: at(n * 3 - (n % 3) * 20 * day), lines: [], source: 'test' },
          ...{ totalYen: 1_000 + n * 7, sourceId: `p${n}` },
        },
      );
      await returnPurchase({ ...system, now: at(n * 3 + 1) }, { purchaseId, what: 'all', key: `back${n}` });
    }
    expect(await holds(db)).toBe(0);
    for (const { accountId } of guests) expect((await balanceOf(db, accountId, at(99 * day))).spendable).toBe(0);
    expect(await verifyInvariants(db, at(3_001), { deep: true })).toEqual([]);
  });

  test('L5: of a purchase paid with points gives them back exactly once', async ({ db }) => {
    await give(800, -day, 200);
    const { purchaseId } = await buy(5_000, { usePoints: 700 });
    const done = await back(purchaseId, 'all', 1, 'once');
    expect(done).toMatchObject({ pointsRefunded: 700, pointsTaken: 50, payYen: 4_300, fresh: true });
    expect(await back(purchaseId, 'all', 2, 'once')).toMatchObject({ pointsRefunded: 700, fresh: false });
    await expect(back(purchaseId, 'all', 3)).rejects.toMatchObject({
      code: 'bad_input',
      facts: { field: 'nothing_left' },
    });
    expect(await spendable(db, 4)).toBe(800);
    expect(await verifyInvariants(db, at(4), { deep: true })).toEqual([]);
  });

  test('L4: gives points back to the lots they came from, with their old ends; what has ended comes back ended', async ({
    db,
  }) => {
    const soon = await give(100, -day, 10);
    const later = await give(300, -day, 100);
    const { purchaseId } = await buy(1_000, { usePoints: 250 });
    await expireLots(tick(house, at(20 * day)));
    await back(purchaseId, 'all', 20 * day + 1);
    const rows = await db.select().from(lots).orderBy(lots.id);
    const left = new Map(rows.map(({ id, remaining, expiresAt }) => [id, { remaining, expiresAt }]));
    expect(left.get(later.lotId)).toEqual({ remaining: 300, expiresAt: at(-day + 100 * day) });
    expect(left.get(soon.lotId)?.expiresAt).toEqual(at(-day + 10 * day));
    expect(await spendable(db, 20 * day + 2)).toBe(300);
    await expireLots(tick(house, at(20 * day + 3)));
    expect(await holds(db)).toBe(300);
  });

  test('L5: in parts gives back pro rata: any parts come to exactly what one return of their sum would', async ({
    db,
  }) => {
    await give(997, -day, 200);
    const { purchaseId, earned } = await buy(3_333, { usePoints: 997 });
    expect(earned).toBe(33);
    const sums = { taken: 0, refunded: 0, yen: 0 };
    for (const [index, amountYen] of [1, 110, 999, 1_000, 7, 1_216].entries()) {
      const { pointsTaken, pointsRefunded } = await back(purchaseId, { amountYen }, index + 1);
      sums.yen += amountYen;
      sums.taken += pointsTaken;
      sums.refunded += pointsRefunded;
      expect(sums.taken).toBe(shareOf(33, sums.yen, 3_333));
      expect(sums.refunded).toBe(shareOf(997, sums.yen, 3_333));
    }
    expect(sums).toEqual({ taken: 33, refunded: 997, yen: 3_333 });
    expect(await holds(db)).toBe(997);
    expect(await verifyInvariants(db, at(10), { deep: true })).toEqual([]);
  });

  test('of some of the goods counts them by the piece, and never more than were bought', async ({ db }) => {
    const { purchaseId, lines } = await buy(5_000, {
      goods: [
        [pillow, 3, 1_000],
        [tea, 1, 2_000],
      ],
    });
    const [pillows, teas] = lines.map(({ lineId }) => lineId) as [number, number];
    const one = await back(purchaseId, { lines: [{ lineId: pillows, quantity: 1 }] });
    expect(one).toMatchObject({ amountYen: 333, pointsTaken: 3 });
    const two = await back(purchaseId, { lines: [{ lineId: pillows, quantity: 2 }] });
    expect(two.amountYen).toBe(667);
    const more = back(purchaseId, {
      lines: [
        { lineId: pillows, quantity: 1 },
        { lineId: teas, quantity: 1 },
      ],
    });
    await expect(more).rejects.toMatchObject({ code: 'bad_input', facts: { max: 0 } });
    const unnamed = back(purchaseId, { amountYen: 2_001 });
    await expect(unnamed).rejects.toMatchObject({ code: 'bad_input', facts: { field: 'amountYen', max: 2_000 } });
    const rest = await back(purchaseId, 'all');
    expect(rest).toMatchObject({ amountYen: 4_000, receipt: { returnedYen: 5_000, pointsTaken: 50 } });
    expect(await holds(db)).toBe(0);
  });

  test('of a purchase whose points are pending leaves nothing that could become spendable', async ({ db }) => {
    const { purchaseId } = await buy(10_000);
    expect((await balanceOf(db, guest.accountId, at())).pending).toHaveLength(1);
    await back(purchaseId, 'all');
    for (const days of [1, 11, 60]) expect(await spendable(db, days * day)).toBe(0);
    expect((await balanceOf(db, guest.accountId, at(2))).pending).toEqual([]);
  });

  test('of earned points that are spent already takes them from what the person has, and the rest from what comes', async ({
    db,
  }) => {
    const { purchaseId } = await buy(10_000);
    const used = 20 * day;
    await spend(tick(house, at(used)), { accountId: guest.accountId, amount: 100, key: 'gone' });
    await give(30, used + 1, 300);
    const { pointsTaken } = await back(purchaseId, 'all', used + 2);
    expect(pointsTaken).toBe(100);
    expect(await spendable(db, used + 3)).toBe(0);
    await give(100, used + 4, 300);
    expect(await spendable(db, used + 5)).toBe(30);
    expect(await verifyInvariants(db, at(used + 5), { deep: true })).toEqual([]);
  });

  test('comes to what its preview said, and a preview moves nothing', async ({ db }) => {
    await give(400, -day, 200);
    const { purchaseId } = await buy(3_000, { usePoints: 400 });
    const returning = { purchaseId, what: { amountYen: 1_000 }, key: 'seen', returnedYen: 0 };
    const preview = await previewReturn(clerk(house, 'sayaka', at(1)), returning);
    expect(await db.select().from(purchaseReturns)).toEqual([]);
    expect(await spendable(db, 1)).toBe(0);
    const done = await returnPurchase(clerk(house, 'sayaka', at(1)), returning);
    const figures = ({ returnId: _, ...rest }: typeof done) => rest;
    expect(figures(done)).toEqual(figures(preview));
    const late = returnPurchase(clerk(house, 'sayaka', at(2)), { ...returning, key: 'late' });
    await expect(late).rejects.toMatchObject({ code: 'preview_stale' });
  });

  test('sent ten times at once under one key is one return; under ten keys never more than was bought', async ({
    db,
  }) => {
    const { purchaseId } = await buy(10_000);
    const same = await Promise.all(Array.from({ length: 10 }, () => back(purchaseId, { amountYen: 1_000 }, 1, 'same')));
    expect(same.filter(({ fresh }) => fresh)).toHaveLength(1);
    const others = await Promise.allSettled(
      Array.from({ length: 10 }, () => back(purchaseId, { amountYen: 2_000 }, 2)),
    );
    expect(others.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(await receiptOf(db, purchaseId)).toMatchObject({ returnedYen: 9_000, pointsTaken: 90 });
  });

  test('under a known key of another return is refused', async ({ db }) => {
    const [one, other] = [await buy(1_000), await buy(1_000)];
    await back(one.purchaseId, { amountYen: 500 }, 1, 'k');
    await expect(back(other.purchaseId, 'all', 1, 'k')).rejects.toMatchObject({ code: 'key_reused' });
    await expect(back(one.purchaseId, { amountYen: 400 }, 1, 'k')).rejects.toMatchObject({ code: 'key_reused' });
    expect(await db.select().from(purchaseReturns).where(eq(purchaseReturns.key, 'k'))).toHaveLength(1);
  });
});
