import { and, asc, gt, inArray, lte, sql } from 'drizzle-orm';
import { ledgerEntries, lots } from '../../db/schema/points.ts';
import { type Context, inTransaction } from '../context.ts';
import { lockAccounts } from '../merges/component.ts';
import { gracesOf, toLot } from './facts.ts';
import { endOf } from './reach.ts';

/**
 * Lapses what is left in lots that have ended, at most `limit` lots a call, and answers how many lapsed. A lot is chosen by its
 * end and what it holds, so running twice, late, or across midnight comes to the same.
 */
export async function expireLots(context: Context, limit = 200): Promise<number> {
  return inTransaction(context, async ({ db, now }) => {
    const ending = await db
      .select({ accountId: lots.accountId })
      .from(lots)
      .where(and(gt(lots.remaining, 0), lte(lots.expiresAt, now)))
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
