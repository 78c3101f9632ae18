import { desc, lt, sql } from 'drizzle-orm';
import type { Database } from '../../db/open.ts';
import { prepared } from '../../db/prepared.ts';
import { matcherModels } from '../../db/schema/duplicates.ts';
import type { NumberedColumn } from './dictionary.ts';
import type { Model } from './model.ts';
import type { Table } from './table.ts';
import type { Thresholds } from './zones.ts';

/** How common the texts of a column are: those that many have, by name; of all others only how many rows there are. */
type Shares = { filled: number; common: [text: string, count: number][] };

/** What a look over the whole base has taught, as it is kept for judging newcomers. */
export type Learned = {
  model: Model;
  /** The features in their order: a model counts only for a table of the same ones. */
  features: string[];
  thresholds: Thresholds;
  shares: Record<string, Shares>;
};

/** A text that fewer have is one of too many to keep, and might name somebody. */
const commonLeast = 20;
const commonMost = 5_000;
/** A contact is never kept, however many give it as theirs. */
const contacts = new Set(['phone', 'mail']);

/** Everything of a model and its table that can be kept without naming anybody. */
export function learnedFrom(table: Table, model: Model, thresholds: Thresholds): Learned {
  const shares = Object.fromEntries(
    columnsOf(table).map(([name, column]) => [
      name,
      contacts.has(name) ? { ...sharesOf(column), common: [] } : sharesOf(column),
    ]),
  );
  return { model, features: table.features.map(({ name }) => name), thresholds, shares };
}

/** Lets a small table judge by how common names and dates are among all members, not among its own few rows. */
export function withShares(table: Table, { shares }: Learned): Table {
  for (const [name, column] of columnsOf(table)) {
    const { filled } = shares[name] ?? { filled: 1 };
    const counts = countsOf(shares[name]);
    column.known = (text) => (counts.get(text) ?? 1) / Math.max(1, filled);
  }
  return table;
}

const counted = new WeakMap<Shares, Map<string, number>>();

/** Common texts by name, put into a map once for all tables that are judged by them. */
function countsOf(shares: Shares | undefined): Map<string, number> {
  const known = shares && counted.get(shares);
  if (known) return known;
  const counts = new Map(shares?.common);
  if (shares) counted.set(shares, counts);
  return counts;
}

/** The columns whose values tell more the rarer they are. */
function columnsOf({ family, given, births, phones, mails, postalCodes }: Table): [string, NumberedColumn][] {
  return [
    ['family.writing', family.writing],
    ['family.sound', family.sound],
    ['given.writing', given.writing],
    ['given.sound', given.sound],
    ['birth', births],
    ['phone', phones],
    ['mail', mails],
    ['postal', postalCodes],
  ];
}

function sharesOf({ dictionary: { texts, counts }, filled }: NumberedColumn): Shares {
  const common: Shares['common'] = [];
  for (const [number, count] of counts.entries()) {
    if (number > 0 && count >= commonLeast) common.push([texts[number] as string, count]);
  }
  return { filled, common: common.sort(([, x], [, y]) => y - x).slice(0, commonMost) };
}

const modelsKept = 5;

/** Keeps what was learned and answers its number; the newest counts, and of the older ones few are kept. */
export async function keepLearned(db: Database, now: Date, accounts: number, learned: Learned): Promise<number> {
  const [kept] = await db
    .insert(matcherModels)
    .values({ learnedAt: now, accounts, content: learned })
    .returning({ id: matcherModels.id });
  const newest = db
    .select({ id: matcherModels.id })
    .from(matcherModels)
    .orderBy(desc(matcherModels.id))
    .limit(modelsKept);
  await db.delete(matcherModels).where(lt(matcherModels.id, sql`(select min(id) from (${newest}) n)`));
  return (kept as { id: number }).id;
}

let latest: { version: string; learned: Learned } | undefined;

const version = sql<string>`id || ' ' || xmin || ' ' || learned_at`;
const readVersion = prepared<{ version: string }>(
  sql`select ${version} as version from matcher_models order by id desc limit 1`,
);

/** What was learned last, or nothing if the base was never looked over. It is large, so it is read again only when it is another one. */
export async function lastLearned(db: Database): Promise<Learned | undefined> {
  const [last] = await readVersion(db, {});
  if (!last) return undefined;
  if (latest?.version === last.version) return latest.learned;
  const [row] = await db
    .select({ version, content: matcherModels.content })
    .from(matcherModels)
    .orderBy(desc(matcherModels.id))
    .limit(1);
  if (!row) return undefined;
  latest = { version: row.version, learned: row.content as Learned };
  return latest.learned;
}
