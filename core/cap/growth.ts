import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';
import { civil, instantOf } from '../calendar.ts';
import { weeksMost } from './forecast.ts';

/**
 * How many persons more each whole week brought, oldest first, Monday to Sunday in the shop's time zone: who registered, less who left
 * altogether. It begins with the first whole week after the shop's first registration and holds at most half a year. A card taken in from
 * another system without its date counts in no week: the day of an import is no rush.
 */
export async function weeklyGrowth(db: Database, now: Date): Promise<number[]> {
  const today = civil(now).startOfDay();
  const end = today.subtract({ days: today.dayOfWeek - 1 });
  const start = end.subtract({ weeks: weeksMost });
  const [from, to] = [instantOf(start), instantOf(end)].map((at) => sql`${at.toISOString()}::timestamptz`);
  const dated = sql`a.kind = 'member' and not exists (select from audit_entries e
    where e.account_id = a.id and e.action = 'member.imported' and e.at = a.registered_at)`;
  const rows = await rowsOf<{ week: number; more: number }>(
    db,
    sql`with steps as (
        select a.registered_at as at, 1 as step from accounts a
          where a.registered_at >= ${from} and a.registered_at < ${to} and ${dated}
        union all
        select max(a.closed_at), -1 from accounts a
          where a.kind = 'member' and a.closed_at >= ${from} and a.closed_at < ${to}
            and not exists (select from accounts o where o.person_id = a.person_id and (o.closed_at is null or o.closed_at >= ${to}))
          group by a.person_id)
      select floor(extract(epoch from at - ${from}) / 604800)::int as week, sum(step)::int as more
      from steps group by 1 order by 1`,
  );
  const [older] = await rowsOf<{ one: number }>(
    db,
    sql`select 1 as one from accounts where registered_at < ${from} and kind = 'member' limit 1`,
  );
  const begun = older ? 0 : (rows[0]?.week ?? weeksMost) + 1;
  const of = new Map(rows.map(({ week, more }) => [week, more]));
  return Array.from({ length: Math.max(0, weeksMost - begun) }, (_, index) => of.get(begun + index) ?? 0);
}
