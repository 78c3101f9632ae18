import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { AccountId, LotId, PurchaseId, SpendId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { purchaseLines, purchases } from '../../db/schema/activities.ts';
import { accounts } from '../../db/schema/members.ts';
import { lots, spends } from '../../db/schema/points.ts';
import { products, stores } from '../../db/schema/shop.ts';
import { purchaseReturnLines, purchaseReturns } from '../../db/schema/till.ts';
import { isCounted, originOf } from '../activities/counted.ts';

export type ReceiptLine = {
  lineId: number;
  /** The product's own code. */
  code: string;
  name: string;
  quantity: number;
  amountYen: number;
  returned: number;
};

/** A purchase as it was rung up, and what came back of it since. */
export type Receipt = {
  purchaseId: PurchaseId;
  accountId: AccountId;
  tail: string;
  boughtAt: Date;
  storeName: string | null;
  totalYen: number;
  lines: ReceiptLine[];
  /** Points that were used for it. */
  used: number;
  /** Points earned by it; `availableAt` is when the last of them can be used. */
  earned: number;
  availableAt: Date | null;
  returnedYen: number;
  pointsTaken: number;
  pointsRefunded: number;
};

/** What a return moves: the lots a purchase earned and the spends it was paid with. */
export type PurchasePoints = {
  lots: { lotId: LotId; amount: number }[];
  spends: { spendId: SpendId; amount: number }[];
};

/** The receipt of a purchase; undefined when there is none. */
export async function receiptOf(db: Database, purchaseId: PurchaseId): Promise<Receipt | undefined> {
  const [purchase] = await db
    .select({
      accountId: purchases.accountId,
      tail: sql<string>`right(${accounts.memberNumber}, 4)`,
      boughtAt: purchases.boughtAt,
      storeName: stores.name,
      totalYen: purchases.totalYen,
    })
    .from(purchases)
    .innerJoin(accounts, eq(accounts.id, purchases.accountId))
    .leftJoin(stores, eq(stores.id, purchases.storeId))
    .where(eq(purchases.id, purchaseId));
  if (!purchase) return undefined;
  const points = await pointsOf(db, purchaseId);
  return {
    purchaseId,
    ...purchase,
    lines: await linesOf(db, purchaseId),
    used: sum(points.spends),
    earned: sum(points.lots),
    availableAt: await availableAtOf(db, purchaseId),
    ...(await returnedOf(db, purchaseId)),
  };
}

/** The receipt of the purchase that a source booked under a key. */
export async function purchaseOf(db: Database, source: string, key: string): Promise<Receipt | undefined> {
  const [row] = await db
    .select({ id: purchases.id })
    .from(purchases)
    .where(and(eq(purchases.source, source), eq(purchases.sourceId, key)));
  return row && receiptOf(db, row.id);
}

/** The newest purchases of these accounts, newest first. */
export async function receiptsOf(db: Database, accountIds: AccountId[], limit: number): Promise<Receipt[]> {
  const rows = await db
    .select({ id: purchases.id })
    .from(purchases)
    .where(and(inArray(purchases.accountId, accountIds), isCounted('purchase', purchases.id)))
    .orderBy(desc(purchases.boughtAt), desc(purchases.id))
    .limit(limit);
  const receipts: Receipt[] = [];
  for (const { id } of rows) receipts.push((await receiptOf(db, id)) as Receipt);
  return receipts;
}

/**
 * Which lots and spends belong to a purchase, oldest first. Points that paid for one which turned out to be another card's stay with the
 * card that was shown, and go back there.
 */
export async function pointsOf(db: Database, purchaseId: PurchaseId): Promise<PurchasePoints> {
  return {
    lots: await db
      .select({ lotId: lots.id, amount: lots.amount })
      .from(lots)
      .where(eq(lots.purchaseId, purchaseId))
      .orderBy(asc(lots.id)),
    spends: await db
      .select({ spendId: spends.id, amount: spends.amount })
      .from(spends)
      .where(
        and(or(eq(spends.purchaseId, purchaseId), eq(spends.purchaseId, originOf(purchaseId))), isNull(spends.lotId)),
      )
      .orderBy(asc(spends.id)),
  };
}

/** What came back of a purchase so far. */
export async function returnedOf(
  db: Database,
  purchaseId: PurchaseId,
): Promise<Pick<Receipt, 'returnedYen' | 'pointsTaken' | 'pointsRefunded'>> {
  const [row] = await db
    .select({
      returnedYen: sql<number>`coalesce(sum(${purchaseReturns.amountYen}), 0)::int`,
      pointsTaken: sql<number>`coalesce(sum(${purchaseReturns.pointsTaken}), 0)::int`,
      pointsRefunded: sql<number>`coalesce(sum(${purchaseReturns.pointsRefunded}), 0)::int`,
    })
    .from(purchaseReturns)
    .where(eq(purchaseReturns.purchaseId, purchaseId));
  return row ?? { returnedYen: 0, pointsTaken: 0, pointsRefunded: 0 };
}

/** The named goods of a purchase, with how many of each came back. */
export async function linesOf(db: Database, purchaseId: PurchaseId): Promise<ReceiptLine[]> {
  const returned = db
    .select({ lineId: purchaseReturnLines.lineId, quantity: sql<number>`sum(quantity)::int`.as('back') })
    .from(purchaseReturnLines)
    .groupBy(purchaseReturnLines.lineId)
    .as('returned');
  return db
    .select({
      lineId: purchaseLines.id,
      code: products.code,
      name: products.name,
      quantity: purchaseLines.quantity,
      amountYen: purchaseLines.amountYen,
      returned: sql<number>`coalesce(${returned.quantity}, 0)::int`,
    })
    .from(purchaseLines)
    .innerJoin(products, eq(products.id, purchaseLines.productId))
    .leftJoin(returned, eq(returned.lineId, purchaseLines.id))
    .where(eq(purchaseLines.purchaseId, purchaseId))
    .orderBy(asc(purchaseLines.id));
}

async function availableAtOf(db: Database, purchaseId: PurchaseId): Promise<Date | null> {
  const [last] = await db
    .select({ at: lots.availableAt })
    .from(lots)
    .where(eq(lots.purchaseId, purchaseId))
    .orderBy(desc(lots.availableAt))
    .limit(1);
  return last?.at ?? null;
}

function sum(parts: { amount: number }[]): number {
  return parts.reduce((total, { amount }) => total + amount, 0);
}
