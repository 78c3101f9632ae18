import { PGlite } from '@electric-sql/pglite';
import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as onPglite } from 'drizzle-orm/pglite';
import { drizzle as onPostgres } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { lockFolder } from './lock.ts';

/** A database or an open transaction on it; the same for the embedded database and a server. */
export type Database = PgDatabase<PgQueryResultHKT>;

export type OpenDatabase = { db: Database; kind: 'embedded' | 'server'; close: () => Promise<void> };

const casing = 'snake_case';
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
  return { db: onPostgres(client, { casing }), kind: 'server', close: () => client.end({ timeout: 5 }) };
}

/** Opens the embedded database in `folder`, alone: a second process is refused with a `FolderInUse`. */
export async function openEmbedded(folder: string): Promise<OpenDatabase> {
  const unlock = await lockFolder(folder);
  const engine = await PGlite.create(folder);
  return {
    ...embedded(engine),
    close: async () => {
      await engine.close();
      unlock();
    },
  };
}

/** Wraps a running embedded engine, such as one in memory that was loaded from a dump. */
export function embedded(engine: PGlite): OpenDatabase {
  return { db: onPglite(engine, { casing }), kind: 'embedded', close: () => engine.close() };
}

/** The rows of a raw statement, whichever driver ran it. Cast counts and sums in the SQL (`::int`): drivers differ in bigint. */
export async function rowsOf<Row>(db: Database, statement: SQL): Promise<Row[]> {
  const result = (await db.execute(statement)) as unknown as Row[] | { rows: Row[] };
  return Array.isArray(result) ? result : result.rows;
}
