import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from './open.ts';

/** Some rows of one table, each as the text of a JSON object: passed on without being read, so no number loses a digit. */
export type RowBatch = { table: string; rows: string[] };

/** What a copy is a copy of: the schema it fits, and how many rows each table had. */
export type Manifest = { schema: string; counts: Record<string, number> };

const batchSize = 500;

/** The data cannot be taken in: the target holds data already, or was made by another version. */
export class CopyRefused extends Error {
  readonly reason: 'not_empty' | 'other_schema';
  constructor(reason: 'not_empty' | 'other_schema', detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Made anew by a trigger where the accounts arrive. */
const kept = 'member_counts';

/** Every table of ours that is copied, those that are referred to before those that refer to them. */
export async function tablesInOrder(db: Database): Promise<string[]> {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select tablename as name from pg_tables where schemaname = 'public' and tablename <> ${kept} order by 1`,
  );
  const references = await rowsOf<{ child: string; parent: string }>(
    db,
    sql`select distinct child.relname as child, parent.relname as parent from pg_constraint c
      join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
      where c.contype = 'f' and c.conrelid <> c.confrelid`,
  );
  const ordered: string[] = [];
  const place = (table: string): void => {
    if (ordered.includes(table)) return;
    for (const { parent } of references.filter(({ child }) => child === table)) place(parent);
    ordered.push(table);
  };
  for (const { name } of tables) place(name);
  return ordered;
}

/** Names the schema by its columns: two databases with the same name can exchange rows. */
export async function schemaName(db: Database): Promise<string> {
  const columns = await rowsOf<{ line: string }>(
    db,
    sql`select table_name || '.' || column_name || ':' || data_type as line from information_schema.columns
      where table_schema = 'public' order by 1`,
  );
  return createHash('sha256')
    .update(columns.map(({ line }) => line).join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** Says what a copy of this database will hold. */
export async function manifestOf(db: Database): Promise<Manifest> {
  const counts: Record<string, number> = {};
  for (const table of await tablesInOrder(db)) {
    const [row] = await rowsOf<{ count: number }>(db, sql`select count(*)::int as count from ${sql.identifier(table)}`);
    counts[table] = row?.count ?? 0;
  }
  return { schema: await schemaName(db), counts };
}

/**
 * Reads all rows of all tables as they are at one moment, in the order of their ids; call it inside a repeatable-read
 * transaction, which the cursors need as well.
 */
export async function* readRows(db: Database): AsyncGenerator<RowBatch> {
  const withId = new Set((await idSequences(db)).keys());
  for (const table of await tablesInOrder(db)) {
    const order = withId.has(table) ? sql`order by t.id` : sql``;
    await db.execute(
      sql`declare copied no scroll cursor for select to_jsonb(t)::text as row from ${sql.identifier(table)} t ${order}`,
    );
    for (;;) {
      const rows = await rowsOf<{ row: string }>(db, sql.raw(`fetch ${batchSize} from copied`));
      if (rows.length === 0) break;
      yield { table, rows: rows.map(({ row }) => row) };
    }
    await db.execute(sql`close copied`);
  }
}

/**
 * Writes rows into an empty, migrated database, in the order they were read, and sets every id sequence behind the last id. Run
 * it in one transaction: all of it is there afterwards or nothing is. Throws CopyRefused.
 */
export async function writeRows(db: Database, manifest: Manifest, batches: AsyncIterable<RowBatch>): Promise<void> {
  if ((await schemaName(db)) !== manifest.schema) throw new CopyRefused('other_schema', manifest.schema);
  const filled = Object.entries((await manifestOf(db)).counts).find(([, count]) => count > 0);
  if (filled) throw new CopyRefused('not_empty', filled[0]);
  const tables = new Set(await tablesInOrder(db));
  for await (const { table, rows } of batches) {
    if (!tables.has(table)) throw new CopyRefused('other_schema', table);
    const name = sql.identifier(table);
    await db.execute(
      sql`insert into ${name} select * from jsonb_populate_recordset(null::${name}, ${`[${rows.join(',')}]`}::jsonb)`,
    );
  }
  for (const [table, sequence] of await idSequences(db)) {
    await db.execute(
      sql`select setval(${sequence}::regclass, greatest((select max(id) from ${sql.identifier(table)}), 1))`,
    );
  }
}

/** The sequence behind the id of each table that has one. */
async function idSequences(db: Database): Promise<Map<string, string>> {
  const rows = await rowsOf<{ table: string; sequence: string }>(
    db,
    sql`select table_name as table, pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
      from information_schema.columns where table_schema = 'public' and column_name = 'id' and is_identity = 'YES'`,
  );
  return new Map(rows.map(({ table, sequence }) => [table, sequence]));
}
