import { eq, sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';
import { settings } from '../../db/schema/plumbing.ts';

/** How many members there are. `persons` is what counts toward the cap; `share` is persons / cap. */
export type MemberCount = { persons: number; accounts: number; cap: number | null; share: number | null };

/** Counts persons with at least one live account, and live accounts; the cap is the setting `member_cap`. */
export async function countMembers(db: Database): Promise<MemberCount> {
  const [row] = await rowsOf<{ persons: number; accounts: number }>(
    db,
    sql`select count(distinct person_id)::int as persons, count(*)::int as accounts from accounts where closed_at is null and kind = 'member'`,
  );
  const { persons, accounts } = row ?? { persons: 0, accounts: 0 };
  const [setting] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, 'member_cap'));
  const cap = typeof setting?.value === 'number' && setting.value > 0 ? setting.value : null;
  return { persons, accounts, cap, share: cap === null ? null : persons / cap };
}
