import { describe, expect } from 'vitest';
import { type NewPurchase, recordActivity, recordPurchase } from '../../../core/activities/record.ts';
import { awaitWelcome } from '../../../core/members/welcome.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import type { ChannelId, ProductId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { activities, purchaseLines, purchases } from '../../../db/schema/activities.ts';
import { products } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, type Guest, type House, join, openHouse, tick, yuko } from '../house.ts';

const day = 24 * 60;
const pillow = 1 as ProductId;

async function opened(db: Database): Promise<{ house: House; guest: Guest; purchase: NewPurchase }> {
  const house = await openHouse(db);
  await db.insert(products).values({ code: 'pillow', name: 'まくら', productGroup: 'pillow', priceYen: 9900 });
  const guest = await join(house, yuko);
  const lines = [{ productId: pillow, quantity: 1, amountYen: 9950 }];
  const till = { channelId: 1 as ChannelId, boughtAt: at(), source: 'till', sourceId: 'r-1' };
  return { house, guest, purchase: { accountId: guest.accountId, lines, ...till } };
}

describe.each(databases)('a purchase on $name', ({ test }) => {
  test('is there once for its source id, with its lines and one point per full 100 yen', async ({ db }) => {
    const { house, guest, purchase } = await opened(db);
    const first = await recordPurchase(tick(house), purchase);
    expect(await recordPurchase(tick(house, at(5)), purchase)).toEqual({ ...first, fresh: false });
    expect(await db.select().from(purchases)).toMatchObject([{ totalYen: 9950, recordedAt: at() }]);
    expect(await db.select().from(purchaseLines)).toHaveLength(1);
    const { total, pending } = await balanceOf(db, guest.accountId, at());
    expect({ total, pending }).toMatchObject({ total: 0, pending: [{ amount: 99, purchaseId: first.purchaseId }] });
  });

  test('of another member or sum under a known source id is refused and leaves nothing', async ({ db }) => {
    const { house, purchase } = await opened(db);
    const other = await join(house, yuko);
    await recordPurchase(tick(house), purchase);
    const refused = { code: 'key_reused' };
    await expect(recordPurchase(tick(house), { ...purchase, accountId: other.accountId })).rejects.toMatchObject(
      refused,
    );
    const dearer = [{ productId: pillow, quantity: 2, amountYen: 19900 }];
    await expect(recordPurchase(tick(house), { ...purchase, lines: dearer })).rejects.toMatchObject(refused);
    expect(await db.select().from(purchaseLines)).toHaveLength(1);
  });

  test('gives its points at midnight after ten whole days', async ({ db }) => {
    const { house, guest, purchase } = await opened(db);
    await recordPurchase(tick(house), purchase);
    const joins = new Date('2026-12-01T15:00:00Z');
    const before = await balanceOf(db, guest.accountId, new Date(joins.getTime() - 1));
    expect(before).toMatchObject({ spendable: 0, pending: [{ availableAt: joins }] });
    expect(await balanceOf(db, guest.accountId, joins)).toMatchObject({ spendable: 99, pending: [] });
  });

  test('that is the first gives the welcome that waited for it, and the second gives none', async ({ db }) => {
    const { house, guest, purchase } = await opened(db);
    await awaitWelcome(tick(house), guest.accountId);
    expect((await balanceOf(db, guest.accountId, at())).total).toBe(0);
    await recordPurchase(tick(house), purchase);
    expect((await balanceOf(db, guest.accountId, at())).lots).toMatchObject([{ origin: 'welcome', remaining: 300 }]);
    await recordPurchase(tick(house, at(day)), { ...purchase, sourceId: 'r-2' });
    expect((await balanceOf(db, guest.accountId, at(day))).total).toBe(300);
  });

  test('of less than 100 yen earns nothing and is a purchase all the same', async ({ db }) => {
    const { house, guest, purchase } = await opened(db);
    const lines = [{ productId: pillow, quantity: 1, amountYen: 99 }];
    expect((await recordPurchase(tick(house), { ...purchase, lines })).fresh).toBe(true);
    expect((await balanceOf(db, guest.accountId, at())).pending).toEqual([]);
  });

  test.for([
    ['without lines', []],
    ['of half a pillow', [{ productId: pillow, quantity: 0.5, amountYen: 100 }]],
    ['of none', [{ productId: pillow, quantity: 0, amountYen: 100 }]],
    ['below zero', [{ productId: pillow, quantity: 1, amountYen: -1 }]],
  ] as const)('%s is refused', async ([, lines], { db }) => {
    const { house, purchase } = await opened(db);
    const refused = recordPurchase(tick(house), { ...purchase, lines: [...lines] });
    await expect(refused).rejects.toMatchObject({ code: 'bad_input', facts: { field: 'lines' } });
  });
});

describe.each(databases)('an activity on $name', ({ test }) => {
  test('is there once for its source id', async ({ db }) => {
    const { house, guest } = await opened(db);
    const visit = {
      accountId: guest.accountId,
      kind: 'visit',
      occurredAt: at(),
      source: 'till',
      sourceId: 'v-1',
    } as const;
    expect(await recordActivity(tick(house), visit)).toEqual({ fresh: true });
    expect(await recordActivity(tick(house), visit)).toEqual({ fresh: false });
    expect(await db.select().from(activities)).toHaveLength(1);
  });
});
