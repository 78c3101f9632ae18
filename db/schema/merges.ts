import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, EdgeId, IdentityId, ProposalId, RequestId, StaffId, StoreId, VoidId } from '../ids.ts';
import { accounts, identities, profileValues } from './members.ts';
import { staff, stores } from './shop.ts';

export type EvidenceField = 'nameReading' | 'nameWriting' | 'birthDate' | 'phone' | 'mail' | 'address';
/** `claimed`: the values agree, but somebody merely says so of themselves. */
export type EvidenceResult = 'match' | 'claimed' | 'mismatch' | 'unknown';
/** What the comparison of two accounts said, field by field; holds results and codes, never a raw value. */
export type Evidence = {
  field: EvidenceField;
  result: EvidenceResult;
  hint?: string;
  known?: string[];
  detail?: string[];
}[];

export type RequestState = 'proving' | 'waiting' | 'approved' | 'rejected' | 'cancelled' | 'expired';

/**
 * Somebody asks that two accounts become one person. `targetAccountId` is null when nobody matches what was entered: such a
 * request lives, shows its states and expires like any other.
 */
export const mergeRequests = pgTable(
  'merge_requests',
  {
    id: id<RequestId>(),
    origin: text().$type<'member' | 'counter' | 'staff' | 'matcher'>().notNull(),
    state: text().$type<RequestState>().notNull(),
    requesterAccountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    requesterIdentityId: ref<IdentityId>().references(() => identities.id),
    targetAccountId: ref<AccountId>().references(() => accounts.id),
    soughtKind: text().$type<'memberNumber' | 'phone' | 'mail'>(),
    storeId: ref<StoreId>().references(() => stores.id),
    evidence: jsonb().$type<Evidence>(),
    proof: text().$type<'code' | 'counter' | 'line'>(),
    provedAt: instant(),
    requesterEpoch: integer(),
    targetEpoch: integer(),
    createdAt: instant().notNull(),
    createdByStaffId: ref<StaffId>().references(() => staff.id),
    remindAt: instant(),
    remindedAt: instant(),
    escalateAt: instant(),
    escalatedAt: instant(),
    expiresAt: instant().notNull(),
    frozenAt: instant(),
    question: text(),
    askedAt: instant(),
    askedByStaffId: ref<StaffId>().references(() => staff.id),
    answer: text(),
    answeredAt: instant(),
    decidedAt: instant(),
    decidedByStaffId: ref<StaffId>().references(() => staff.id),
    decisionReason: text(),
  },
  (t) => [
    uniqueIndex('merge_requests_one_open').on(t.requesterAccountId).where(sql`${t.state} in ('proving', 'waiting')`),
    index('merge_requests_state').on(t.state, t.storeId),
    index('merge_requests_target').on(t.targetAccountId),
    check(
      'merge_requests_state_known',
      sql`${t.state} in ('proving', 'waiting', 'approved', 'rejected', 'cancelled', 'expired')`,
    ),
    check('merge_requests_two', sql`${t.requesterAccountId} <> ${t.targetAccountId}`),
    check('merge_requests_decided', sql`(${t.state} in ('approved', 'rejected')) = (${t.decidedAt} is not null)`),
  ],
);

/**
 * A six-digit code on its way to a contact. The code itself is derived from this row's id by the shop's secret and stored nowhere;
 * a row for a contact nobody has is kept alike and its code never sent.
 */
