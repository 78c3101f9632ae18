import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../../db/open.ts';

/**
 * Writes many rows in one statement with one parameter: thousands of parameters cost the embedded database seconds. A column that
 * no row names gets its default; one that some rows leave out is null in those.
 */
export async function insertAll<Table extends PgTable>(
  db: Database,
  table: Table,
  rows: Table['$inferInsert'][],
): Promise<void> {
  if (rows.length === 0) return;
  const values: Record<string, unknown>[] = rows;
  const named = Object.keys(getTableColumns(table)).filter((key) => values.some((row) => row[key] !== undefined));
  const columns = sql.join(
    named.map((key) => sql.identifier(toSnakeCase(key))),
    sql`, `,
  );
  const plain = values.map((row) => Object.fromEntries(named.map((key) => [toSnakeCase(key), row[key] ?? null])));
  const name = sql.identifier(getTableName(table));
  await db.execute(
    sql`insert into ${name} (${columns}) select ${columns} from jsonb_populate_recordset(null::${name}, ${JSON.stringify(plain)}::jsonb)`,
  );
}

/** Lets a table that was given ids by us go on counting after them, or after `last`. */
export async function continueIds(db: Database, table: PgTable, last?: number): Promise<void> {
  const name = sql.identifier(getTableName(table));
  const highest = last === undefined ? sql`(select coalesce(max(id), 0) from ${name})` : sql`${last}::bigint`;
  await db.execute(sql`select setval(pg_get_serial_sequence(${getTableName(table)}, 'id'), greatest(${highest}, 1))`);
}
