import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';
import { isCounted, reattributed } from './counted.ts';

type Violation = { invariant: string; where: string };

/**
 * A1, A2: a fact that was given to another account has exactly one row in its place, equal but for whose it is, with lots of the same
 * sum, and the two together count once; it was inferred, and no two standing undos decided it.
 */
export async function checkReattributions(db: Database): Promise<Violation[]> {
  const rows = await rowsOf<{ invariant: string; what: string }>(
    db,
    sql`
    with moves as (select r.*, v.withdrawn_at is null as stands from reattributions r join merge_voids v on v.id = r.void_id
        where r.from_account_id <> r.to_account_id),
      given as (select purchase_id, sum(amount) as points from lots where purchase_id is not null group by 1)
    select 'A1' as invariant, 'decision ' || m.id as what from moves m
      left join purchases p on p.id = m.purchase_id left join purchases n on n.source = ${reattributed} and n.source_id = m.id::text
      left join activities a on a.id = m.activity_id left join activities b on b.source = ${reattributed} and b.source_id = m.id::text
      left join given g on g.purchase_id = p.id left join given h on h.purchase_id = n.id
      where (p.account_id, n.account_id, p.bought_at, p.total_yen, g.points) is distinct from
          (case when p.id is not null then m.from_account_id end, case when p.id is not null then m.to_account_id end, n.bought_at, n.total_yen, h.points)
        or (a.account_id, b.account_id, a.occurred_at, a.kind) is distinct from
          (case when a.id is not null then m.from_account_id end, case when a.id is not null then m.to_account_id end, b.occurred_at, b.kind)
    union all select 'A1', 'purchase ' || n.id from purchases n where n.source = ${reattributed}
      and not exists (select from moves m where m.id::text = n.source_id and m.purchase_id is not null)
    union all select 'A1', 'activity ' || n.id from activities n where n.source = ${reattributed}
      and not exists (select from moves m where m.id::text = n.source_id and m.activity_id is not null)
    union all select 'A1', 'lot ' || l.id from lots l where l.remaining > 0 and not ${isCounted('purchase', sql`l.purchase_id`)}
    union all select 'A2', 'purchase ' || m.purchase_id from moves m where m.stands and m.purchase_id is not null group by m.purchase_id having count(*) > 1
    union all select 'A2', 'activity ' || m.activity_id from moves m where m.stands and m.activity_id is not null group by m.activity_id having count(*) > 1
    union all select 'A2', 'decision ' || r.id from reattributions r left join purchases p on p.id = r.purchase_id
      left join activities a on a.id = r.activity_id where coalesce(p.attribution, a.attribution) <> 'inferred'`,
  );
  return rows.map(({ invariant, what }) => ({ invariant, where: what }));
}
