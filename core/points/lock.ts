import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { ledgerEntries } from '../../db/schema/points.ts';
import type { Actor, Context } from '../context.ts';
import { type Component, lockAccounts } from '../merges/component.ts';

/** What happens to the books, in the order in which `replay` lets it happen at one moment. */
const order = { earn: 0, spend: 1, refund: 2 };

/**
 * Locks the books of the person that an account belongs to, until the transaction ends, and answers the context in which to write
 * them: whoever waited for the lock is not earlier than what was written meanwhile, so that the order of time is that of the books.
 */
export async function lockBooks<Who extends Actor>(
  inside: Context<Who>,
  accountId: AccountId,
  what: keyof typeof order,
): Promise<{ booking: Context<Who>; accountIds: AccountId[] }> {
  const { accountIds } = (await lockAccounts(inside.db, [accountId])).get(accountId) as Component;
  const last = await lastEntry(inside.db, accountIds);
  const now = inside.now.getTime();
  if (last === undefined || last.at < now) return { booking: inside, accountIds };
  const moment = last.order > order[what] ? last.at + 1 : last.at;
  return { booking: { ...inside, now: new Date(moment) }, accountIds };
}

async function lastEntry(db: Database, accountIds: AccountId[]): Promise<{ at: number; order: number } | undefined> {
  const { recordedAt, accountId, kind } = ledgerEntries;
  const rank = sql`case ${kind} when 'earn' then 0 when 'refund' then 2 else 1 end`;
  const [found] = await rowsOf<{ at: string; rank: number }>(
    db,
    sql`select (extract(epoch from e.at) * 1000)::bigint::text as at, e.rank::int as rank
      from unnest(${sql.param(accountIds)}::bigint[]) as own(id) cross join lateral (
        select ${recordedAt} as at, ${rank} as rank from ${ledgerEntries} where ${accountId} = own.id
        order by ${recordedAt} desc, 2 desc limit 1) e
      order by e.at desc, e.rank desc limit 1`,
  );
  return found && { at: Number(found.at), order: Number(found.rank) };
}
