import { and, eq } from 'drizzle-orm';
import type { AccountId, ChannelId, IdentityId, ProductId, PurchaseId, StaffId, StoreId } from '../../db/ids.ts';
import {
  type ActivityKind,
  type Attribution,
  activities,
  purchaseLines,
  purchases,
} from '../../db/schema/activities.ts';
import { type Context, inTransaction } from '../context.ts';
import { issuePendingWelcome } from '../members/welcome.ts';
import { lockAccounts } from '../merges/component.ts';
import { earn } from '../points/earn.ts';
import { dependsOnHistory, previewEarning } from '../points/previewEarning.ts';
import { rulesAt } from '../points/programme.ts';
import { prolong } from '../points/prolong.ts';
import { Refusal } from '../refusal.ts';
import { enrolByFact } from '../scenarios/enrol.ts';

export type PurchaseLine = { productId: ProductId; quantity: number; amountYen: number };

export type NewPurchase = {
  accountId: AccountId;
  channelId: ChannelId;
  storeId?: StoreId;
  staffId?: StaffId;
  boughtAt: Date;
  lines: PurchaseLine[];
  /** What was paid for, when not every piece of it is named in `lines`; by default their sum. */
  totalYen?: number;
  attribution?: Attribution;
  /** With `sourceId` it makes the purchase once, however often its source reports it. */
  source: string;
  sourceId: string;
};

/** The most a column of whole yen holds. */
const yenMax = 2_147_483_647;

/**
 * Records a purchase with all that follows from it, in one transaction: its points (pending until the return window ends), a
 * welcome benefit that waited for it, and the scenarios it starts. The same again answers the same purchase; another member or sum
 * under a known source id is refused key_reused.
 */
export async function recordPurchase(
  context: Context,
  purchase: NewPurchase,
): Promise<{ purchaseId: PurchaseId; fresh: boolean }> {
  const totalYen = checkedTotal(purchase);
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const { lines, ...facts } = purchase;
    const [row] = await db
      .insert(purchases)
      .values({ ...facts, totalYen, recordedAt: now })
      .onConflictDoNothing()
      .returning({ id: purchases.id });
    if (!row) return { purchaseId: await knownPurchase(inside, purchase, totalYen), fresh: false };
    if (lines.length > 0) await db.insert(purchaseLines).values(lines.map((line) => ({ ...line, purchaseId: row.id })));
    await earnFor(inside, purchase, row.id, totalYen);
    await prolong(inside, purchase.accountId, { kind: 'purchase', at: purchase.boughtAt });
    await issuePendingWelcome(inside, purchase.accountId);
    await enrolByFact(inside, {
      kind: 'purchase',
      accountId: purchase.accountId,
      productIds: lines.map((line) => line.productId),
      at: purchase.boughtAt,
      factId: row.id,
    });
    return { purchaseId: row.id, fresh: true };
  });
}

function checkedTotal({ lines, totalYen }: NewPurchase): number {
  if (lines.length === 0 && totalYen === undefined) throw new Refusal('bad_input', { field: 'lines' });
  const whole = lines.every(
    (line) =>
      Number.isSafeInteger(line.quantity) &&
      line.quantity > 0 &&
      Number.isSafeInteger(line.amountYen) &&
      line.amountYen >= 0,
  );
  if (!whole) throw new Refusal('bad_input', { field: 'lines' });
  const named = lines.reduce((total, line) => total + line.amountYen, 0);
  const total = totalYen ?? named;
  if (!Number.isSafeInteger(total) || total < named || total > yenMax)
    throw new Refusal('bad_input', { field: 'totalYen' });
  return total;
}

async function earnFor(
  context: Context,
  purchase: NewPurchase,
  purchaseId: PurchaseId,
  totalYen: number,
): Promise<void> {
  const { db } = context;
  const { accountId, boughtAt } = purchase;
  if (dependsOnHistory(await rulesAt(db, boughtAt), boughtAt)) await lockAccounts(db, [accountId]);
  const { points, perLine: _, ...terms } = await previewEarning(db, { ...purchase, totalYen, purchaseId });
  if (points === 0) return;
  await earn(context, {
    accountId,
    amount: points,
    origin: 'purchase',
    earnedAt: boughtAt,
    ...terms,
    purchaseId,
    source: 'purchase',
    key: String(purchaseId),
  });
}

async function knownPurchase(
  { db }: Context,
  { source, sourceId, accountId }: NewPurchase,
  totalYen: number,
): Promise<PurchaseId> {
  const [known] = await db
    .select({ id: purchases.id, accountId: purchases.accountId, totalYen: purchases.totalYen })
    .from(purchases)
    .where(and(eq(purchases.source, source), eq(purchases.sourceId, sourceId)));
  if (known?.accountId !== accountId || known.totalYen !== totalYen) throw new Refusal('key_reused', { key: sourceId });
  return known.id;
}

export type NewActivity = {
  accountId: AccountId;
  identityId?: IdentityId;
  kind: ActivityKind;
  channelId?: ChannelId;
  storeId?: StoreId;
  staffId?: StaffId;
  productId?: ProductId;
  occurredAt: Date;
  attribution?: Attribution;
  facts?: Record<string, string | number | boolean>;
  source: string;
  sourceId: string;
};

/** Records something an account did, once per source and id, and starts the scenarios that listen to it. */
export async function recordActivity(context: Context, activity: NewActivity): Promise<{ fresh: boolean }> {
  return inTransaction(context, async (inside) => {
    const [row] = await inside.db
      .insert(activities)
      .values({ ...activity, recordedAt: inside.now })
      .onConflictDoNothing()
      .returning({ id: activities.id });
    if (!row) return { fresh: false };
    const { kind, accountId, productId, occurredAt } = activity;
    if (kind === 'visit') await prolong(inside, accountId, { kind, at: occurredAt });
    if (kind === 'product_view' && productId) {
      await enrolByFact(inside, {
        kind: 'product_view',
        accountId,
        productIds: [productId],
        at: occurredAt,
        factId: row.id,
      });
    }
    return { fresh: true };
  });
}
