import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { earn } from '../../../core/points/earn.ts';
import { previewSale, type Sale, sell } from '../../../core/till/sell.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { ChannelId, ProductId } from '../../../db/ids.ts';
import { purchases } from '../../../db/schema/activities.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { lots, spends } from '../../../db/schema/points.ts';
import { channels, products, staff } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, clerk, type Guest, type House, join, member, openHouse, tick, yuko } from '../house.ts';

describe.each(databases)('a sale at the till, on $name', ({ test }) => {
  let house: House;
  let guest: Guest;
  let channelId: ChannelId;
  let pillow: ProductId;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
    guest = await join(house, yuko, { points: 500 });
    const [channel] = await db.insert(channels).values({ code: 'store', name: '店舗', role: 'own_store' }).returning();
    channelId = channel!.id;
    const goods = { code: 'pillow', name: '枕', productGroup: 'pillow', priceYen: 8_000 };
    pillow = (await db.insert(products).values(goods).returning())[0]!.id;
  });

  const sale = (more: Partial<Sale> = {}): Sale => ({
    ...{ accountId: guest.accountId, channelId, storeId: house.stores.kichijoji, staffId: house.staff.sayaka },
    ...{ boughtAt: at(), totalYen: 12_000, lines: [], usePoints: 0, source: 'till', key: 'receipt-1' },
    ...more,
  });

  test('earns what its preview said, uses the points it was told to, and is audited', async ({ db }) => {
    const wanted = sale({ usePoints: 300, lines: [{ productId: pillow, quantity: 1, amountYen: 8_000 }] });
    const preview = await previewSale(clerk(house, 'sayaka'), wanted);
    expect(await db.select().from(purchases)).toEqual([]);
    const { receipt, spendable, payYen, fresh } = await sell(clerk(house, 'sayaka'), wanted);
    expect({ spendable, payYen, fresh }).toEqual({ spendable: 200, payYen: 11_700, fresh: true });
    expect(receipt).toMatchObject({ totalYen: 12_000, used: 300, earned: 120, lines: [{ name: '枕', quantity: 1 }] });
    const plain = ({ receipt: { purchaseId: _, lines: __, ...seen }, ...rest }: typeof preview) => ({
      ...seen,
      ...rest,
    });
    expect(plain(preview)).toEqual(plain({ receipt, spendable, payYen, fresh }));
    const audits = await db.select().from(auditEntries).where(eq(auditEntries.action, 'sale.recorded'));
    expect(audits).toHaveLength(1);
    expect(await verifyInvariants(db, at(), { deep: true })).toEqual([]);
  });

  test('rung up ten times at once under one key is one sale with one answer', async ({ db }) => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => sell(clerk(house, 'sayaka'), sale({ usePoints: 100 }))),
    );
    expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(new Set(answers.map(({ receipt }) => JSON.stringify(receipt))).size).toBe(1);
    expect(await db.select().from(purchases)).toHaveLength(1);
    expect(await db.select().from(spends)).toHaveLength(1);
  });

  test.for([
    ['another sum', { totalYen: 12_001 }],
    ['other points', { usePoints: 100 }],
    ['other goods', { lines: [{ productId: 1 as ProductId, quantity: 1, amountYen: 1 }] }],
  ] as const)('with %s under a known key is refused', async ([, more], { db }) => {
    await sell(clerk(house, 'sayaka'), sale());
    const other = sell(clerk(house, 'sayaka'), sale(more as Partial<Sale>));
    await expect(other).rejects.toMatchObject({ code: 'key_reused' });
    expect(await db.select().from(spends)).toEqual([]);
  });

  test('that uses more points than there are leaves neither purchase nor points behind', async ({ db }) => {
    const refused = { code: 'not_enough_points', facts: { available: 500 } };
    await expect(sell(clerk(house, 'sayaka'), sale({ usePoints: 501 }))).rejects.toMatchObject(refused);
    expect(await db.select().from(purchases)).toEqual([]);
    expect(await db.select().from(lots).where(eq(lots.origin, 'purchase'))).toEqual([]);
  });

  test('two tills that use the last points at once come to one of them', async ({ db }) => {
    const both = await Promise.allSettled(
      ['a', 'b'].map((key) => sell(clerk(house, 'sayaka'), sale({ usePoints: 500, key }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await db.select().from(purchases)).toHaveLength(1);
  });

  test('is for staff who still work here and not about themselves, and for no member', async ({ db }) => {
    await expect(sell(member(house, guest), sale())).rejects.toMatchObject({ code: 'not_yours' });
    await db.update(staff).set({ accountId: guest.accountId }).where(eq(staff.id, house.staff.sayaka));
    await expect(sell(clerk(house, 'sayaka'), sale())).rejects.toMatchObject({ code: 'about_yourself' });
    await db.update(staff).set({ active: false }).where(eq(staff.id, house.staff.mariko));
    await expect(sell(clerk(house, 'mariko'), sale())).rejects.toMatchObject({ code: 'not_staff' });
  });

  test.for([
    ['nothing', { totalYen: 0 }, 'totalYen'],
    ['half a yen', { totalYen: 10.5 }, 'totalYen'],
    ['more than a till takes', { totalYen: 10_000_001 }, 'totalYen'],
    ['more points than it costs', { totalYen: 100, usePoints: 101 }, 'usePoints'],
    ['points below nothing', { usePoints: -1 }, 'usePoints'],
    [
      'goods above its sum',
      { totalYen: 100, lines: [{ productId: 1 as ProductId, quantity: 1, amountYen: 101 }] },
      'totalYen',
    ],
  ] as const)('of %s is refused', async ([, more, field]) => {
    await earn(tick(house), { accountId: guest.accountId, amount: 1, origin: 'import', source: 'x', key: 'x' });
    const refused = sell(clerk(house, 'sayaka'), sale(more as Partial<Sale>));
    await expect(refused).rejects.toMatchObject({ code: 'bad_input', facts: { field } });
  });
});
