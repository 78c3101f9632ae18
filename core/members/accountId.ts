import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';

/** The id of an account about to be opened: its row must name it as its own person. */
export async function nextAccountId(db: Database): Promise<AccountId> {
  const [row] = await rowsOf<{ id: number }>(
    db,
    sql`select nextval(pg_get_serial_sequence('accounts', 'id'))::int as id`,
  );
  return Number(row?.id) as AccountId;
}
