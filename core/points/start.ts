import { type SQL, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { carries, ledgerEntries, lotGraces, lots, refunds, spends } from '../../db/schema/points.ts';

/** A spend that something after it can still change, until `until`: a refund at that time; without end what is not wholly covered. */
export type Unsettled = { spentAt: number; until: number };

/**
 * From when spends have to be played again if nothing changes before `from`: from the first spend that something from then on still
 * changes. Whatever was spent earlier stays as the books have it.
 */
export function startOfReplay(from: number, unsettled: Unsettled[]): number {
  const start = Math.min(from, ...unsettled.filter(({ until }) => until >= from).map(({ spentAt }) => spentAt));
  return start < from ? startOfReplay(start, unsettled) : start;
}

/** `startOfReplay` over the facts of these accounts. */
export async function replayStart(db: Database, accountIds: AccountId[], from: number): Promise<number> {
  const [open] = await rowsOf<{ first: string | null }>(db, firstOpen(accountIds));
  return refundedSince(db, accountIds, Math.min(from, millis(open?.first)));
}

async function refundedSince(db: Database, accountIds: AccountId[], from: number): Promise<number> {
  const [found] = await rowsOf<{ first: string | null }>(
    db,
    sql`select ${epoch(sql`min(${spends.spentAt})`)} as first from ${refunds} join ${spends} on ${spends.id} = ${refunds.spendId}
      where ${refunds.refundedAt} >= ${instantAt(from)} and ${spends.accountId} = any(${sql.param(accountIds)}::bigint[])`,
  );
  const first = millis(found?.first);
  return first < from ? refundedSince(db, accountIds, first) : from;
}

/** The first spend that is not wholly covered, is owed for, or lives on points that an undo gave back: any settlement may change it. */
function firstOpen(accountIds: AccountId[]): SQL {
  const own = sql`any(${sql.param(accountIds)}::bigint[])`;
  return sql`select ${epoch(sql`min(${spends.spentAt})`)} as first from ${spends} where ${spends.id} in (
    select ${ledgerEntries.spendId} from ${ledgerEntries} where ${ledgerEntries.accountId} = ${own} and ${ledgerEntries.kind} = 'uncovered'
      group by ${ledgerEntries.spendId} having sum(${ledgerEntries.amount}) <> 0
    union all select ${carries.spendId} from ${carries} join ${spends} on ${spends.id} = ${carries.spendId} where ${spends.accountId} = ${own}
    union all select s.id from ${lotGraces} join ${lots} on ${lots.id} = ${lotGraces.lotId} join ${ledgerEntries} e on e.lot_id = ${lots.id}
      join ${spends} s on s.id = e.spend_id where ${lots.accountId} = ${own} and s.spent_at >= ${lots.expiresAt})`;
}

/** A moment as SQL; the beginning and the end of time are such. */
export function instantAt(at: number): SQL {
  const endless = at > 0 ? 'infinity' : '-infinity';
  return sql`${Number.isFinite(at) ? new Date(at).toISOString() : endless}::timestamptz`;
}

function epoch(moment: SQL): SQL {
  return sql`(extract(epoch from ${moment}) * 1000)::bigint::text`;
}

function millis(epochMs: string | null | undefined): number {
  return epochMs ? Number(epochMs) : Number.POSITIVE_INFINITY;
}
