import { eq, sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';
import { settings } from '../../db/schema/plumbing.ts';

/** How many members there are. `persons` is what counts toward the cap; `share` is persons / cap. */
export type MemberCount = { persons: number; accounts: number; cap: number | null; share: number | null };

/** Persons with at least one live account, and live accounts, from the kept sum; the cap is the setting `member_cap`. */
export async function countMembers(db: Database): Promise<MemberCount> {
  const [row] = await rowsOf<{ persons: number; accounts: number }>(
    db,
    sql`select coalesce(sum(persons), 0)::int as persons, coalesce(sum(accounts), 0)::int as accounts from member_counts`,
  );
  const { persons, accounts } = row ?? { persons: 0, accounts: 0 };
  const [setting] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, 'member_cap'));
  const cap = typeof setting?.value === 'number' && setting.value > 0 ? setting.value : null;
  return { persons, accounts, cap, share: cap === null ? null : persons / cap };
}

/** Draws the steps of the kept sum together into one; whoever counts or registers meanwhile sees neither more nor fewer. */
export async function drawCountsTogether(db: Database): Promise<void> {
  await db.execute(sql`with gone as (delete from member_counts returning persons, accounts)
    insert into member_counts (persons, accounts) select sum(persons), sum(accounts) from gone having count(*) > 0`);
}
