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
  /** Somebody said of a join of either, or ever of a request to join the two, that it was not them. */
  frozen: boolean;
  /** Somebody has asked that a card of either be erased. */
  leaving: boolean;
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
  // Two columns of a table name an account of each; its index finds the few rows that name two of either.
  const across = (one: string, other: string) =>
    sql.raw(`${one} = any(cards) and ${other} = any(cards) and (${one} = any(here)) <> (${other} = any(here))`);
  const [cannotLink, edge, pair] = [across('c.a', 'c.b'), across('e.a', 'e.b'), across('d.a', 'd.b')];
  const request = across('r.requester_account_id', 'r.target_account_id');
  return rowsOf<Standing>(
    db,
    sql`
    with named as (
      select t.a, t.b, x.person_id = y.person_id as one,
          array(select id from accounts where person_id = x.person_id) as here,
          array(select id from accounts where person_id = y.person_id) as there
        from unnest(${sql.param(ones)}::bigint[], ${sql.param(others)}::bigint[]) as t (a, b)
        join accounts x on x.id = t.a and x.closed_at is null join accounts y on y.id = t.b and y.closed_at is null
    ),
    pair as materialized (select *, here || there as cards from named)
    select a::int, b::int, one as "isOne",
      exists (select from cannot_links c where c.lifted_at is null and ${cannotLink})
        or exists (select from merge_edges e join merge_voids v on v.edge_id = e.id and v.withdrawn_at is null where ${edge})
        or exists (select from merge_requests r where r.state = 'rejected' and ${request})
        or known.settled as settled,
      exists (select from merge_requests r where r.state in ('proving', 'waiting') and ${request}) as asked,
      exists (select from memberships m join memberships n on n.household_id = m.household_id and n.account_id <> m.account_id
          where m.account_id = any(here) and n.account_id = any(there)) as "ofHousehold",
      known.household as "likeHousehold",
      exists (select from merge_edges e where e.state = 'active' and e.frozen_at is not null and e.a = any(cards))
        or exists (select from merge_requests r where r.frozen_at is not null and ${request}) as frozen,
      exists (select from erasures g where g.state in ('second', 'waiting') and g.account_id = any(cards)) as leaving,
      cardinality(cards) as cards,
      exists (select from identities i join identities j on j.kind = i.kind and j.value = i.value
        where i.kind = 'line' and i.account_id = pair.a and j.account_id = pair.b) as "sameLine",
      coalesce((select sum(l.remaining)::int from lots l where l.account_id = any(cards)
        and (l.expires_at is null or l.expires_at > ${now.toISOString()}::timestamptz)), 0) as points
    from pair cross join lateral (
      select coalesce(bool_or(d.state in ('rejected', 'undone')), false) as settled,
          coalesce(bool_or(d.state = 'open' and d.zone = 'household' and not (d.a = pair.a and d.b = pair.b)), false) as household
        from duplicate_pairs d where ${pair}) known`,
  );
}
