import { type SQL, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { isCounted } from '../activities/counted.ts';

/** What the export says of one table about one account: `rows` is a select whose columns are the columns of the page. */
export type Section = { table: string; rows: (accountId: AccountId) => SQL };

const identitiesOf = (accountId: AccountId) => sql`(select id from identities where account_id = ${accountId})`;

/**
 * Everything that is held about an account, table by table, in the words of the database. Nothing of it is about anybody else: of a
 * request only what its own side asked and said, of a look only that there was one.
 */
export const sections: Section[] = [
  {
    table: 'accounts',
    rows: (id) => sql`select a.member_number, a.registered_at, s.name as store, c.name as channel from accounts a
      left join stores s on s.id = a.home_store_id left join channels c on c.id = a.channel_id where a.id = ${id}`,
  },
  {
    table: 'profile_values',
    rows: (id) =>
      sql`select field, value, source, recorded_at, verified_at from profile_values where account_id = ${id} order by id`,
  },
  {
    table: 'identities',
    rows: (id) =>
      sql`select kind, value, linked_at, unlinked_at, blocked_at, language from identities where account_id = ${id} order by id`,
  },
  {
    table: 'consents',
    rows: (id) =>
      sql`select purpose, allowed, version, recorded_at from consents where identity_id in ${identitiesOf(id)} order by id`,
  },
  {
    table: 'purchases',
    rows: (id) => sql`select p.bought_at, s.name as store, c.name as channel, p.total_yen, (
        select string_agg(g.name || ' × ' || l.quantity, ', ' order by l.id) from purchase_lines l join products g on g.id = l.product_id
        where l.purchase_id = p.id) as goods
      from purchases p left join stores s on s.id = p.store_id left join channels c on c.id = p.channel_id
      where p.account_id = ${id} and ${isCounted('purchase', sql`p.id`)} order by p.bought_at`,
  },
  {
    table: 'activities',
    rows: (id) => sql`select a.kind, a.occurred_at, s.name as store, g.name as goods from activities a
      left join stores s on s.id = a.store_id left join products g on g.id = a.product_id
      where a.account_id = ${id} and ${isCounted('activity', sql`a.id`)} order by a.occurred_at`,
  },
  {
    table: 'lots',
    rows: (id) => sql`select origin, amount, remaining, earned_at, available_at, expires_at from lots
      where account_id = ${id} and ${isCounted('purchase', sql`lots.purchase_id`)} order by earned_at`,
  },
  {
    table: 'spends',
    rows: (id) => sql`select p.amount, p.spent_at, s.name as store from spends p left join stores s on s.id = p.store_id
      where p.account_id = ${id} order by p.spent_at`,
  },
  {
    table: 'ledger_entries',
    rows: (id) =>
      sql`select kind, amount, recorded_at from ledger_entries where account_id = ${id} order by recorded_at, id`,
  },
  {
    table: 'point_adjustments',
    rows: (id) =>
      sql`select amount, reason, note, state, requested_at from point_adjustments where account_id = ${id} order by id`,
  },
  {
    table: 'point_notices',
    rows: (id) => sql`select ends_at, days_before from point_notices where account_id = ${id} order by id`,
  },
  {
    table: 'merge_requests',
    rows: (
      id,
    ) => sql`select 'M-' || r.id as number, r.state, r.created_at, r.sought_kind, r.proof, r.question, r.answer, r.decided_at,
        s.name as store from merge_requests r left join stores s on s.id = r.store_id
      where r.requester_account_id = ${id} order by r.id`,
  },
  {
    table: 'memberships',
    rows: (id) =>
      sql`select role, visible, findable, joined_at, left_at from memberships where account_id = ${id} order by id`,
  },
  {
    table: 'enrolments',
    rows: (
      id,
    ) => sql`select s.name, e.state, e.enrolled_at, e.settled_at from enrolments e join scenarios s on s.id = e.scenario_id
      where e.account_id = ${id} order by e.id`,
  },
  {
    table: 'tracked_links',
    rows: (id) =>
      sql`select target, created_at, tapped_at from tracked_links where identity_id in ${identitiesOf(id)} order by id`,
  },
  {
    table: 'outbox',
    rows: (id) => sql`select message ->> 'template' as message, state, created_at, settled_at from outbox
      where (message ->> 'to')::bigint in ${identitiesOf(id)} order by id`,
  },
  {
    table: 'disclosures',
    rows: (id) =>
      sql`select what, fact_count, at from disclosures where identity_id in ${identitiesOf(id)} order by id`,
  },
  {
    table: 'registrations',
    rows: (id) => sql`select step, answers, started_at from registrations
      where line_user_id in (select value from identities where account_id = ${id} and kind = 'line' and unlinked_at is null)`,
  },
  {
    table: 'erasures',
    rows: (id) => sql`select state, asked_at, due_at, settled_at from erasures where account_id = ${id} order by id`,
  },
  {
    table: 'data_exports',
    rows: (id) => sql`select asked_at, opened_at from data_exports where account_id = ${id} order by id`,
  },
  {
    table: 'audit_entries',
    rows: (id) =>
      sql`select at, action, split_part(actor, ':', 1) as by from audit_entries where account_id = ${id} order by id`,
  },
];

/** Tables about an account that say nothing to its owner, and why. */
export const notExported: Record<string, string> = {
  bonus_keys: 'keyed hashes, which nobody can read back',
  proof_codes: 'that a code was asked for; the code itself is kept nowhere',
  inbox: 'what was written in the chat stands in the chat; here only that it came',
  view_links: 'follows from the consents and the requests',
  duplicate_pairs: 'says of another card that it may be the same person; what came of it the requests tell',
  merge_edges: 'says of another card that it is the same person; the requests tell it from this side',
  merge_voids: "the shop's own decision about a join",
  undo_proposals: "the shop's own decision about a join",
  lifted_freezes: "the shop's own decision about a request",
  merge_proposals: "the shop's own decision about a request",
  together: 'worked out from the joins',
  lookups: 'that the newest of the profile has not been compared yet',
  purse_links: 'worked out from the requests',
  cannot_links: 'says something of another card',
  reattributions: "the shop's own decision about a join",
  shop_ids: 'says of another card that it is the same person, and which number stays in another system',
  prolongations: 'follows from the lots and the activities',
  households: 'the pot belongs to the family',
  household_invitations: 'a link that let somebody in, without its address',
  erasure_searches: 'a search for what was erased, gone when it ends',
  staff: 'that the owner works here',
};
