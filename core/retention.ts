import { type SQL, sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../db/open.ts';
import { type Kept, keptDays } from '../db/retention.ts';
import { audit } from './audit.ts';
import { daysLater } from './calendar.ts';
import { type Context, inTransaction } from './context.ts';

/** What is forgotten here, by name, and how many rows there are of it. */
export type Forgotten = Partial<Record<Kept, number>>;

type Rule = { kept: Kept; table: string; rows: (before: SQL) => SQL; how: 'delete' | SQL };

const decided = sql`state in ('approved', 'rejected', 'cancelled', 'expired')`;
const settledBefore = (before: SQL) => sql`coalesce(decided_at, expires_at) < ${before}`;

/**
 * What the tick forgets of members: rows older than their window, by the latest thing that happened to them. The join of a request
 * stays whatever becomes of its evidence; a code that a request still refers to goes with it.
 */
const rules: Rule[] = [
  {
    kept: 'evidence',
    table: 'merge_requests',
    rows: (before) => sql`${decided} and evidence is not null and ${settledBefore(before)}`,
    how: sql`evidence = null`,
  },
  {
    kept: 'conversation',
    table: 'merge_requests',
    rows: (before) =>
      sql`${decided} and (question is not null or answer is not null or decision_reason is not null) and ${settledBefore(before)}`,
    how: sql`question = null, answer = null, decision_reason = null`,
  },
  {
    kept: 'gonePairs',
    table: 'duplicate_pairs',
    rows: (before) => sql`state = 'gone' and settled_at < ${before}`,
    how: 'delete',
  },
  {
    kept: 'pairReasons',
    table: 'duplicate_pairs',
    rows: (before) =>
      sql`state in ('merged', 'rejected', 'undone') and reasons <> '[]'::jsonb and settled_at < ${before}`,
    how: sql`reasons = '[]'::jsonb`,
  },
  { kept: 'disclosures', table: 'disclosures', rows: (before) => sql`at < ${before}`, how: 'delete' },
  { kept: 'trackedLinks', table: 'tracked_links', rows: (before) => sql`created_at < ${before}`, how: 'delete' },
  {
    kept: 'proofCodes',
    table: 'proof_codes',
    rows: (before) =>
      sql`expires_at < ${before} and not exists (select 1 from merge_requests r where r.id = request_id and r.state in ('proving', 'waiting'))`,
    how: 'delete',
  },
  {
    kept: 'exports',
    table: 'data_exports',
    rows: (before) => sql`coalesce(expires_at, asked_at) < ${before}`,
    how: 'delete',
  },
];

const batchMax = 5_000;

/** How many rows are past their window at `now`, thing by thing; changes nothing. */
export async function countForgettable(db: Database, now: Date): Promise<Forgotten> {
  const counts: Forgotten = {};
  for (const rule of rules) {
    const [row] = await rowsOf<{ n: number }>(
      db,
      sql`select count(*)::int as n from ${sql.identifier(rule.table)} where ${rule.rows(beforeOf(rule, now))}`,
    );
    counts[rule.kept] = row?.n ?? 0;
  }
  return counts;
}

/** Forgets what is past its window, a few thousand rows of each a call, and writes down how many. */
export async function forget(context: Context): Promise<Forgotten> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const forgotten: Forgotten = {};
    for (const rule of rules) {
      const table = sql.identifier(rule.table);
      const ids = sql`select id from ${table} where ${rule.rows(beforeOf(rule, now))} order by id limit ${batchMax} for update skip locked`;
      const change = rule.how === 'delete' ? sql`delete from ${table}` : sql`update ${table} set ${rule.how}`;
      const rows = await rowsOf<{ id: number }>(db, sql`${change} where id in (${ids}) returning 1 as id`);
      if (rows.length > 0) forgotten[rule.kept] = rows.length;
    }
    if (Object.keys(forgotten).length > 0)
      await audit(inside, { action: 'retention.forgotten', subject: 'retention', facts: forgotten });
    return forgotten;
  });
}

function beforeOf({ kept }: Rule, now: Date): SQL {
  return sql`${daysLater(now, -keptDays[kept]).toISOString()}::timestamptz`;
}
