import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import type { Hit } from '../../db/schema/erasure.ts';
import type { ProfileField } from '../../db/schema/members.ts';

/**
 * What must be nowhere any more. All words of a needle must stand in the same cell of folded text. `shared`: another account has it as
 * well, the owner's other card or a sister's address, so that it may stand anywhere and is not looked for.
 */
export type Needle = { kind: NeedleKind; words: string[]; shared: boolean };
export type NeedleKind = 'name' | 'reading' | 'birthDate' | 'phone' | 'mail' | 'address' | 'identity';

/** What a look through the whole database came to. */
export type Scan = { cells: number; hits: Hit[] };

/** How far a look has come: everything before `inTable`, and of that table the rows up to `after`. */
export type Progress = Scan & { inTable: string; after: string };

export const scanStart: Progress = { inTable: '', after: '(0,0)', cells: 0, hits: [] };
const batchSize = 2_000;
/** Stands behind the name of every table. */
const pastAll = '~';
/** Anything shorter (a post code of three digits) stands everywhere. */
const runMin = 5;

/**
 * Text as it is compared: NFKC, so that full-width and half-width are one, without marks, case, spaces, hyphens and long strokes, and in
 * katakana. A combining accent or a wide digit hides nothing.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/(?![\u3099\u309a])\p{M}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/[\s\-\u2010-\u2015\u2212\u30fc\uff0d.,/・()年月日]/gu, '');
}

type Said = { field: ProfileField; value: string; normalised: string; others: AccountId[] };

/** Everything that says who an account's owner is, read before it is erased: every value it ever had, raw and normalised. */
export async function needlesOf(db: Database, accountId: AccountId): Promise<Needle[]> {
  const values = await rowsOf<Said>(
    db,
    sql`select p.field, p.value, p.normalised, array(select distinct o.account_id::int from profile_values o
        where o.field = p.field and o.normalised = p.normalised and o.account_id <> p.account_id) as others
      from (select distinct account_id, field, value, normalised from profile_values where account_id = ${accountId}) p`,
  );
  const keys = await rowsOf<{ value: string }>(
    db,
    sql`select value from identities where account_id = ${accountId} and value not like 'erased:%'`,
  );
  const said = (field: ProfileField) => values.filter((row) => row.field === field);
  const alone = (kind: Exclude<NeedleKind, 'name' | 'reading' | 'identity'>) =>
    said(kind).map((row) => needlesFrom(kind, [row]));
  const pairs = (kind: 'name' | 'reading', family: ProfileField, given: ProfileField) =>
    said(family).flatMap((one) => said(given).map((other) => needlesFrom(kind, [one, other])));
  return distinct([
    ...[...pairs('name', 'familyName', 'givenName'), ...pairs('reading', 'familyKana', 'givenKana')].flat(),
    ...[...alone('birthDate'), ...alone('phone'), ...alone('mail'), ...alone('address')].flat(),
    ...needlesFor(keys.map(({ value }) => value)),
  ]);
}

/** A value is looked for as it was written and as it was compared. Another account has a name only if it has both parts. */
function needlesFrom(kind: NeedleKind, parts: Said[]): Needle[] {
  const [first, ...rest] = parts.map(({ others }) => new Set(others));
  const shared = [...(first ?? [])].some((other) => rest.every((others) => others.has(other)));
  return (['value', 'normalised'] as const).map((form) => ({ kind, shared, words: parts.map((part) => part[form]) }));
}

/** Needles for values that somebody types in, to see whether they are anywhere. */
export function needlesFor(values: string[]): Needle[] {
  return distinct(values.map((value) => ({ kind: 'identity', words: [value], shared: false })));
}

/** One value alone must be long enough to mean somebody; of a name, both parts together. */
function distinct(needles: Needle[]): Needle[] {
  const clean = needles
    .map((needle) => ({ ...needle, words: needle.words.map(folded) }))
    .filter(
      ({ words }) => words.every((word) => word !== '') && (words.length > 1 || (words[0]?.length ?? 0) >= runMin),
    );
  return [...new Map(clean.map((needle) => [`${needle.kind}:${needle.words.join('|')}`, needle])).values()];
}

