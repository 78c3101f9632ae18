import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';

/**
 * S12: a pot is alone (no edge, no LINE, no other person), every lot of it is written down as somebody's, a closed household has nobody
 * and gives nothing, and what a transfer took on one side it gave on the other.
 */
export async function checkHouseholds(db: Database): Promise<{ invariant: string; where: string }[]> {
  const rows = await rowsOf<{ what: string }>(
    db,
    sql`
    select 'account ' || a.id as what from accounts a where a.kind = 'pot' and (a.person_id <> a.id
      or exists (select 1 from accounts o where o.person_id = a.id and o.id <> a.id)
      or exists (select 1 from merge_edges e where a.id in (e.a, e.b)) or exists (select 1 from identities i where i.account_id = a.id)
      or not exists (select 1 from households h where h.pot_account_id = a.id and (h.closed_at is null) = (a.closed_at is null)))
    union all select 'lot ' || l.id from lots l join accounts a on a.id = l.account_id and a.kind = 'pot'
      where not exists (select 1 from pot_lots p join memberships m on m.id = p.membership_id
        join households h on h.id = m.household_id where p.lot_id = l.id and h.pot_account_id = a.id)
    union all select 'household ' || h.id from households h where h.closed_at is not null
      and exists (select 1 from memberships m where m.household_id = h.id and m.left_at is null)
    union all select 'lot ' || p.lot_id from pot_lots p join memberships m on m.id = p.membership_id join lots l on l.id = p.lot_id
      where m.left_at is not null and l.remaining > 0 and (l.expires_at is null or l.expires_at > m.left_at)
    union all select 'transfer ' || t.id from household_transfers t join spends s on s.id = t.spend_id
      where t.amount <> s.amount or t.amount <> (select coalesce(sum(l.amount), 0) from lots l
        where l.source = 'transfer' and starts_with(l.key, s.key || ':'))`,
  );
  return rows.map(({ what }) => ({ invariant: 'S12', where: what }));
}
