import { describe, expect } from 'vitest';
import { countPurchases, type HistoryItem, historyOf } from '../../../core/activities/history.ts';
import { recordActivity, recordPurchase } from '../../../core/activities/record.ts';
import type { AccountId, ChannelId, ProductId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { products } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, type Guest, type House, join, openHouse, tick, yuko } from '../house.ts';

async function opened(db: Database) {
  const house = await openHouse(db);
  await db.insert(products).values({ code: 'pillow', name: 'まくら', productGroup: 'pillow', priceYen: 9900 });
  return { house, one: await join(house, yuko), other: await join(house, yuko) };
}

let facts = 0;

function bought(house: House, { accountId }: Guest, minutes: number) {
  const lines = [{ productId: 1 as ProductId, quantity: 2, amountYen: 19800 }];
  const where = { channelId: 1 as ChannelId, storeId: house.stores.kamakura, source: 'till', sourceId: `${++facts}` };
  return recordPurchase(tick(house), { accountId, lines, boughtAt: at(minutes), ...where });
}

function came(house: House, { accountId }: Guest, minutes: number) {
  const visit = { kind: 'visit', occurredAt: at(minutes), source: 'till', sourceId: `${++facts}` } as const;
  return recordActivity(tick(house), { accountId, ...visit });
}

/** All pages, one after the other. */
async function pagesOf(db: Database, accountIds: AccountId[], limit: number): Promise<HistoryItem[][]> {
  const pages: HistoryItem[][] = [];
  for (let before: string | undefined = 'first'; before; ) {
    const page = await historyOf(db, accountIds, before === 'first' ? { limit } : { before, limit });
    pages.push(page.items);
    before = page.next;
  }
  return pages;
}

describe.each(databases)('the history of a person on $name', ({ test }) => {
  test('is newest first, with what was bought, where, and on which card', async ({ db }) => {
    const { house, one, other } = await opened(db);
    await bought(house, one, 1);
    await came(house, other, 2);
    await recordActivity(tick(house), {
      ...{ accountId: one.accountId, kind: 'product_view', occurredAt: at(3), source: 'liff', sourceId: 'view' },
    });
    const { items, next } = await historyOf(db, [one.accountId, other.accountId]);
    expect(next).toBeUndefined();
    const purchase = { kind: 'purchase', tail: one.memberNumber.slice(-4), store: { name: '鎌倉店' } };
    const lines = [{ name: 'まくら', quantity: 2, amountYen: 19800 }];
    expect(items).toMatchObject([
      { kind: 'visit', tail: other.memberNumber.slice(-4), store: null },
      { ...purchase, channel: { code: 'line' }, totalYen: 19800, lines },
    ]);
  });

  test.for([1, 2, 3, 5, 100])(
    'in pages of %s has no gap and no repeat, also when many things share an instant',
    async (limit, { db }) => {
      const { house, one, other } = await opened(db);
      const minutes = [1, 2, 2, 2, 2, 2, 3, 4, 4, 5, 5, 5];
      for (const [index, minute] of minutes.entries()) {
        await (index % 3 === 0 ? came : bought)(house, index % 2 ? one : other, minute);
      }
      const pages = await pagesOf(db, [one.accountId, other.accountId], limit);
      const items = pages.flat();
      expect(items.map((item) => (item.at.getTime() - at().getTime()) / 60_000)).toEqual(minutes.toReversed());
      expect(new Set(items.map(({ key }) => key)).size).toBe(minutes.length);
      expect(pages.every((page) => page.length > 0)).toBe(true);
    },
  );

  test('shows nothing of accounts that were not asked for', async ({ db }) => {
    const { house, one, other } = await opened(db);
    await bought(house, one, 1);
    await bought(house, other, 2);
    const { items } = await historyOf(db, [one.accountId]);
    expect(items.map(({ accountId }) => accountId)).toEqual([one.accountId]);
    expect(await historyOf(db, [other.accountId], { before: String(at(2).getTime()) })).toEqual({ items: [] });
    const counts = await countPurchases(db, [one.accountId, other.accountId]);
    expect([...counts.values()]).toEqual([1, 1]);
  });

  test('of a newcomer is empty', async ({ db }) => {
    const { one } = await opened(db);
    expect(await historyOf(db, [one.accountId])).toEqual({ items: [] });
    expect(await countPurchases(db, [one.accountId])).toEqual(new Map([[one.accountId, 0]]));
  });
});
