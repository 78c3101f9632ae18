import { asc, eq, inArray } from 'drizzle-orm';
import type { PurchaseId } from '../db/ids.ts';
import type { Database } from '../db/open.ts';
import { purchaseLines, purchases } from '../db/schema/activities.ts';
import { channels, products, stores } from '../db/schema/shop.ts';

/** The stores that customers visit, as the shop lists them. */
export function openStores(db: Database) {
  return db
    .select({ code: stores.code, name: stores.name })
    .from(stores)
    .where(eq(stores.isHeadquarters, false))
    .orderBy(asc(stores.id));
}

/** The picture of goods: the shop's own photo where it has one, else the drawing that goes by their code. */
export function pictureOf({ code, picture }: { code: string; picture: string | null }): string {
  return picture?.startsWith('https://') ? picture : `/media/goods/${encodeURIComponent(code)}.svg`;
}

/** Where a purchase came from, in a few words: its dearest goods, how many more, and the store or else the channel. */
export type PurchaseTitle = { product: string; more: number; place: string };

/** Titles of purchases by id; one query, whatever their number. */
export async function titlesOf(db: Database, ids: PurchaseId[]): Promise<Map<PurchaseId, PurchaseTitle>> {
  const titles = new Map<PurchaseId, PurchaseTitle>();
  if (ids.length === 0) return titles;
  const rows = await db
    .select({ id: purchases.id, product: products.name, store: stores.name, channel: channels.name })
    .from(purchases)
    .innerJoin(purchaseLines, eq(purchaseLines.purchaseId, purchases.id))
    .innerJoin(products, eq(products.id, purchaseLines.productId))
    .innerJoin(channels, eq(channels.id, purchases.channelId))
    .leftJoin(stores, eq(stores.id, purchases.storeId))
    .where(inArray(purchases.id, ids))
    .orderBy(asc(purchases.id), asc(purchaseLines.amountYen));
  for (const { id, product, store, channel } of rows) {
    titles.set(id, { product, more: titles.has(id) ? (titles.get(id)?.more ?? 0) + 1 : 0, place: store ?? channel });
  }
  return titles;
}