export const proofCodes = pgTable(
  'proof_codes',
  {
    id: id<number>(),
    purpose: text().$type<'request' | 'contact' | 'erasure' | 'recall'>().notNull(),
    /** Keyed hash of the LINE user who asked without having a card; only for `recall`. */
    askedBy: text(),
    requestId: ref<RequestId>().references(() => mergeRequests.id),
    accountId: ref<AccountId>().references(() => accounts.id),
    profileValueId: ref<number>().references(() => profileValues.id),
    contactKind: text().$type<'phone' | 'mail'>(),
    triesLeft: integer().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [
    index('proof_codes_request').on(t.requestId),
    index('proof_codes_account').on(t.accountId),
    index('proof_codes_asked_by').on(t.askedBy).where(sql`${t.askedBy} is not null`),
    check('proof_codes_tries', sql`${t.triesLeft} >= 0`),
  ],
);

/** One reason why two accounts are one person. It joins the two that were compared, and is void while a `merge_voids` row stands. */
export const mergeEdges = pgTable(
  'merge_edges',
  {
    id: id<EdgeId>(),
    requestId: ref<RequestId>()
      .notNull()
      .unique()
      .references(() => mergeRequests.id),
    a: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    b: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    state: text().$type<'active' | 'void'>().notNull(),
    mergedAt: instant().notNull(),
    mergedBy: text().notNull(),
    frozenAt: instant(),
  },
  (t) => [
    uniqueIndex('merge_edges_one_active').on(t.a, t.b).where(sql`${t.state} = 'active'`),
    index('merge_edges_a').on(t.a),
    index('merge_edges_b').on(t.b),
    check('merge_edges_order', sql`${t.a} < ${t.b}`),
    check('merge_edges_state', sql`${t.state} in ('active', 'void')`),
  ],
);

export const liftReasons = ['member_asked_for_it', 'pressed_by_mistake', 'pressed_by_another'] as const;
export type LiftReason = (typeof liftReasons)[number];

/**
 * "This was not me" taken back by staff who talked with the member. The freeze itself is `frozenAt` of its request or edge; once
 * lifted it is written down here, and the next one is a freeze of its own.
 */
export const liftedFreezes = pgTable(
  'lifted_freezes',
  {
    id: id<number>(),
    requestId: ref<RequestId>()
      .notNull()
      .references(() => mergeRequests.id),
    edgeId: ref<EdgeId>().references(() => mergeEdges.id),
    frozenAt: instant().notNull(),
    liftedAt: instant().notNull(),
    liftedByStaffId: ref<StaffId>()
      .notNull()
      .references(() => staff.id),
    reason: text().$type<LiftReason>().notNull(),
    note: text(),
  },
  (t) => [uniqueIndex('lifted_freezes_once').on(t.requestId, t.frozenAt)],
);

export const undoReasons = ['wrong_person', 'member_wish', 'store_mistake'] as const;
export type UndoReason = (typeof undoReasons)[number];

/** An undo of one edge. Redo withdraws it: from then on it never happened, and what it wrote ceases with it. */
export const mergeVoids = pgTable(
  'merge_voids',
  {
    id: id<VoidId>(),
    edgeId: ref<EdgeId>()
      .notNull()
      .references(() => mergeEdges.id),
    voidedAt: instant().notNull(),
    voidedBy: text().notNull(),
    reason: text().$type<UndoReason>().notNull(),
    note: text(),
    /** Who bears what it leaves uncovered: the shop, or the spender's later points. */
    uncovered: text().$type<'absorb' | 'carry'>().notNull().default('absorb'),
    withdrawnAt: instant(),
    withdrawnBy: text(),
  },
  (t) => [
    uniqueIndex('merge_voids_one_standing').on(t.edgeId).where(sql`${t.withdrawnAt} is null`),
    check('merge_voids_reason', sql`${t.reason} in ('wrong_person', 'member_wish', 'store_mistake')`),
  ],
);

/** Whose a fact is that was recorded by name, as staff say at an undo. */
export type FactDecision = { kind: 'purchase' | 'activity'; id: number; to: AccountId };

/**
 * Somebody wants an undo that costs more than one person may decide alone. It stands for exactly the plan it names: whoever else
 * confirms that plan carries it out; a plan that has changed needs a proposal of its own.
 */
export const undoProposals = pgTable(
  'undo_proposals',
  {
    id: id<ProposalId>(),
    edgeId: ref<EdgeId>()
      .notNull()
      .references(() => mergeEdges.id),
    digest: text().notNull(),
    /** The edges that are undone with it, until its two accounts part. */
    furtherEdgeIds: jsonb().$type<EdgeId[]>().notNull().default([]),
    /** Points that nobody's lots would cover. */
    uncovered: integer().notNull(),
    reason: text().$type<UndoReason>().notNull(),
    note: text(),
    /** Whose facts recorded by name are to be: part of the plan, so whoever else confirms it sees them chosen. */
    decisions: jsonb().$type<FactDecision[]>().notNull().default([]),
    proposedByStaffId: ref<StaffId>()
      .notNull()
      .references(() => staff.id),
    proposedAt: instant().notNull(),
    /** The undo that came of it. */
    voidId: ref<VoidId>().references(() => mergeVoids.id),
  },
  (t) => [
    uniqueIndex('undo_proposals_one').on(t.edgeId, t.digest, t.proposedByStaffId).where(sql`${t.voidId} is null`),
  ],
);

/**
 * Somebody wants two persons joined anew who were parted, or who are on record as different people, and says why. It stands for exactly
 * the card it was made on: whoever else approves that card carries it out; a card that has changed needs a proposal of its own.
 */
export const mergeProposals = pgTable(
  'merge_proposals',
  {
    id: id<number>(),
    requestId: ref<RequestId>()
      .notNull()
      .references(() => mergeRequests.id),
    digest: text().notNull(),
    reason: text().notNull(),
    proposedByStaffId: ref<StaffId>()
      .notNull()
      .references(() => staff.id),
    proposedAt: instant().notNull(),
    /** The merge that came of it. */
    edgeId: ref<EdgeId>().references(() => mergeEdges.id),
  },
  (t) => [uniqueIndex('merge_proposals_one').on(t.requestId, t.digest)],
);

/** Since when two accounts have been one person without a break. A cache of the edges and voids, rebuilt by merge, undo and redo. */
export const together = pgTable(
  'together',
  {
    a: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    b: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    since: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.a, t.b] }),
    index('together_b').on(t.b),
    check('together_order', sql`${t.a} < ${t.b}`),
  ],
);

