import { type SQL, sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';
import type { AbuseRule, AlertFacts } from '../../db/schema/abuse.ts';
import type { AbuseLimits } from './limits.ts';

/** A pattern that was found: `key` is the same when it is found again. */
export type Finding = { rule: AbuseRule; key: string; facts: AlertFacts };

type Look = { db: Database; now: Date; limits: AbuseLimits };
type Row = { key: string } & AlertFacts;

/** Looks for every pattern up to `now`; reads only. Tails and figures, never a contact or a name of a member. */
export async function findPatterns(look: Look): Promise<Finding[]> {
  return [
    ...(await registrationsOfStore(look)),
    ...(await registrationsByStaff(look)),
    ...(await cardsOfContact(look)),
    ...(await requestsOfCard(look)),
    ...(await spendsSoonAfterMerge(look)),
    ...(await uncoveredMergesOfStaff(look)),
    ...(await mergesOfCard(look)),
    ...(await lapsOfPair(look)),
    ...(await welcomesAgain(look)),
  ];
}

const tail = (account: SQL) => sql`right(${account}.member_number, 4)`;
const ago = (now: Date, span: string) => sql`(${now.toISOString()}::timestamptz - ${span}::interval)`;
const hourOf = (column: SQL) =>
  sql`to_char(date_trunc('hour', ${column} at time zone 'Asia/Tokyo'), 'YYYY-MM-DD HH24:00')`;
const monthOf = (now: Date) => now.toISOString().slice(0, 7);

function registrationsOfStore({ db, now, limits }: Look): Promise<Finding[]> {
  const max = limits.registrationsPerStoreHour;
  return found(
    db,
    'many_registrations',
    sql`select 'store:' || s.id || ':' || ${hourOf(sql`a.registered_at`)} as key, s.name as store, ${hourOf(sql`a.registered_at`)} as hour,
        count(*)::int as count, ${max}::int as "limit"
      from accounts a join stores s on s.id = a.home_store_id
      where a.registered_at > ${ago(now, '26 hours')} and a.registered_at <= ${now.toISOString()}::timestamptz
      group by s.id, s.name, 3 having count(*) > ${max}::int`,
  );
}

/** Registrations by hand are known from the audit: its rows name who acted. */
function registrationsByStaff({ db, now, limits }: Look): Promise<Finding[]> {
  const max = limits.registrationsPerStaffHour;
  return found(
    db,
    'many_registrations',
    sql`select e.actor || ':' || ${hourOf(sql`e.at`)} as key, w.name as staff, ${hourOf(sql`e.at`)} as hour,
        count(*)::int as count, ${max}::int as "limit"
      from audit_entries e join staff w on e.actor = 'staff:' || w.id
      where e.action = 'member.registered' and e.at > ${ago(now, '26 hours')} and e.at <= ${now.toISOString()}::timestamptz
      group by e.actor, w.name, 3 having count(*) > ${max}::int`,
  );
}

/** The contact itself stays out: a digest in the key tells two apart. */
function cardsOfContact({ db, now, limits }: Look): Promise<Finding[]> {
  const max = limits.cardsPerContactWeek;
  return found(
    db,
    'same_contact',
    sql`select p.field || ':' || min(a.id) || ':' || max(a.id) as key, p.field as contact,
        count(distinct a.id)::int as count, ${max}::int as "limit", array_agg(distinct ${tail(sql`a`)}) as tails
      from profile_values p join accounts a on a.id = p.account_id
      where p.field in ('phone', 'mail') and p.normalised <> '' and a.registered_at > ${ago(now, '7 days')}
        and a.registered_at <= ${now.toISOString()}::timestamptz and p.source <> 'import'
      group by p.field, p.normalised having count(distinct a.id) > ${max}::int`,
  );
}

function requestsOfCard({ db, now, limits }: Look): Promise<Finding[]> {
  const max = limits.requestsPerCardDay;
  return found(
    db,
    'many_requests',
    sql`select a.id || ':' || to_char(r.created_at at time zone 'Asia/Tokyo', 'YYYY-MM-DD') as key, ${tail(sql`a`)} as tail,
        to_char(r.created_at at time zone 'Asia/Tokyo', 'YYYY-MM-DD') as day, count(*)::int as count, ${max}::int as "limit"
      from merge_requests r join accounts a on a.id = r.requester_account_id
      where r.created_at > ${ago(now, '48 hours')} and r.created_at <= ${now.toISOString()}::timestamptz
      group by a.id, a.member_number, 1, 3 having count(*) > ${max}::int`,
  );
}

function spendsSoonAfterMerge({ db, now, limits }: Look): Promise<Finding[]> {
  const least = limits.pointsSoonAfterMerge;
  return found(
    db,
    'spend_after_merge',
    sql`select 'spend:' || s.id as key, ${tail(sql`acting`)} as tail, ${tail(sql`owner`)} as other, -sum(e.amount)::int as points,
        ${least}::int as "limit", coalesce(min(st.name), '') as store
      from spends s join ledger_entries e on e.spend_id = s.id and e.kind = 'spend'
        join accounts acting on acting.id = s.account_id join accounts owner on owner.id = e.account_id
        left join stores st on st.id = s.store_id
      where s.spent_at > ${ago(now, '8 days')} and s.spent_at <= ${now.toISOString()}::timestamptz and e.account_id <> s.account_id
        and exists (select from purse_links l where l.a = least(s.account_id, e.account_id) and l.b = greatest(s.account_id, e.account_id)
          and s.spent_at >= l.confirmed_at and s.spent_at < greatest(l.spendable_at, l.confirmed_at) + interval '24 hours')
      group by s.id, acting.member_number, owner.member_number having -sum(e.amount) >= ${least}::int`,
  );
}

function uncoveredMergesOfStaff({ db, now, limits }: Look): Promise<Finding[]> {
  const max = limits.uncoveredMergesPerStaff;
  return found(
    db,
    'uncovered_merges',
    sql`select m.merged_by || ':' || ${monthOf(now)}::text as key, w.name as staff, count(distinct m.id)::int as count,
        ${max}::int as "limit", sum(e.amount)::int as points
      from ledger_entries e join merge_voids v on v.id = e.void_id join merge_edges m on m.id = v.edge_id
        join staff w on m.merged_by = 'staff:' || w.id
      where e.kind = 'uncovered' and e.amount > 0 and v.voided_at > ${ago(now, '90 days')} and v.voided_at <= ${now.toISOString()}::timestamptz
      group by m.merged_by, w.name having count(distinct m.id) >= ${max}::int`,
  );
}

function mergesOfCard({ db, now, limits }: Look): Promise<Finding[]> {
  const max = limits.mergesPerCardMonth;
  return found(
    db,
    'same_few_cards',
    sql`select a.id || ':' || ${monthOf(now)}::text as key, ${tail(sql`a`)} as tail, count(*)::int as count, ${max}::int as "limit",
        array_remove(array_agg(distinct w.name), null) as staff
      from merge_edges m join accounts a on a.id in (m.a, m.b) left join staff w on m.merged_by = 'staff:' || w.id
      where m.merged_at > ${ago(now, '30 days')} and m.merged_at <= ${now.toISOString()}::timestamptz
      group by a.id, a.member_number having count(*) >= ${max}::int`,
  );
}

/** An undo that had points to move back: what one card had used of the other. */
function lapsOfPair({ db, now, limits }: Look): Promise<Finding[]> {
  const max = limits.lapsPerPair;
  return found(
    db,
    'merge_spend_undo',
    sql`select m.a || ':' || m.b || ':' || count(distinct v.id) as key, ${tail(sql`one`)} as tail, ${tail(sql`two`)} as other,
        count(distinct v.id)::int as count, ${max}::int as "limit",
        coalesce(sum(e.amount) filter (where e.kind = 'uncovered'), 0)::int as points,
        array_remove(array_agg(distinct w.name), null) as staff
      from merge_voids v join merge_edges m on m.id = v.edge_id join ledger_entries e on e.void_id = v.id and e.kind in ('settle', 'uncovered')
        join accounts one on one.id = m.a join accounts two on two.id = m.b left join staff w on m.merged_by = 'staff:' || w.id
      where v.voided_at > ${ago(now, '180 days')} and v.voided_at <= ${now.toISOString()}::timestamptz
      group by m.a, m.b, one.member_number, two.member_number having count(distinct v.id) >= ${max}::int`,
  );
}

/** Who left and came again shares only a contact that was typed: a machine cannot tell them from a stranger whose it is. */
function welcomesAgain({ db, now }: Look): Promise<Finding[]> {
  return found(
    db,
    'welcome_again',
    sql`select 'account:' || a.id as key, ${tail(sql`a`)} as tail, e.facts -> 'tails' as tails, (e.facts ->> 'points')::int as points
      from audit_entries e join accounts a on a.id = e.account_id
      where e.action = 'welcome.given_again' and e.at > ${ago(now, '26 hours')} and e.at <= ${now.toISOString()}::timestamptz`,
  );
}

async function found(db: Database, rule: AbuseRule, statement: SQL): Promise<Finding[]> {
  const rows = await rowsOf<Row>(db, statement);
  return rows.map(({ key, ...facts }) => ({ rule, key: `${rule}:${key}`, facts }));
}
