import type { PGlite } from '@electric-sql/pglite';
import type { Sql } from 'postgres';
import type { Database } from './open.ts';

/**
 * Runs one statement outside any transaction, planned once a connection and then only called: for the few whose text never changes
 * and which run for every request. Parameters are strings; cast them in the text.
 */
export async function runPrepared(db: Database, text: string, parameters: string[]): Promise<void> {
  const { $client: client } = db as unknown as { $client: Sql | PGlite };
  if ('unsafe' in client) await client.unsafe(text, parameters, { prepare: true });
  else await client.query(text, parameters);
}
