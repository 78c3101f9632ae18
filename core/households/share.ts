import { sql } from 'drizzle-orm';
import type { AccountId, LotId, SpendId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { sharedLots } from '../../db/schema/households.ts';
import { isCounted } from '../activities/counted.ts';
import { type Context, inTransaction } from '../context.ts';
import { lockPlace, placeOf } from './household.ts';
import { allocateOwn, lockBoth, move, ownPoints } from './pot.ts';

type Due = { lotId: LotId; accountId: AccountId; share: number };

/**
 * Pays into the pots what members share of what they earned, once the points of a purchase are theirs for good (its return window is
 * over); answers how many earnings were seen to. The share is a number of points, rounded down, of what was earned less what was
 * taken back of it; it is paid like any other payment, and where less is left, what is left.
 */
export async function payShares(context: Context, limit = 200): Promise<number> {
  const due = await dueShares(context.db, context.now, limit);
  for (const earning of due) await payShare(context, earning);
  return due.length;
}

async function payShare(context: Context, { lotId, accountId, share }: Due): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, now } = inside;
    if (!(await placeOf(db, accountId))) return;
    const place = await lockPlace(db, accountId);
    const claimed = await db
      .insert(sharedLots)
      .values({ lotId, settledAt: now })
      .onConflictDoNothing()
      .returning({ lotId: sharedLots.lotId });
    if (claimed.length === 0) return;
    const { own } = await lockBoth(inside, place);
    const amount = Math.min(share, ownPoints(own, accountId, now));
    if (amount === 0) return;
    const spendId = await move(inside, place, 'share', String(lotId), allocateOwn(own, accountId, now, amount), own);
    await noteShare(db, lotId, spendId);
  });
}

async function noteShare(db: Database, lotId: LotId, spendId: SpendId): Promise<void> {
  await db.update(sharedLots).set({ spendId }).where(sql`${sharedLots.lotId} = ${lotId}`);
}

/** Earnings of standing members whose share is neither nothing nor seen to: the share that was chosen when they were written down. */
async function dueShares(db: Database, now: Date, limit: number): Promise<Due[]> {
  const rows = await rowsOf<Due>(
    db,
    sql`select l.id::int as "lotId", l.account_id::int as "accountId",
        (s.percent * (select coalesce(sum(e.amount), 0) from ledger_entries e
          where e.lot_id = l.id and e.spend_id is null and e.kind not in ('expire', 'expire_held', 'grace')) / 100)::int as share
      from memberships m join lots l on l.account_id = m.account_id and l.recorded_at >= m.joined_at
      join lateral (select percent from membership_shares s where s.membership_id = m.id and s.since <= l.recorded_at
        order by s.since desc, s.id desc limit 1) s on s.percent > 0
      where m.left_at is null and l.origin = 'purchase' and ${isCounted('purchase', sql`l.purchase_id`)} and l.available_at <= ${now.toISOString()}::timestamptz
        and not exists (select 1 from shared_lots d where d.lot_id = l.id)
      order by l.id limit ${limit}::int`,
  );
  return rows.map(({ lotId, accountId, share }) => ({ lotId, accountId, share }));
}
