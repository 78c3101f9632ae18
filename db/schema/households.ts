import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, HouseholdId, InvitationId, LotId, MembershipId, SpendId, StaffId } from '../ids.ts';
import { accounts } from './members.ts';
import { lots, spends } from './points.ts';
import { staff } from './shop.ts';

/** Persons who stay different persons and said that they are a family. `potAccountId` is the account that holds what they share. */
export const households = pgTable('households', {
  id: id<HouseholdId>(),
  potAccountId: ref<AccountId>()
    .notNull()
    .unique()
    .references(() => accounts.id),
  /** Who may spend from the pot: everybody, or the members whom the head named. */
  spenders: text().$type<'all' | 'named'>().notNull().default('all'),
  createdAt: instant().notNull(),
  closedAt: instant(),
});

/** One account belongs to a household, from `joinedAt` until it left. Rows stay: whoever was family is known not to be one person. */
export const memberships = pgTable(
  'memberships',
  {
    id: id<MembershipId>(),
    householdId: ref<HouseholdId>()
      .notNull()
      .references(() => households.id),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    role: text().$type<'head' | 'member'>().notNull(),
    /** Whether the others see name and rank. */
    visible: boolean().notNull(),
    /** Whether the shop may offer a relative who proved the same contact to ask this member to be let in. */
    findable: boolean().notNull().default(false),
    /** Named by the head as one who may spend; counts while `spenders` of the household is `named`. */
    maySpend: boolean().notNull().default(false),
    joinedAt: instant().notNull(),
    leftAt: instant(),
  },
  (t) => [
    uniqueIndex('memberships_one_live').on(t.accountId).where(sql`${t.leftAt} is null`),
    index('memberships_household').on(t.householdId),
    index('memberships_account').on(t.accountId),
    check('memberships_role', sql`${t.role} in ('head', 'member')`),
  ],
);

/** How much of what a member earns goes into the pot, from `since` on, in per cent. The newest row at the time of earning counts. */
export const membershipShares = pgTable(
  'membership_shares',
  {
    id: id<number>(),
    membershipId: ref<MembershipId>()
      .notNull()
      .references(() => memberships.id),
    percent: integer().notNull(),
    since: instant().notNull(),
  },
  (t) => [
    index('membership_shares_membership').on(t.membershipId, t.since),
    check('membership_shares_percent', sql`${t.percent} in (0, 50, 100)`),
  ],
);

/**
 * What lets one person into a household, once, until it ends: a link, whose token is kept nowhere, only its keyed hash; or, with
 * `forAccountId`, an offer to that account, by which it asks (`askedAt`) and the inviter answers.
 */
export const householdInvitations = pgTable(
  'household_invitations',
  {
    id: id<InvitationId>(),
    householdId: ref<HouseholdId>()
      .notNull()
      .references(() => households.id),
    invitedById: ref<MembershipId>()
      .notNull()
      .references(() => memberships.id),
    /** The one thing the invitation tells: what the inviter chose to be called. Of an offer: what the inviter is told of who asks. */
    shownName: text().notNull(),
    tokenHash: text().unique(),
    forAccountId: ref<AccountId>().references(() => accounts.id),
    askedAt: instant(),
    /** For a child: nobody gets in before staff have talked with the parent. */
    forMinor: boolean().notNull(),
    confirmedAt: instant(),
    confirmedByStaffId: ref<StaffId>().references(() => staff.id),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    state: text().$type<InvitationState>().notNull().default('open'),
    settledAt: instant(),
    membershipId: ref<MembershipId>().references(() => memberships.id),
  },
  (t) => [
    index('household_invitations_household').on(t.householdId, t.state),
    uniqueIndex('household_invitations_offered_once')
      .on(t.forAccountId, t.householdId)
      .where(sql`${t.forAccountId} is not null`),
    index('household_invitations_inviter').on(t.invitedById),
    check('household_invitations_addressed', sql`(${t.tokenHash} is null) = (${t.forAccountId} is not null)`),
    check('household_invitations_asked', sql`${t.askedAt} is null or ${t.forAccountId} is not null`),
    check('household_invitations_state', sql`${t.state} in ('open', 'accepted', 'declined', 'cancelled')`),
    check('household_invitations_settled', sql`(${t.state} = 'open') = (${t.settledAt} is null)`),
    check('household_invitations_accepted', sql`(${t.state} = 'accepted') = (${t.membershipId} is not null)`),
  ],
);

export type InvitationState = 'open' | 'accepted' | 'declined' | 'cancelled';

/** Points moved between a member and the pot: the use they are on one side; the lots of the same key are the other. */
export const householdTransfers = pgTable(
  'household_transfers',
  {
    id: id<number>(),
    householdId: ref<HouseholdId>()
      .notNull()
      .references(() => households.id),
    membershipId: ref<MembershipId>()
      .notNull()
      .references(() => memberships.id),
    kind: text().$type<'pay_in' | 'share' | 'draw' | 'take_back'>().notNull(),
    spendId: ref<SpendId>()
      .notNull()
      .unique()
      .references(() => spends.id),
    amount: integer().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    index('household_transfers_household').on(t.householdId, t.at),
    index('household_transfers_membership').on(t.membershipId),
    check('household_transfers_kind', sql`${t.kind} in ('pay_in', 'share', 'draw', 'take_back')`),
    check('household_transfers_amount', sql`${t.amount} > 0`),
  ],
);

/** Who put a lot of the pot there: what is left of it goes back to them when they leave. */
export const potLots = pgTable(
  'pot_lots',
  {
    lotId: ref<LotId>()
      .primaryKey()
      .references(() => lots.id),
    membershipId: ref<MembershipId>()
      .notNull()
      .references(() => memberships.id),
  },
  (t) => [index('pot_lots_membership').on(t.membershipId)],
);

/** An earning whose share was seen to: once, whether anything was left to give or not. */
export const sharedLots = pgTable('shared_lots', {
  lotId: ref<LotId>()
    .primaryKey()
    .references(() => lots.id),
  spendId: ref<SpendId>().references(() => spends.id),
  settledAt: instant().notNull(),
});