/** Looks through every text and JSON column of every table, in batches; a shop of a million rows takes minutes. */
export async function scanFor(db: Database, needles: Needle[]): Promise<Scan> {
  let progress = scanStart;
  for (;;) {
    const next = await scanOn(db, needles, progress, 1);
    if (next === undefined) return { cells: progress.cells, hits: progress.hits };
    progress = next;
  }
}

/** Looks at up to so many batches more; undefined when nothing was left to look at. */
export async function scanOn(
  db: Database,
  needles: Needle[],
  from: Progress,
  batches: number,
): Promise<Progress | undefined> {
  const searched = needles.filter(({ shared }) => !shared);
  const tables = (await textColumns(db)).filter(({ table }) => table >= from.inTable);
  if (tables.length === 0) return undefined;
  let progress = from;
  let left = batches;
  for (const { table, columns } of tables) {
    let after: string | undefined = table === progress.inTable ? progress.after : scanStart.after;
    while (after !== undefined) {
      if (left === 0) return { ...progress, inTable: table, after };
      const batch = await scanBatch(db, table, columns, searched, after);
      const hits = joined(progress.hits, batch.hits);
      progress = { ...progress, cells: progress.cells + batch.cells, hits };
      after = batch.after;
      left--;
    }
  }
  return { ...progress, inTable: pastAll, after: scanStart.after };
}

async function textColumns(db: Database): Promise<{ table: string; columns: string[] }[]> {
  const rows = await rowsOf<{ table: string; columns: string[] }>(
    db,
    sql`select c.table_name as table, array_agg(c.column_name::text order by c.ordinal_position) as columns
      from information_schema.columns c join pg_tables t on t.schemaname = 'public' and t.tablename = c.table_name
      where c.table_schema = 'public' and c.data_type in ('text', 'jsonb', 'ARRAY', 'character varying') group by 1 order by 1`,
  );
  return rows;
}

type Batch = Scan & { after: string | undefined };

async function scanBatch(
  db: Database,
  table: string,
  columns: string[],
  needles: Needle[],
  from: string,
): Promise<Batch> {
  const cells = sql.join(
    columns.map((column) => sql`${sql.identifier(column)}::text`),
    sql`, `,
  );
  const rows = await rowsOf<{ at: string; cells: (string | null)[] }>(
    db,
    sql`select ctid::text as at, array[${cells}] as cells from ${sql.identifier(table)}
      where ctid > ${from}::tid order by ctid limit ${batchSize}`,
  );
  const batch: Batch = { cells: 0, hits: [], after: rows.length < batchSize ? undefined : rows.at(-1)?.at };
  for (const row of rows) {
    for (const [i, cell] of row.cells.entries()) {
      if (cell === null) continue;
      batch.cells++;
      const found = kindsIn(cell, needles).map((kind) => ({ table, column: columns[i] ?? '', kind, rows: 1 }));
      batch.hits = joined(batch.hits, found);
    }
  }
  return batch;
}

function joined(hits: Hit[], more: Hit[]): Hit[] {
  if (more.length === 0) return hits;
  const byPlace = new Map(hits.map((hit) => [placeOf(hit), hit]));
  for (const hit of more) {
    const known = byPlace.get(placeOf(hit));
    byPlace.set(placeOf(hit), { ...hit, rows: hit.rows + (known?.rows ?? 0) });
  }
  return [...byPlace.values()];
}

const placeOf = ({ table, column, kind }: Hit) => `${table}.${column}:${kind}`;

/** A cell that is one word cannot hold a name of two, and most cells are codes: one is folded only where it is long enough, and once. */
function kindsIn(cell: string, needles: Needle[]): NeedleKind[] {
  const possible = needles.filter(
    ({ words }) => cell.length >= words.reduce((sum, word) => sum + Math.ceil(word.length / 2), 0),
  );
  if (possible.length === 0) return [];
  const plain = folded(cell);
  const found = possible.filter(({ words }) => words.every((word) => plain.includes(word)));
  return [...new Set(found.map(({ kind }) => kind))];
}

/** Whether a text holds a run of `length` characters of any value of a profile: what no card and no log may. */
export function betrays(text: string, values: string[], length = runMin): boolean {
  const plain = folded(text);
  return values.map(folded).some((value) => {
    const runs = Array.from({ length: Math.max(0, value.length - length + 1) }, (_, i) => value.slice(i, i + length));
    return runs.some((run) => plain.includes(run));
  });
}
