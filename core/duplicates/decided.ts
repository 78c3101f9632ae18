import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';
import type { Pair } from './standing.ts';

/** A pair that staff decided: one person, or two. */
export type DecidedPair = Pair & { same: boolean };

/** More teach the same. */
const decidedMax = 5_000;

/**
 * Brings pairs in line with what became of their requests, whoever decided those, wherever and when: approved, rejected, undone, redone. A request that
 * ended undecided leaves its pair open.
 */
export async function settleDecided(db: Database): Promise<void> {
  await db.execute(sql`
    update duplicate_pairs p set state = became.state, settled_at = became.at
    from merge_requests r left join merge_edges e on e.request_id = r.id left join merge_voids v on v.edge_id = e.id and v.withdrawn_at is null
      cross join lateral (select coalesce(v.voided_at, e.merged_at, r.decided_at) as at,
        case when e.state = 'active' then 'merged' when e.state = 'void' then 'undone' when r.state = 'rejected' then 'rejected' else 'open' end as state) became
    where r.id = p.request_id and became.state <> p.state and not (became.state = 'open' and p.state in ('gone', 'rejected'))`);
}

/**
 * What staff decided of pairs, the newest first. What a machine merged is no decision until somebody undoes it; an undo because the member wished it says
 * nothing of who is who.
 */
export async function decidedPairs(db: Database): Promise<DecidedPair[]> {
  return rowsOf<DecidedPair>(
    db,
    sql`
    select d.a::int, d.b::int, d.state = 'merged' as same
      from duplicate_pairs d left join merge_requests r on r.id = d.request_id left join merge_edges e on e.request_id = r.id
        left join merge_voids v on v.edge_id = e.id and v.withdrawn_at is null
      where d.state = 'rejected' or d.state = 'merged' and r.decided_by_staff_id is not null
        or d.state = 'undone' and v.reason <> 'member_wish'
      order by d.settled_at desc, d.id limit ${decidedMax}::int`,
  );
}
