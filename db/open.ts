import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/** A database or an open transaction on it; the same for the embedded database and a server. */
export type Database = PgDatabase<PgQueryResultHKT>;

export type OpenDatabase = { db: Database; kind: 'embedded' | 'server'; close: () => Promise<void> };

/** Columns are `camelCase` in TypeScript and `snake_case` in the database. */
export const casing = 'snake_case';
const connectSeconds = 5;
const statementMs = 30_000;

/** Connects to a PostgreSQL server. Nothing is sent before the first query; `connectionsMax` bounds the pool. */
export function openServer(url: string, { connectionsMax = 10 } = {}): OpenDatabase {
  const client = postgres(url, {
    max: connectionsMax,
    connect_timeout: connectSeconds,
    onnotice: () => {},
    connection: { application_name: 'musubi', TimeZone: 'UTC', statement_timeout: statementMs },
  });
  return { db: drizzle(client, { casing }), kind: 'server', close: () => client.end({ timeout: 5 }) };
}

/** The rows of a raw statement, whichever driver ran it. Cast counts and sums in the SQL (`::int`): drivers differ in bigint. */
export async function rowsOf<Row>(db: Database, statement: SQL): Promise<Row[]> {
  const result = (await db.execute(statement)) as unknown as Row[] | { rows: Row[] };
  return Array.isArray(result) ? result : result.rows;
}
