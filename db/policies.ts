import { type SQL, sql } from 'drizzle-orm';
import type { AccountId } from './ids.ts';

/** Of whom, and when. */
export type Erased = { accountId: AccountId; at: Date };

/**
 * What an erasure does with the rows of a table that are about an account. `rows` finds them; without it, those whose `account_id` it
 * is. `blank` says what its columns become; `sealed` that core/seal.ts takes the words out, because what sealed the row must be kept.
 */
export type ErasePolicy =
  | { erase: 'keep' }
  | { erase: 'delete'; rows?: (of: Erased) => SQL }
  | { erase: 'blank'; rows?: (of: Erased) => SQL; blank: (of: Erased) => Record<string, SQL> }
  | { erase: 'sealed' };

/** `merge`: facts stay with their account, structure and caches are drawn anew. */
export type AccountPolicy = ErasePolicy & { merge: 'stays' | 'redrawn' };

const nothing = sql`null`;
const identitiesOf = ({ accountId }: Erased) => sql`(select id from identities where account_id = ${accountId})`;
const lineUsersOf = ({ accountId }: Erased) =>
  sql`(select value from identities where account_id = ${accountId} and kind = 'line')`;
const valuesOf = ({ accountId }: Erased) => sql`(select id from profile_values where account_id = ${accountId})`;
const requestsOf = ({ accountId }: Erased) =>
  sql`(select id from merge_requests where ${accountId} in (requester_account_id, target_account_id))`;
const edgesOf = ({ accountId }: Erased) => sql`(select id from merge_edges where ${accountId} in (a, b))`;
const eventsOf = (of: Erased) =>
  sql`(select id from inbox where source = 'line' and body -> 'source' ->> 'userId' in ${lineUsersOf(of)})`;
const instant = ({ at }: Erased) => sql`${at.toISOString()}::timestamptz`;

/**
 * Tables that hold something about an account without naming it. Both lists are carried out from top to bottom, this one first: what
 * leads to a row must still be there when the row is looked for.
 */
export const reachedPolicies: Record<string, ErasePolicy> = {
  outbox: {
    erase: 'blank',
    rows: (of) => sql`(message ->> 'to')::bigint in ${identitiesOf(of)}
      or (message ->> 'profileValueId')::bigint in ${valuesOf(of)} or (message ->> 'inboxId')::bigint in ${eventsOf(of)}
      or (message ? 'question' and (message ->> 'requestId')::bigint in ${requestsOf(of)})`,
    blank: (of) => ({
      message: sql`jsonb_strip_nulls(jsonb_build_object('template', message -> 'template'))`,
      state: sql`case when state = 'pending' then 'dropped' when state in ('dead', 'unknown') then 'closed' else state end`,
      settled_at: sql`coalesce(settled_at, ${instant(of)})`,
      leased_until: nothing,
    }),
  },
  inbox: {
    erase: 'blank',
    rows: (of) => sql`id in ${eventsOf(of)}`,
    blank: (of) => ({
      body: sql`'{}'::jsonb`,
      state: sql`case when state in ('pending', 'dead') then 'closed' else state end`,
      settled_at: sql`coalesce(settled_at, ${instant(of)})`,
      leased_until: nothing,
    }),
  },
  registrations: { erase: 'delete', rows: (of) => sql`line_user_id in ${lineUsersOf(of)}` },
  tracked_links: { erase: 'delete', rows: (of) => sql`identity_id in ${identitiesOf(of)}` },
  consents: { erase: 'delete', rows: (of) => sql`identity_id in ${identitiesOf(of)}` },
  merge_voids: {
    erase: 'blank',
    rows: (of) => sql`edge_id in ${edgesOf(of)}`,
    blank: () => ({ note: nothing }),
  },
  lifted_freezes: {
    erase: 'blank',
    rows: (of) => sql`request_id in ${requestsOf(of)}`,
    blank: () => ({ note: nothing }),
  },
  undo_proposals: {
    erase: 'blank',
    rows: (of) => sql`edge_id in ${edgesOf(of)}`,
    blank: () => ({ note: nothing }),
  },
  merge_proposals: {
    erase: 'blank',
    rows: (of) => sql`request_id in ${requestsOf(of)}`,
    blank: () => ({ reason: sql`''` }),
  },
};

/**
 * How every table that refers to an account behaves. A trigger that keeps a table append-only leaves an erasure no choice but `keep`,
 * so such a table holds codes and ids and nothing that says who somebody is. Of an identity its value goes and the row stays, because
 * facts and disclosures refer to it. A table that is missing here, or asks what the database refuses, fails `tests/drift.test.ts`.
 */
