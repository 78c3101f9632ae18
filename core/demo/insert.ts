import { getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../../db/open.ts';

const rowsMax = 400;

/** Writes many rows, a few hundred in a statement. */
export async function insertAll<Table extends PgTable>(
  db: Database,
  table: Table,
  rows: Table['$inferInsert'][],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsMax) {
    await db.insert(table).values(rows.slice(from, from + rowsMax));
  }
}

/** Lets a table that was given ids by us go on counting after them, or after `last`. */
export async function continueIds(db: Database, table: PgTable, last?: number): Promise<void> {
  const name = sql.identifier(getTableName(table));
  const highest = last === undefined ? sql`(select coalesce(max(id), 0) from ${name})` : sql`${last}::bigint`;
  await db.execute(sql`select setval(pg_get_serial_sequence(${getTableName(table)}, 'id'), greatest(${highest}, 1))`);
}
