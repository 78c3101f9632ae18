import { and, asc, eq, gt, inArray, isNull, lte, notExists, sql } from 'drizzle-orm';
import type { Database } from '../../db/open.ts';
import { mergeVoids } from '../../db/schema/merges.ts';
import { ledgerEntries, lotGraces, lots } from '../../db/schema/points.ts';
import { type Context, inTransaction } from '../context.ts';
import { lockAccounts } from '../merges/component.ts';
import { gracesOf, toLot } from './facts.ts';
import { endOf } from './reach.ts';

/**
 * Lapses what is left in lots that have ended, those of about `limit` lots' accounts a call, and answers how many lapsed. A lot is chosen by its
 * end and what it holds, so running twice, late, or across midnight comes to the same.
 */
export async function expireLots(context: Context, limit = 200): Promise<number> {
  return inTransaction(context, async ({ db, now }) => {
    const ending = await db
      .select({ accountId: lots.accountId })
      .from(lots)
      .where(and(gt(lots.remaining, 0), lte(lots.expiresAt, now), notExists(runningGraces(db, now))))
      .orderBy(asc(lots.expiresAt), asc(lots.id))
      .limit(limit);
    if (ending.length === 0) return 0;
    const locked = [...(await lockAccounts(db, [...new Set(ending.map((lot) => lot.accountId))])).keys()];
    const graces = await gracesOf(db, locked);
    const held = await db
      .select()
      .from(lots)
      .where(and(inArray(lots.accountId, locked), gt(lots.remaining, 0), lte(lots.expiresAt, now)));
    const over = held.filter((lot) => endOf(toLot(lot), graces, now.getTime()) <= now.getTime());
    if (over.length === 0) return 0;
    await db.insert(ledgerEntries).values(
      over.map((lot) => ({
        kind: 'expire' as const,
        accountId: lot.accountId,
        lotId: lot.id,
        amount: -lot.remaining,
        recordedAt: now,
      })),
    );
    await db
      .update(lots)
      .set({ remaining: sql`0` })
      .where(
        inArray(
          lots.id,
          over.map((lot) => lot.id),
        ),
      );
    return over.length;
  });
}

/** Lots that live on by a standing undo would stand in front of all others for ever, so the queue leaves them out. */
function runningGraces(db: Database, now: Date) {
  return db
    .select({ id: lotGraces.id })
    .from(lotGraces)
    .innerJoin(mergeVoids, eq(mergeVoids.id, lotGraces.voidId))
    .where(and(eq(lotGraces.lotId, lots.id), gt(lotGraces.expiresAt, now), isNull(mergeVoids.withdrawnAt)));
}
