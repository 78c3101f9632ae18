import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { casing, type Database } from './open.ts';

/** Runs a prepared statement on a database or in a transaction, with a value for each `sql.placeholder` of its text; undefined is null. */
export type Prepared<Row> = (db: Database, values: Record<string, unknown>) => Promise<Row[]>;

const dialect = new PgDialect({ casing });

/**
 * A statement whose text is built once a process and planned once a connection: for those that run for every request or sale. What is
 * built anew costs two round trips, one to be described and one to run; this costs one, and several that are sent before the first is
 * awaited cost one together: in a transaction they run in the order in which they were sent, and each sees what is there once those
 * before it are done. Rows are as the driver reads them: cast, or answer json, where drivers differ (bigint, time).
 */
export function prepared<Row>(statement: SQL): Prepared<Row> {
  const query = dialect.sqlToQuery(statement);
  return async (db, values) => {
    const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null]));
    const named = db._.session.prepareQuery(query, undefined, 'prepared', false);
    const result = (await named.execute(given)) as Row[] | { rows: Row[] };
    return Array.isArray(result) ? result : result.rows;
  };
}
