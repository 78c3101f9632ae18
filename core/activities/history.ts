import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { AccountId, ProductId, PurchaseId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { activities, purchaseLines, purchases } from '../../db/schema/activities.ts';
import { accounts } from '../../db/schema/members.ts';
import { channels, products, stores } from '../../db/schema/shop.ts';
import { isCounted } from './counted.ts';

export type HistoryLine = { productId: ProductId; code: string; name: string; quantity: number; amountYen: number };

/** One touch of a person with the shop, on the account that made it. */
export type HistoryItem = {
  /** Names the item and its place: the cursor of the next page. */
  key: string;
  accountId: AccountId;
  tail: string;
  at: Date;
  channel: { code: string; name: string } | null;
  store: { code: string; name: string } | null;
} & ({ kind: 'purchase'; purchaseId: PurchaseId; totalYen: number; lines: HistoryLine[] } | { kind: 'visit' });

export type HistoryPage = { items: HistoryItem[]; next?: string };

/**
 * What these accounts bought and when they came, newest first, `limit` items a page or as many more as share an instant. `before`
 * is the `next` of the page above.
 */
export async function historyOf(
  db: Database,
  accountIds: AccountId[],
  { before, limit = 20 }: { before?: string; limit?: number } = {},
): Promise<HistoryPage> {
  const from = before === undefined ? undefined : new Date(Number(before));
  const bought = await purchasesOf(db, accountIds, from, limit + 1);
  const visited = await visitsOf(db, accountIds, from, limit + 1);
  const sorted = [...bought, ...visited].sort((x, y) => y.at.getTime() - x.at.getTime() || y.key.localeCompare(x.key));
  const [last, following] = sorted.slice(limit - 1);
  if (!last || !following) return { items: sorted };
  // A page ends between two instants, so that its end is told by a time alone; ties make it longer.
  if (last.at.getTime() === following.at.getTime()) return historyOf(db, accountIds, { before, limit: limit * 2 });
  return { items: sorted.slice(0, limit), next: String(last.at.getTime()) };
}

/** How many purchases each account has. */
export async function countPurchases(db: Database, accountIds: AccountId[]): Promise<Map<AccountId, number>> {
  const rows = await db
    .select({ accountId: purchases.accountId, count: sql<number>`count(*)::int` })
    .from(purchases)
    .where(and(inArray(purchases.accountId, accountIds), isCounted('purchase', purchases.id)))
    .groupBy(purchases.accountId);
  const counts = new Map(rows.map((row) => [row.accountId, row.count]));
  return new Map(accountIds.map((id) => [id, counts.get(id) ?? 0]));
}

const place = {
  tail: sql<string>`right(${accounts.memberNumber}, 4)`,
  channel: { code: channels.code, name: channels.name },
  store: { code: stores.code, name: stores.name },
};

async function purchasesOf(
  db: Database,
  accountIds: AccountId[],
  from: Date | undefined,
  limit: number,
): Promise<HistoryItem[]> {
  const rows = await db
    .select({
      id: purchases.id,
      accountId: purchases.accountId,
      at: purchases.boughtAt,
      totalYen: purchases.totalYen,
      ...place,
    })
    .from(purchases)
    .innerJoin(accounts, eq(accounts.id, purchases.accountId))
    .leftJoin(channels, eq(channels.id, purchases.channelId))
    .leftJoin(stores, eq(stores.id, purchases.storeId))
    .where(
      and(
        inArray(purchases.accountId, accountIds),
        isCounted('purchase', purchases.id),
        from && lt(purchases.boughtAt, from),
      ),
    )
    .orderBy(desc(purchases.boughtAt), desc(purchases.id))
    .limit(limit);
  const lines = await linesOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map(({ id, ...row }) => ({
    ...row,
    kind: 'purchase',
    purchaseId: id,
    key: `p${id}`,
    lines: lines.get(id) ?? [],
  }));
}

async function linesOf(db: Database, purchaseIds: PurchaseId[]): Promise<Map<PurchaseId, HistoryLine[]>> {
  if (purchaseIds.length === 0) return new Map();
  const rows = await db
    .select({
      purchaseId: purchaseLines.purchaseId,
      productId: products.id,
      code: products.code,
      name: products.name,
      quantity: purchaseLines.quantity,
      amountYen: purchaseLines.amountYen,
    })
    .from(purchaseLines)
    .innerJoin(products, eq(products.id, purchaseLines.productId))
    .where(inArray(purchaseLines.purchaseId, purchaseIds))
    .orderBy(asc(purchaseLines.id));
  const grouped = Map.groupBy(rows, (row) => row.purchaseId);
  return new Map([...grouped].map(([id, group]) => [id, group.map(({ purchaseId: _, ...line }) => line)]));
}

async function visitsOf(
  db: Database,
  accountIds: AccountId[],
  from: Date | undefined,
  limit: number,
): Promise<HistoryItem[]> {
  const rows = await db
    .select({ id: activities.id, accountId: activities.accountId, at: activities.occurredAt, ...place })
    .from(activities)
    .innerJoin(accounts, eq(accounts.id, activities.accountId))
    .leftJoin(channels, eq(channels.id, activities.channelId))
    .leftJoin(stores, eq(stores.id, activities.storeId))
    .where(
      and(
        inArray(activities.accountId, accountIds),
        eq(activities.kind, 'visit'),
        isCounted('activity', activities.id),
        from && lt(activities.occurredAt, from),
      ),
    )
    .orderBy(desc(activities.occurredAt), desc(activities.id))
    .limit(limit);
  return rows.map(({ id, ...row }) => ({ ...row, kind: 'visit', key: `a${id}` }));
}
