import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { AccountId } from '../db/ids.ts';
import { type Database, rowsOf } from '../db/open.ts';
import { accountPolicies, impersonalTables, reachedPolicies } from '../db/policies.ts';
import { onServer } from './setup.ts';

const schema = Object.assign({}, ...Object.values(import.meta.glob<object>('../db/schema/*.ts', { eager: true })));

const { test } = onServer;

describe('the tables in TypeScript and the migrations in SQL', () => {
  test('make the same database', async ({ db }) => {
    const migrated = await described(db, 'public');
    await build(db, 'declared');
    expect(await described(db, 'declared')).toEqual(migrated);
  });
});

const names = (rows: { name: string }[]) => rows.map(({ name }) => name).sort();

describe('every table that refers to an account', () => {
  test('A7 declares what merging and erasing do to it', async ({ db }) => {
    const referring = await rowsOf<{ name: string }>(
      db,
      sql`select distinct conrelid::regclass::text as name from pg_constraint where confrelid = 'accounts'::regclass
        union select table_name from information_schema.columns
        where table_schema = 'public' and column_name ~ '(^|_)account_ids?$' and table_name not in (select viewname from pg_views)`,
    );
    expect(names(referring).filter((name) => !(name in accountPolicies))).toEqual([]);
  });

  test('and every other table says that it holds something about one, or nothing', async ({ db }) => {
    const tables = await rowsOf<{ name: string }>(
      db,
      sql`select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const said = [...Object.keys(accountPolicies), ...Object.keys(reachedPolicies), ...impersonalTables];
    expect(said.toSorted()).toEqual(names(tables));
  });
});

describe('what erasing is to do', () => {
  const tablesWhere = (erase: string) =>
    Object.entries({ ...reachedPolicies, ...accountPolicies }).flatMap(([name, policy]) =>
      policy.erase === erase ? [name] : [],
    );
  const of = { accountId: 1 as AccountId, at: new Date(0) };

  test('is nothing that a trigger refuses', async ({ db }) => {
    const guarded = await rowsOf<{ name: string }>(
      db,
      sql`select distinct tgrelid::regclass::text as name from pg_trigger where not tgisinternal
        and tgfoid = 'refuse_change'::regproc and tgqual is null and tgtype & 16 = 16`,
    );
    expect(guarded.length).toBeGreaterThan(3);
    const kept = [...tablesWhere('keep'), ...impersonalTables];
    expect(guarded.map(({ name }) => name).filter((name) => !kept.includes(name))).toEqual([]);
  });

  test('deletes no row that a row which stays refers to', async ({ db }) => {
    const deleted = tablesWhere('delete');
    const references = await rowsOf<{ child: string; parent: string; name: string }>(
      db,
      sql`select conrelid::regclass::text as child, confrelid::regclass::text as parent, attname as name from pg_constraint
        join pg_attribute on attrelid = conrelid and attnum = any(conkey) where contype = 'f'`,
    );
    const stays = ({ child, name }: { child: string; name: string }) =>
      !deleted.includes(child) && !(name in (blanked[child]?.(of) ?? {}));
    expect(references.filter((one) => deleted.includes(one.parent) && stays(one))).toEqual([]);
  });

  test('names columns that are there', async ({ db }) => {
    const columns = await rowsOf<{ name: string }>(
      db,
      sql`select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
    );
    const asked = Object.entries(blanked).flatMap(([table, blank]) =>
      Object.keys(blank?.(of) ?? {}).map((column) => `${table}.${column}`),
    );
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => !names(columns).includes(name))).toEqual([]);
  });

  const blanked = Object.fromEntries(
    Object.entries({ ...reachedPolicies, ...accountPolicies }).map(([name, policy]) => [
      name,
      policy.erase === 'blank' ? policy.blank : undefined,
    ]),
  );
});

/** Builds in `name` what the TypeScript says, as if there were no migrations. */
async function build(db: Database, name: string) {
  const statements = await generateMigration(
    generateDrizzleJson({}),
    generateDrizzleJson(schema, undefined, undefined, 'snake_case'),
  );
  await db.transaction(async (tx) => {
    await tx.execute(sql.raw(`create schema ${name}`));
    await tx.execute(sql.raw(`set local search_path to ${name}`));
    for (const statement of statements) await tx.execute(sql.raw(statement.replaceAll('"public".', '')));
  });
}

/** Everything in a schema that a declaration can be wrong about, one line each. */
async function described(db: Database, name: string): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local search_path to ${name}`));
    const lines = await rowsOf<{ line: string }>(
      tx,
      sql`
      select format('column %s.%s %s %s default %s identity %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then 'not null' else 'null' end, pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity, '')) as line
        from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = ${name}::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
      union all select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        from pg_constraint where connamespace = ${name}::regnamespace and conrelid <> 0 and contype <> 'n'
      union all select format('index %s', replace(pg_get_indexdef(i.indexrelid), ${`${name}.`}, ''))
        from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = ${name}::regnamespace
      union all select format('view %s %s', viewname, definition) from pg_views where schemaname = ${name}
      order by line`,
    );
    return lines.map(({ line }) => line);
  });
}
