import { sql } from 'drizzle-orm';
import type { EnrolmentId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';

/**
 * Whether another card of what is one person by now has had this very step, or is about to: both were settled while they were two
 * persons, and lay in the outbox when they were joined. Of two that still lie there the older one goes.
 */
export async function heardMeanwhile(db: Database, enrolmentId: EnrolmentId): Promise<boolean> {
  const [row] = await rowsOf<{ heard: boolean }>(
    db,
    sql`select exists (select 1 from enrolments e join scenarios s on s.id = e.scenario_id join accounts a on a.id = e.account_id
        join enrolments o on o.entry_key = e.entry_key and o.state = 'sent' and o.id <> e.id
        join scenarios v on v.id = o.scenario_id and v.code = s.code
        join accounts p on p.id = o.account_id and p.person_id = a.person_id
        left join outbox m on m.key = 'scenario:' || o.id
      where e.id = ${enrolmentId} and (m.id is null or m.state in ('sent', 'unknown') or m.state = 'pending' and o.id < e.id)) as heard`,
  );
  return row?.heard ?? false;
}
