import { asc, desc, gt, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/open.ts';
import { programmeVersions, type StoredRules } from '../../db/schema/points.ts';
import { type ProgrammeRules, readRules } from './rules.ts';

/** What a shop starts with before it writes rules of its own. */
export const defaultRules: ProgrammeRules = readRules({
  yenPerPoint: 100,
  expiryMonths: 12,
  pendingDays: 10,
  welcomePoints: 300,
  coolOffDays: 3,
  graceDays: 30,
});

/** Rules and the version they are; version 0 is what a shop starts with. */
export type ProgrammeVersion = { version: number; effectiveAt: Date | null; revision: number; rules: ProgrammeRules };

/** The rules of the points programme that count at `at`. */
export async function rulesAt(db: Database, at: Date): Promise<ProgrammeRules> {
  return (await versionAt(db, at)).rules;
}

/** The version that counts at `at`: the one that began last, the newer of two that began together. */
export async function versionAt(db: Database, at: Date): Promise<ProgrammeVersion> {
  const [row] = await db
    .select()
    .from(programmeVersions)
    .where(lte(programmeVersions.effectiveAt, at))
    .orderBy(desc(programmeVersions.effectiveAt), desc(programmeVersions.version))
    .limit(1);
  return row ? toVersion(row) : { version: 0, effectiveAt: null, revision: 0, rules: defaultRules };
}

/** The rules that count at an instant, as a column of a larger statement; `rulesFrom` reads it. */
export function rulesColumn(at: SQL): SQL {
  return sql`(select rules from programme_versions where effective_at <= ${at} order by effective_at desc, version desc limit 1)`;
}

/** The rules in a column that `rulesColumn` made. */
export function rulesFrom(stored: StoredRules | null): ProgrammeRules {
  return stored ? readRules(stored) : defaultRules;
}

/** The published versions that will still begin after `at`, soonest first; of those that begin together only the newest. */
export async function versionsAfter(db: Database, at: Date): Promise<ProgrammeVersion[]> {
  const rows = await db
    .select()
    .from(programmeVersions)
    .where(gt(programmeVersions.effectiveAt, at))
    .orderBy(asc(programmeVersions.effectiveAt), desc(programmeVersions.version));
  const first = Map.groupBy(rows, ({ effectiveAt }) => effectiveAt?.getTime());
  return [...first.values()].flatMap(([row]) => (row ? [toVersion(row)] : []));
}

/** The rules that headquarters is writing; null when nobody does. */
export async function draftOf(db: Database): Promise<ProgrammeVersion | null> {
  const [row] = await db.select().from(programmeVersions).where(isNull(programmeVersions.effectiveAt));
  return row ? toVersion(row) : null;
}

function toVersion({ version, effectiveAt, revision, rules }: typeof programmeVersions.$inferSelect): ProgrammeVersion {
  return { version, effectiveAt, revision, rules: readRules(rules) };
}
