import { sql } from 'drizzle-orm';
import { type AnyPgColumn, boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, ChannelId, IdentityId, PersonId, StaffId, StoreId } from '../ids.ts';
import { channels, staff, stores } from './shop.ts';

/**
 * An account is one registration, for ever. `personId` is the component it belongs to (the smallest account id in it);
 * only merge, undo and redo write it, and each of them raises `epoch` on every account of the component.
 */
export const accounts = pgTable(
  'accounts',
  {
    id: id<AccountId>(),
    /** A pot holds the points a household shares. It is nobody's: it has no LINE, no profile, no person but itself. */
    kind: text().$type<'member' | 'pot'>().notNull().default('member'),
    memberNumber: text().notNull().unique(),
    personId: ref<PersonId>()
      .notNull()
      .references((): AnyPgColumn => accounts.id),
    epoch: integer().notNull().default(0),
    homeStoreId: ref<StoreId>().references(() => stores.id),
    channelId: ref<ChannelId>().references(() => channels.id),
    staffId: ref<StaffId>().references(() => staff.id),
    registeredAt: instant().notNull(),
    closedAt: instant(),
    erasedAt: instant(),
  },
  (t) => [
    index('accounts_person').on(t.personId),
    index('accounts_registered').on(t.registeredAt),
    index('accounts_closed').on(t.closedAt).where(sql`${t.closedAt} is not null`),
    index('accounts_tail').on(sql`right(${t.memberNumber}, 4)`, t.id),
    check(
      'accounts_member_number',
      sql`${t.memberNumber} ~ case ${t.kind} when 'pot' then '^[0-9]+-pot$' else '^[0-9]{8}$' end`,
    ),
    check('accounts_kind', sql`${t.kind} = 'member' or (${t.kind} = 'pot' and ${t.personId} = ${t.id})`),
  ],
);

/**
 * How many members there are, as a sum of steps: a trigger on `accounts` adds one for each statement that changes it, so that nobody
 * waits for anybody to count. A cache, drawn anew wherever accounts are copied to.
 */
export const memberCounts = pgTable('member_counts', {
  id: id<number>(),
  persons: integer().notNull(),
  accounts: integer().notNull(),
});

/** A key somebody presents: a LINE userId, a card, a login of the online shop. A live one belongs to one account. */
export const identities = pgTable(
  'identities',
  {
    id: id<IdentityId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    kind: text().$type<'line' | 'card' | 'online'>().notNull(),
    value: text().notNull(),
    linkedAt: instant().notNull(),
    unlinkedAt: instant(),
    blockedAt: instant(),
    /** The language its owner reads; unknown until somebody asked. Once chosen, only its owner changes it. */
    language: text().$type<'ja' | 'en'>(),
    languageChosen: boolean().notNull().default(false),
    languageAskedAt: instant(),
    /** The rich menu LINE shows this user in place of the account's own; null while it is that one. */
    menuId: text(),
    /** When LINE said this user last followed or blocked; an older word that arrives later changes nothing. */
    followChangedAt: instant(),
  },
  (t) => [
    uniqueIndex('identities_live').on(t.kind, t.value).where(sql`${t.unlinkedAt} is null`),
    index('identities_account').on(t.accountId),
    index('identities_value').on(t.kind, t.value),
    index('identities_menu').on(t.language, t.menuId).where(sql`${t.kind} = 'line' and ${t.unlinkedAt} is null`),
    check('identities_kind', sql`${t.kind} in ('line', 'card', 'online')`),
  ],
);

export type ProfileField =
  | 'familyName'
  | 'givenName'
  | 'familyKana'
  | 'givenKana'
  | 'birthDate'
  | 'phone'
  | 'mail'
  | 'postalCode'
  | 'address';

/** What somebody said of an account, when and by whom; never overwritten. The newest row of a field is its value. */
export const profileValues = pgTable(
  'profile_values',
  {
    id: id<number>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    field: text().$type<ProfileField>().notNull(),
    value: text().notNull(),
    normalised: text().notNull(),
    source: text().$type<'self' | 'store' | 'import' | 'proof'>().notNull(),
    recordedAt: instant().notNull(),
    verifiedAt: instant(),
  },
  (t) => [
    index('profile_values_account').on(t.accountId, t.field, t.recordedAt),
    index('profile_values_normalised').on(t.field, t.normalised),
  ],
);

export type Purpose = 'messages' | 'recommendations' | 'joined_view';

/** A yes or a no, said through one identity for one purpose. The newest row counts; a merge never turns a no into a yes. */
export const consents = pgTable(
  'consents',
  {
    id: id<number>(),
    identityId: ref<IdentityId>()
      .notNull()
      .references(() => identities.id),
    purpose: text().$type<Purpose>().notNull(),
    allowed: boolean().notNull(),
    version: text().notNull(),
    recordedAt: instant().notNull(),
  },
  (t) => [index('consents_identity').on(t.identityId, t.purpose, t.recordedAt)],
);

/**
 * Keyed hashes of what has already claimed a once-only benefit; they outlive the account they came from. `issuedAt` is null while
 * the benefit is pending: claimed, but not given before the first purchase or a phone proof.
 */
export const bonusKeys = pgTable(
  'bonus_keys',
  {
    id: id<number>(),
    benefit: text().notNull(),
    keyHash: text().notNull(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    /** A contact that was merely typed gives way to whoever proves it. */
    proved: boolean().notNull().default(true),
    recordedAt: instant().notNull(),
    issuedAt: instant(),
  },
  (t) => [uniqueIndex('bonus_keys_once').on(t.benefit, t.keyHash), index('bonus_keys_account').on(t.accountId)],
);

/** A registration by chat that is not finished yet; one per LINE user. */
export const registrations = pgTable('registrations', {
  id: id<number>(),
  lineUserId: text().notNull().unique(),
  step: text().notNull(),
  answers: text().notNull().default('{}'),
  language: text().$type<'ja' | 'en'>(),
  languageChosen: boolean().notNull().default(false),
  languageAskedAt: instant(),
  startedAt: instant().notNull(),
  updatedAt: instant().notNull(),
});
