import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';

export type Pair = { a: AccountId; b: AccountId };

/**
 * How two accounts stand to each other on record; everything counts between the whole persons, whichever of their accounts it names. `settled`: the
 * shop has said that they are different people, or parted them. `asked`: somebody has asked to join them and waits.
 */
export type Standing = Pair & {
  isOne: boolean;
  settled: boolean;
  asked: boolean;
  /** They were ever in one household. */
  ofHousehold: boolean;
  /** What two others of their accounts share says that they are a household. */
  likeHousehold: boolean;
  /** Somebody said of a join of either that it was not them. */
  frozen: boolean;
  /** How many cards the one person would have. */
  cards: number;
  /** One LINE has been linked to both. */
  sameLine: boolean;
  /** Points that both persons hold now. */
  points: number;
};

/** How each pair stands at `now`. One of which an account is closed has no standing and is left out. */
export async function standingOf(db: Database, pairs: Pair[], now: Date): Promise<Standing[]> {
  if (pairs.length === 0) return [];
  const [ones, others] = [pairs.map(({ a }) => a), pairs.map(({ b }) => b)];
  return rowsOf<Standing>(
    db,
    sql`
    with pair as (
      select t.a, t.b, x.person_id as mine, y.person_id as theirs,
          array(select id from accounts where person_id = x.person_id) as here,
          array(select id from accounts where person_id = y.person_id) as there
        from unnest(${sql.param(ones)}::bigint[], ${sql.param(others)}::bigint[]) as t (a, b)
        join accounts x on x.id = t.a and x.closed_at is null join accounts y on y.id = t.b and y.closed_at is null
    )
    select a::int, b::int, mine = theirs as "isOne",
      exists (select 1 from cannot_links c where c.lifted_at is null and (c.a = any(here) and c.b = any(there) or c.a = any(there) and c.b = any(here)))
        or exists (select 1 from merge_edges e join merge_voids v on v.edge_id = e.id and v.withdrawn_at is null
          where e.a = any(here) and e.b = any(there) or e.a = any(there) and e.b = any(here))
        or exists (select 1 from merge_requests r where r.state = 'rejected' and (r.requester_account_id = any(here) and r.target_account_id = any(there)
          or r.requester_account_id = any(there) and r.target_account_id = any(here)))
        or exists (select 1 from duplicate_pairs d where d.state in ('rejected', 'undone') and (d.a = any(here) and d.b = any(there)
          or d.a = any(there) and d.b = any(here))) as settled,
      exists (select 1 from merge_requests r where r.state in ('proving', 'waiting') and (r.requester_account_id = any(here) and r.target_account_id = any(there)
        or r.requester_account_id = any(there) and r.target_account_id = any(here))) as asked,
      exists (select 1 from memberships m join memberships n on n.household_id = m.household_id and n.account_id <> m.account_id
          where m.account_id = any(here) and n.account_id = any(there)) as "ofHousehold",
      exists (select 1 from duplicate_pairs d where d.zone = 'household' and d.state = 'open' and not (d.a = pair.a and d.b = pair.b)
          and (d.a = any(here) and d.b = any(there) or d.a = any(there) and d.b = any(here))) as "likeHousehold",
      exists (select 1 from merge_edges e where e.state = 'active' and e.frozen_at is not null and e.a = any(here || there)) as frozen,
      cardinality(here) + cardinality(there) as cards,
      exists (select 1 from identities i join identities j on j.kind = i.kind and j.value = i.value
        where i.kind = 'line' and i.account_id = pair.a and j.account_id = pair.b) as "sameLine",
      coalesce((select sum(l.remaining)::int from lots l where l.account_id = any(here || there)
        and (l.expires_at is null or l.expires_at > ${now.toISOString()}::timestamptz)), 0) as points
    from pair`,
  );
}
