import { desc, lte } from 'drizzle-orm';
import type { Database } from '../../db/open.ts';
import { type ProgrammeRules, programmeVersions } from '../../db/schema/points.ts';

/** What a shop starts with before it writes rules of its own. */
export const defaultRules: ProgrammeRules = {
  yenPerPoint: 100,
  expiryMonths: 12,
  pendingDays: 10,
  welcomePoints: 300,
  coolOffDays: 3,
  graceDays: 30,
};

/** The rules of the points programme that count at `at`. */
export async function rulesAt(db: Database, at: Date): Promise<ProgrammeRules> {
  const [version] = await db
    .select({ rules: programmeVersions.rules })
    .from(programmeVersions)
    .where(lte(programmeVersions.effectiveAt, at))
    .orderBy(desc(programmeVersions.effectiveAt), desc(programmeVersions.version))
    .limit(1);
  return version?.rules ?? defaultRules;
}
