import { type SQL, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { prepared } from '../../db/prepared.ts';
import type { Actor, Context } from '../context.ts';
import { type Component, lockAccounts } from '../merges/component.ts';

/** What happens to the books, in the order in which `replay` lets it happen at one moment. */
const order = { earn: 0, spend: 1, refund: 2 };

/** What a reading of locked books can name: all accounts of the person, as an array, and the moment at which they are written. */
export const book = { accountIds: sql.raw('book.account_ids'), now: sql.raw('book.now') };

type Locked<Who extends Actor, Found> = { booking: Context<Who>; accountIds: AccountId[]; found: Found };

/**
 * Makes a way to lock the books of the person that an account belongs to, until the transaction ends, and to read `columns` of them
 * in the same round trip. It answers the context in which to write them: whoever waited for the lock is not earlier than what was
 * written meanwhile, so that the order of time is that of the books. `columns` name `book` and placeholders that get `values`.
 */
export function locking<Found>(what: keyof typeof order, columns: SQL) {
  const read = prepared<Found & { now: string }>(reading(columns));
  return async <Who extends Actor>(
    inside: Context<Who>,
    accountId: AccountId,
    values: Record<string, unknown> = {},
  ): Promise<Locked<Who, Found>> => {
    const moment = { accountId, now: inside.now.toISOString(), order: order[what] };
    const [locked, [found]] = await Promise.all([
      lockAccounts(inside.db, [accountId]),
      read(inside.db, { ...values, ...moment }),
    ]);
    if (!found) throw new Error(`the books of account ${accountId} are locked but not there`);
    const { accountIds } = locked.get(accountId) as Component;
    return { booking: { ...inside, now: new Date(Number(found.now)) }, accountIds, found };
  };
}

const nothing = sql`null`;
const ways = { spend: locking('spend', nothing), refund: locking('refund', nothing) };

/** Locks the books of a person and reads nothing of them; see `locking`. */
export function lockBooks<Who extends Actor>(inside: Context<Who>, accountId: AccountId, what: keyof typeof ways) {
  return ways[what](inside, accountId);
}

/** Entries later than the clock of the one who writes are rare: only those are looked at. */
function reading(columns: SQL): SQL {
  const now = sql`${sql.placeholder('now')}::timestamptz`;
  const last = sql`
    select recorded_at, case kind when 'earn' then 0 when 'refund' then 2 else 1 end as rank from ledger_entries
    where account_id = any(own.account_ids) and recorded_at >= ${now} order by 1 desc, 2 desc limit 1`;
  const after = sql`
    select recorded_at + case when rank > ${sql.placeholder('order')}::int then interval '1 millisecond' else interval '0' end
    from (${last}) last`;
  return sql`
    with own as materialized (
      select array_agg(id) as account_ids from accounts
      where person_id = (select person_id from accounts where id = ${sql.placeholder('accountId')}::bigint)),
    book as materialized (select own.account_ids, coalesce((${after}), ${now}) as now from own)
    select (extract(epoch from book.now) * 1000)::bigint::text as now, ${columns} from book`;
}
