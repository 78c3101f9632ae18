import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import type { MemberValues } from './members.ts';

export type ReadMember = { accountId: AccountId; values: MemberValues };

/**
 * The next live members after an account, in the order of their ids, each with the newest value of every field. Neither pots nor who has left; read
 * page by page, so that a base of any size fits.
 */
export async function readMembers(db: Database, after: number, limit: number): Promise<ReadMember[]> {
  const rows = await rowsOf<{ id: AccountId; values: MemberValues | null }>(
    db,
    sql`
    select a.id::int, v.values from (
        select id from accounts where id > ${after}::bigint and kind = 'member' and closed_at is null and erased_at is null
        order by id limit ${limit}::int) a
      left join lateral (
        select json_object_agg(n.field, n.value) as values from (
          select distinct on (field) field, value from profile_values
          where account_id = a.id order by field, recorded_at desc, id desc) n) v on true
    order by a.id`,
  );
  return rows.map(({ id, values }) => ({ accountId: id, values: values ?? {} }));
}
