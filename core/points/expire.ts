import { and, asc, eq, gt, gte, inArray, isNull, lte, notExists, sql } from 'drizzle-orm';
import type { AccountId, LotId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { ledgerEntries, lotGraces, lots, prolongations } from '../../db/schema/points.ts';
import { type Context, inTransaction } from '../context.ts';
import { componentOf, lockAccounts } from '../merges/component.ts';
import { gracesOf, toLot } from './facts.ts';
import { endOf } from './reach.ts';
import { isHeld } from './replay.ts';
import { walletOf } from './wallet.ts';

type LotRow = typeof lots.$inferSelect;

/**
 * Lapses what is left in lots that have ended, those of about `limit` lots' accounts a call, and answers how many lapsed. A lot is chosen by its
 * end and what it holds, so running twice, late, or across midnight comes to the same.
 */
export async function expireLots(context: Context, limit = 200): Promise<number> {
  return inTransaction(context, async ({ db, now }) => {
    const ending = await db
      .select({ accountId: lots.accountId })
      .from(lots)
      .where(
        and(
          gt(lots.remaining, 0),
          lte(lots.expiresAt, now),
          notExists(runningGraces(db, now)),
          notExists(prolonging(db, now)),
        ),
      )
      .orderBy(asc(lots.expiresAt), asc(lots.id))
      .limit(limit);
    if (ending.length === 0) return 0;
    const locked = [...(await lockAccounts(db, [...new Set(ending.map((lot) => lot.accountId))])).keys()];
    return lapseEnded(db, now, locked);
  });
}

/**
 * Lapses what is left in the ended lots of accounts whose rows are locked, and answers how many. An undo begins with this, so that
 * what it finds ended has been seen to end.
 */
export async function lapseEnded(db: Database, now: Date, accountIds: AccountId[]): Promise<number> {
  const candidates = await db
    .select()
    .from(lots)
    .where(and(inArray(lots.accountId, accountIds), gt(lots.remaining, 0), lte(lots.expiresAt, now)));
  if (candidates.length === 0) return 0;
  const graces = await gracesOf(db, accountIds);
  const over = candidates.filter((lot) => endOf(toLot(lot), graces, now.getTime()) <= now.getTime());
  if (over.length === 0) return 0;
  const held = await heldAmong(db, now, over);
  await db.insert(ledgerEntries).values(
    over.map((lot) => ({
      kind: held.has(lot.id) ? ('expire_held' as const) : ('expire' as const),
      accountId: lot.accountId,
      lotId: lot.id,
      amount: -lot.remaining,
      recordedAt: now,
    })),
  );
  const ids = over.map((lot) => lot.id);
  await db.update(lots).set({ remaining: sql`0` }).where(inArray(lots.id, ids));
  return over.length;
}

/** Which of these lots their owner could not use, because another lot of the same benefit counted. */
async function heldAmong(db: Database, now: Date, ended: LotRow[]): Promise<Set<LotId>> {
  const held = new Set<LotId>();
  for (const { id, accountId, onceKey } of ended) {
    if (onceKey === null) continue;
    const wallet = await walletOf(db, (await componentOf(db, accountId)).accountIds, now);
    const lot = wallet.lots.find(({ lotId }) => lotId === id);
    if (lot && isHeld(lot, wallet, wallet.firstUse, now.getTime())) held.add(id);
  }
  return held;
}

/** Lots that live on by an undo would stand in front of all others for ever, so the queue leaves them out. */
function runningGraces(db: Database, now: Date) {
  return db
    .select({ id: lotGraces.id })
    .from(lotGraces)
    .where(and(eq(lotGraces.lotId, lots.id), gt(lotGraces.expiresAt, now), isNull(lotGraces.ceasedAt)));
}

/** So would lots that an activity prolongs; what had ended by then has lapsed in the same transaction. */
function prolonging(db: Database, now: Date) {
  const { accountId, givenAt, expiresAt } = prolongations;
  return db
    .select({ id: prolongations.id })
    .from(prolongations)
    .where(and(eq(accountId, lots.accountId), gt(expiresAt, now), gte(givenAt, lots.recordedAt)));
}
