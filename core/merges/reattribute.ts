import { and, asc, eq, isNotNull, ne, sql } from 'drizzle-orm';
import type { AccountId, PurchaseId, ReattributionId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { activities, purchaseLines, purchases } from '../../db/schema/activities.ts';
import { reattributions } from '../../db/schema/reattributions.ts';
import { purchaseReturns } from '../../db/schema/till.ts';
import { reattributed } from '../activities/counted.ts';
import { actorName, type Context } from '../context.ts';
import { bookMoved, type MovedLot, type Replaced } from '../points/moved.ts';
import type { Settlement } from '../points/settlement.ts';
import type { Inferred } from './inferred.ts';

/**
 * Writes down every decision of an undo, and for each that moves a fact the row that takes its place, with its lots. Answers the
 * settlement in the ids these lots have.
 */
export async function bookDecisions(
  context: Context,
  { inferred, moved, settlement }: { inferred: Inferred[]; moved: MovedLot[]; settlement: Settlement },
  voidId: VoidId,
): Promise<Settlement> {
  const { db, now, actor } = context;
  const replaced: Replaced = new Map();
  for (const { kind, id, accountId, to } of inferred) {
    const fact = kind === 'purchase' ? { purchaseId: id as PurchaseId } : { activityId: id };
    const [row] = await db
      .insert(reattributions)
      .values({
        ...{ ...fact, voidId, fromAccountId: accountId, toAccountId: to },
        ...{ decidedBy: actorName(actor), decidedAt: now },
      })
      .returning({ id: reattributions.id });
    if (to === accountId) continue;
    const decisionId = row?.id as ReattributionId;
    const about = {
      ...{ accountId: to, recordedAt: now, attribution: 'decided' as const },
      ...{ source: reattributed, sourceId: String(decisionId) },
    };
    if (kind === 'activity') await replaceActivity(db, id, about);
    else replaced.set(id as PurchaseId, { decisionId, purchaseId: await replacePurchase(db, id as PurchaseId, about) });
  }
  return bookMoved(context, moved, replaced, settlement);
}

/** From which account to which an undo moved facts. */
export function movesOf(db: Database, voidId: VoidId): Promise<{ from: AccountId; to: AccountId }[]> {
  return db
    .select({ from: reattributions.fromAccountId, to: reattributions.toAccountId })
    .from(reattributions)
    .where(and(eq(reattributions.voidId, voidId), ne(reattributions.fromAccountId, reattributions.toAccountId)));
}

/**
 * A redo gives facts back to where they were recorded: goods that came back in the meantime came back of the purchase that counts again.
 */
export async function giveBackReturns({ db }: Context, voidId: VoidId): Promise<void> {
  const ofVoid = and(eq(reattributions.voidId, voidId), isNotNull(reattributions.purchaseId));
  const rows = await db
    .select({ back: purchaseReturns, purchaseId: reattributions.purchaseId })
    .from(reattributions)
    .innerJoin(
      purchases,
      and(eq(purchases.source, reattributed), eq(purchases.sourceId, sql`${reattributions.id}::text`)),
    )
    .innerJoin(purchaseReturns, eq(purchaseReturns.purchaseId, purchases.id))
    .where(ofVoid)
    .orderBy(asc(purchaseReturns.id));
  for (const { back, purchaseId } of rows) {
    const { id: returnId, ...facts } = back;
    const copy = { ...facts, purchaseId: purchaseId as PurchaseId, key: `${reattributed}:${voidId}:${returnId}` };
    const [row] = await db.insert(purchaseReturns).values(copy).returning({ id: purchaseReturns.id });
    await db.execute(sql`
      with ranked as (select id, purchase_id, rank() over (partition by purchase_id order by id) as place from purchase_lines
        where purchase_id in (${copy.purchaseId}, ${back.purchaseId}))
      insert into purchase_return_lines (return_id, line_id, quantity)
        select ${row?.id}::bigint, own.id, l.quantity from purchase_return_lines l join ranked theirs on theirs.id = l.line_id
          join ranked own on own.place = theirs.place and own.purchase_id = ${copy.purchaseId} where l.return_id = ${returnId}`);
  }
}

type About = { accountId: AccountId; recordedAt: Date; attribution: 'decided'; source: string; sourceId: string };

async function replacePurchase(db: Database, purchaseId: PurchaseId, about: About): Promise<PurchaseId> {
  const [own] = await db.select().from(purchases).where(eq(purchases.id, purchaseId));
  const { id: _, ...facts } = own as typeof purchases.$inferSelect;
  const [row] = await db
    .insert(purchases)
    .values({ ...facts, ...about })
    .returning({ id: purchases.id });
  const id = row?.id as PurchaseId;
  const lines = await db
    .select()
    .from(purchaseLines)
    .where(eq(purchaseLines.purchaseId, purchaseId))
    .orderBy(asc(purchaseLines.id));
  if (lines.length > 0)
    await db.insert(purchaseLines).values(lines.map(({ id: _, ...line }) => ({ ...line, purchaseId: id })));
  return id;
}

/** The identity stays behind: it is the other card's. */
async function replaceActivity(db: Database, activityId: number, about: About): Promise<void> {
  const [own] = await db.select().from(activities).where(eq(activities.id, activityId));
  const { id: _, identityId: __, ...facts } = own as typeof activities.$inferSelect;
  await db.insert(activities).values({ ...facts, ...about });
}