/** Two accounts whose owners confirmed that points may be spent across, from `spendableAt` (the cool-off) on. */
export const purseLinks = pgTable(
  'purse_links',
  {
    id: id<number>(),
    a: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    b: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    how: text().$type<'code' | 'counter' | 'line'>().notNull(),
    confirmedAt: instant().notNull(),
    spendableAt: instant().notNull(),
  },
  (t) => [
    index('purse_links_a').on(t.a),
    index('purse_links_b').on(t.b),
    check('purse_links_order', sql`${t.a} < ${t.b}`),
  ],
);

/** One identity confirmed, in its own LINE, that it sees the joined view: from then on it may see this account's facts. */
export const viewLinks = pgTable(
  'view_links',
  {
    id: id<number>(),
    identityId: ref<IdentityId>()
      .notNull()
      .references(() => identities.id),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    confirmedAt: instant().notNull(),
    withdrawnAt: instant(),
  },
  (t) => [index('view_links_identity').on(t.identityId), index('view_links_account').on(t.accountId)],
);

/** These two are not the same person: only a redo of the merge they were parted from, or a forced one, joins their components. */
export const cannotLinks = pgTable(
  'cannot_links',
  {
    id: id<number>(),
    a: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    b: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    voidId: ref<VoidId>().references(() => mergeVoids.id),
    recordedAt: instant().notNull(),
    recordedBy: text().notNull(),
    liftedAt: instant(),
    /** The merge that was forced over it; empty where a redo took back the undo that wrote it. */
    liftedByEdgeId: ref<EdgeId>().references(() => mergeEdges.id),
  },
  (t) => [
    uniqueIndex('cannot_links_one_standing').on(t.a, t.b).where(sql`${t.liftedAt} is null`),
    check('cannot_links_order', sql`${t.a} < ${t.b}`),
  ],
);

/** Facts of one account were shown or sent to an identity of another: the raw material of the exposure report. */
export const disclosures = pgTable(
  'disclosures',
  {
    id: id<number>(),
    identityId: ref<IdentityId>()
      .notNull()
      .references(() => identities.id),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    what: text().$type<'balance' | 'history' | 'message'>().notNull(),
    factCount: integer().notNull().default(1),
    at: instant().notNull(),
  },
  (t) => [index('disclosures_account').on(t.accountId, t.at), index('disclosures_identity').on(t.identityId, t.at)],
);