export const accountPolicies: Record<string, AccountPolicy> = {
  audit_entries: { merge: 'stays', erase: 'sealed' },
  data_exports: { merge: 'stays', erase: 'delete' },
  view_links: {
    merge: 'stays',
    erase: 'delete',
    rows: (of) => sql`account_id = ${of.accountId} or identity_id in ${identitiesOf(of)}`,
  },
  duplicate_pairs: { merge: 'stays', erase: 'delete', rows: ({ accountId }) => sql`${accountId} in (a, b)` },
  merge_requests: {
    merge: 'stays',
    erase: 'blank',
    rows: (of) => sql`id in ${requestsOf(of)}`,
    blank: () => ({ question: nothing, answer: nothing, evidence: nothing, decision_reason: nothing }),
  },
  // A code on its way to a card that is gone becomes one that was never sent: whoever asked for it notices nothing.
  proof_codes: {
    merge: 'stays',
    erase: 'blank',
    rows: (of) => sql`account_id = ${of.accountId} or profile_value_id in ${valuesOf(of)}`,
    blank: () => ({ account_id: nothing, profile_value_id: nothing, contact_kind: nothing }),
  },
  profile_values: { merge: 'stays', erase: 'delete' },
  lookups: { merge: 'stays', erase: 'delete' },
  memberships: {
    merge: 'stays',
    erase: 'blank',
    blank: (of) => ({ left_at: sql`coalesce(left_at, ${instant(of)})`, may_spend: sql`false` }),
  },
  household_invitations: {
    merge: 'stays',
    erase: 'blank',
    rows: ({ accountId }) => sql`for_account_id = ${accountId}
      or invited_by_id in (select id from memberships where account_id = ${accountId})`,
    blank: () => ({ shown_name: sql`''` }),
  },
  point_adjustments: { merge: 'stays', erase: 'blank', blank: () => ({ note: nothing }) },
  staff: { merge: 'stays', erase: 'blank', blank: () => ({ account_id: nothing }) },
  identities: {
    merge: 'stays',
    erase: 'blank',
    blank: (of) => ({
      value: sql`'erased:' || id`,
      unlinked_at: sql`coalesce(unlinked_at, ${instant(of)})`,
      ...{ blocked_at: nothing, follow_changed_at: nothing, menu_id: nothing },
      ...{ language: nothing, language_chosen: sql`false`, language_asked_at: nothing },
    }),
  },
  accounts: {
    merge: 'redrawn',
    erase: 'blank',
    rows: ({ accountId }) => sql`id = ${accountId}`,
    blank: (of) => ({
      closed_at: sql`coalesce(closed_at, ${instant(of)})`,
      erased_at: sql`coalesce(erased_at, ${instant(of)})`,
      staff_id: nothing,
    }),
  },
  // On purpose: whoever leaves and joins again finds that the keyed hash of their phone has had its welcome.
  bonus_keys: { merge: 'stays', erase: 'keep' },
  erasures: { merge: 'stays', erase: 'keep' },
  erasure_searches: { merge: 'stays', erase: 'keep' },
  merge_edges: { merge: 'stays', erase: 'keep' },
  together: { merge: 'redrawn', erase: 'keep' },
  purse_links: { merge: 'stays', erase: 'keep' },
  cannot_links: { merge: 'stays', erase: 'keep' },
  disclosures: { merge: 'stays', erase: 'keep' },
  lots: { merge: 'stays', erase: 'keep' },
  prolongations: { merge: 'stays', erase: 'keep' },
  spends: { merge: 'stays', erase: 'keep' },
  ledger_entries: { merge: 'stays', erase: 'keep' },
  activities: { merge: 'stays', erase: 'keep' },
  purchases: { merge: 'stays', erase: 'keep' },
  reattributions: { merge: 'stays', erase: 'keep' },
  point_notices: { merge: 'stays', erase: 'keep' },
  households: { merge: 'stays', erase: 'keep' },
  enrolments: { merge: 'stays', erase: 'keep' },
  shop_ids: { merge: 'stays', erase: 'keep' },
};

/** Tables that hold nothing anybody wrote or said about a member: the shop's own, codes, ids, counters. */
export const impersonalTables = [
  ...['stores', 'channels', 'products', 'pairings', 'product_buyers', 'product_pairs', 'scenarios', 'settings'],
  ...[
    'member_counts',
    'programme_versions',
    'lot_graces',
    'purchase_lines',
    'audit_seals',
    'audit_marks',
    'slack_messages',
  ],
  ...[
    'once_tokens',
    'rate_counters',
    'dead_letter_acts',
    'abuse_alerts',
    'cap_alerts',
    'pos_keys',
    'matcher_models',
    'detect_runs',
  ],
  ...[
    'purchase_returns',
    'purchase_return_lines',
    'refunds',
    'carries',
    'membership_shares',
    'household_transfers',
    'pot_lots',
    'shared_lots',
  ],
];
