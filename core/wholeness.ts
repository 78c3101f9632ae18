import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../db/open.ts';
import { accountPolicies } from '../db/policies.ts';

type Violation = { invariant: string; where: string };

/** S2: there are as many persons as accounts less the joins that count: an edge inside one person is only one more reason. */
export async function checkPersonCount(db: Database, accountsJoined: number): Promise<Violation[]> {
  const [row] = await rowsOf<{ persons: number; accounts: number }>(
    db,
    sql`select count(distinct person_id)::int as persons, count(*)::int as accounts from accounts`,
  );
  return row && row.persons !== row.accounts - accountsJoined
    ? [{ invariant: 'S2', where: `${row.persons} persons of ${row.accounts} accounts` }]
    : [];
}

/** S2: the kept sum of members is what counting them comes to. */
export async function checkKeptCount(db: Database): Promise<Violation[]> {
  const wrong = await rowsOf<{ kept: string; counted: string }>(
    db,
    sql`select kept, counted from (select coalesce(sum(persons), 0) || ' persons, ' || coalesce(sum(accounts), 0) || ' cards' as kept from member_counts) k,
      (select count(distinct person_id) || ' persons, ' || count(*) || ' cards' as counted from accounts where closed_at is null and kind = 'member') c
      where kept <> counted`,
  );
  return wrong.map(({ kept, counted }) => ({ invariant: 'S2', where: `kept ${kept}; counted ${counted}` }));
}

/** L3: over all accounts, what was ever issued is what is left, what ended and what was used, less what nobody's points covered. */
export async function checkSums(db: Database): Promise<Violation[]> {
  const [row] = await rowsOf<{ issued: string; held: string; gone: string; used: string; uncovered: string }>(
    db,
    sql`select (select coalesce(sum(amount), 0) from lots)::text as issued,
        (select coalesce(sum(remaining), 0) from lots)::text as held,
        coalesce(-sum(amount) filter (where spend_id is null and kind not in ('earn', 'uncovered')), 0)::text as gone,
        ((select coalesce(sum(amount), 0) from spends) - (select coalesce(sum(amount), 0) from refunds))::text as used,
        coalesce(sum(amount) filter (where kind = 'uncovered'), 0)::text as uncovered
      from ledger_entries`,
  );
  if (!row) return [];
  const [issued, held, gone, used, uncovered] = [row.issued, row.held, row.gone, row.used, row.uncovered].map(
    BigInt,
  ) as [bigint, bigint, bigint, bigint, bigint];
  const missing = issued - (held + gone + used - uncovered);
  return missing === 0n ? [] : [{ invariant: 'L3', where: `${missing} points` }];
}

const guards = [
  ...['ledger_entries', 'audit_entries', 'spends', 'purchases', 'activities', 'lots', 'reattributions'],
  ...['carries', 'lot_graces'],
];

/** L13: what refuses a change of facts and books stands before every table that holds them. */
export async function checkGuards(db: Database): Promise<Violation[]> {
  const rows = await rowsOf<{ name: string }>(
    db,
    sql`select relname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
      where tgname = relname || '_append_only' and tgenabled in ('O', 'A')`,
  );
  const standing = new Set(rows.map(({ name }) => name));
  return guards.filter((name) => !standing.has(name)).map((name) => ({ invariant: 'L13', where: `table ${name}` }));
}

/** A7: whatever refers to an account says what becomes of it when the account is merged or erased. */
export async function checkPolicies(db: Database): Promise<Violation[]> {
  const rows = await rowsOf<{ name: string }>(
    db,
    sql`select distinct conrelid::regclass::text as name from pg_constraint
      where contype = 'f' and confrelid = 'accounts'::regclass and conrelid <> confrelid`,
  );
  return rows
    .filter(({ name }) => !(name in accountPolicies))
    .map(({ name }) => ({ invariant: 'A7', where: `table ${name}` }));
}

/** L14: no row of the books is dated before one that was written earlier for the same account: closed days stay closed. */
export async function checkDates(db: Database): Promise<Violation[]> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select id::int from (select id, recorded_at, max(recorded_at) over (partition by account_id order by id
      rows between unbounded preceding and 1 preceding) as before from ledger_entries where kind <> 'earn') e where recorded_at < before`,
  );
  return rows.map(({ id }) => ({ invariant: 'L14', where: `entry ${id}` }));
}

/**
 * C7: every join, undo, redo and spend has its one audit row. A younger edge that a redo closes is told in that redo's row; points
 * taken back are told of their lot, points moved to or from a pot of their household. What the demo shop brought with it has none.
 */
export async function checkTrail(db: Database): Promise<Violation[]> {
  const rows = await rowsOf<{ what: string }>(
    db,
    sql`
    with told as (select action, subject, facts from audit_entries
      where action in ('points.spent', 'points.reversed', 'merge.joined', 'merge.undone', 'merge.redone'))
    select 'spend ' || s.id as what from spends s left join told t on t.action = 'points.spent' and t.subject = 'spend:' || s.id
      where s.lot_id is null and s.key not like 'demo%' and not exists (select 1 from household_transfers h where h.spend_id = s.id)
      group by s.id having count(t.subject) <> 1
    union all select 'lot ' || s.lot_id from spends s where s.lot_id is not null group by s.lot_id
      having count(*) <> (select count(*) from told t where t.action = 'points.reversed' and t.subject = 'lot:' || s.lot_id)
    union all select 'edge ' || e.id from merge_edges e left join told t on t.action = 'merge.joined' and t.facts ->> 'edgeId' = e.id::text
      group by e.id having count(t.subject) <> 1
    union all select 'void ' || v.id from merge_voids v left join told t on (t.action = 'merge.undone' and t.facts ->> 'voidId' = v.id::text)
      or (t.action = 'merge.redone' and t.facts ->> 'closes' = v.edge_id::text)
      group by v.id having count(t.subject) = 0
    union all select 'void ' || v.id from merge_voids v left join told t on t.action = 'merge.redone' and t.facts ->> 'voidId' = v.id::text
      where v.withdrawn_at is not null group by v.id having count(t.subject) <> 1`,
  );
  return rows.map(({ what }) => ({ invariant: 'C7', where: what }));
}
