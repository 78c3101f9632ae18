import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import { migrate as migrateEmbedded } from 'drizzle-orm/pglite/migrator';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate as migrateServer } from 'drizzle-orm/postgres-js/migrator';
import { advisoryLock } from './locks.ts';
import type { OpenDatabase } from './open.ts';

const config = { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) };

/**
 * Brings the schema to the newest version; safe to run again when it was cut off. On a server a second starter waits for the
 * first on another connection, so the pool must hold at least two.
 */
export async function migrate({ db, kind }: Pick<OpenDatabase, 'db' | 'kind'>): Promise<void> {
  if (kind === 'embedded') return migrateEmbedded(db as unknown as PgliteDatabase, config);
  await db.transaction(async (waiting) => {
    await waiting.execute(sql`select pg_advisory_xact_lock(${advisoryLock.migration})`);
    await migrateServer(db as unknown as PostgresJsDatabase, config);
  });
}
