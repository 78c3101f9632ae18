import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, ChannelId, LotId, PurchaseId, SpendId, StaffId, StoreId, VoidId } from '../ids.ts';
import { purchases } from './activities.ts';
import { accounts } from './members.ts';
import { mergeVoids } from './merges.ts';
import { channels, staff, stores } from './shop.ts';

/** The rules of the points programme, as data; `core/points/rules.ts` says what they hold and checks them. */
export type StoredRules = Record<string, unknown>;

/**
 * The versions of the rules. A published one counts from `effectiveAt` until a newer one does, and is never changed; the one
 * without `effectiveAt` is the draft, whose `revision` tells two editors apart.
 */
export const programmeVersions = pgTable(
  'programme_versions',
  {
    version: integer().primaryKey(),
    effectiveAt: instant(),
    rules: jsonb().$type<StoredRules>().notNull(),
    revision: integer().notNull().default(1),
    savedAt: instant(),
    savedByStaffId: ref<StaffId>().references(() => staff.id),
  },
  (t) => [
    uniqueIndex('programme_versions_one_draft')
      .on(sql`(${t.effectiveAt} is null)`)
      .where(sql`${t.effectiveAt} is null`),
  ],
);

/** Why a purchase earned what it earned: the points of the base rate, and what a tier or a campaign added. */
export type EarnReason =
  | { kind: 'base'; points: number; channel?: string; group?: string; percent: number }
  | { kind: 'tier' | 'campaign'; points: number; code: string; name: string; nameEn?: string; percent?: number };

/** Points earned at one time by one account. Only `remaining` ever changes: a cache of the ledger, never below zero. */
export const lots = pgTable(
  'lots',
  {
    id: id<LotId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    amount: integer().notNull(),
    remaining: integer().notNull(),
    earnedAt: instant().notNull(),
    recordedAt: instant().notNull(),
    availableAt: instant().notNull(),
    expiresAt: instant(),
    origin: text().$type<'purchase' | 'welcome' | 'adjustment' | 'import' | 'transfer'>().notNull(),
    /** Set on a once-per-person benefit: among accounts that are one person only one lot of a key is spendable. */
    onceKey: text(),
    purchaseId: ref<PurchaseId>().references(() => purchases.id),
    /** The version of the rules that gave it, and why it gave so much. */
    rulesVersion: integer(),
    reasons: jsonb().$type<EarnReason[]>(),
    source: text().notNull(),
    key: text().notNull(),
  },
  (t) => [
    uniqueIndex('lots_source_key').on(t.source, t.key),
    index('lots_account').on(t.accountId, t.expiresAt),
    index('lots_ending').on(t.expiresAt).where(sql`${t.remaining} > 0`),
    index('lots_live').on(t.accountId).where(sql`${t.remaining} > 0 or ${t.onceKey} is not null`),
    check('lots_amount', sql`${t.amount} > 0`),
    check('lots_remaining', sql`${t.remaining} >= 0 and ${t.remaining} <= ${t.amount}`),
  ],
);

/**
 * Points used at one time by one acting account. `ownOnly` says that only its own lots could be taken, because a join was frozen
 * at that moment: with it every later replay knows what was within reach. Never updated.
 */
export const spends = pgTable(
  'spends',
  {
    id: id<SpendId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    amount: integer().notNull(),
    spentAt: instant().notNull(),
    ownOnly: boolean().notNull().default(false),
    channelId: ref<ChannelId>().references(() => channels.id),
    storeId: ref<StoreId>().references(() => stores.id),
    staffId: ref<StaffId>().references(() => staff.id),
    purchaseId: ref<PurchaseId>().references(() => purchases.id),
    /** Set on a clawback: the lot that is taken back because its purchase was returned, and from which it takes first. */
    lotId: ref<LotId>().references(() => lots.id),
    key: text().notNull().unique(),
  },
  (t) => [
    index('spends_lot').on(t.lotId).where(sql`${t.lotId} is not null`),
    index('spends_account').on(t.accountId, t.spentAt),
    check('spends_amount', sql`${t.amount} > 0`),
  ],
);

/** Points of a spend that were given back, because what they paid for came back. Append-only. */
export const refunds = pgTable(
  'refunds',
  {
    id: id<number>(),
    spendId: ref<SpendId>()
      .notNull()
      .references(() => spends.id),
    amount: integer().notNull(),
    refundedAt: instant().notNull(),
    key: text().notNull().unique(),
  },
  (t) => [
    index('refunds_spend').on(t.spendId),
    index('refunds_time').on(t.refundedAt),
    check('refunds_amount', sql`${t.amount} > 0`),
  ],
);

/**
 * What a spend leaves uncovered and the shop does not bear: points earned later pay it, nothing else does. It comes of an undo, or
 * of a clawback, and counts until it ceases with a redo (`core/points/given.ts`).
 */
export const carries = pgTable(
  'carries',
  {
    id: id<number>(),
    spendId: ref<SpendId>()
      .notNull()
      .references(() => spends.id),
    voidId: ref<VoidId>().references(() => mergeVoids.id),
    amount: integer().notNull(),
    carriedAt: instant().notNull(),
    /** Whose parting from the spender left it uncovered. */
    apartFrom: jsonb().$type<AccountId[]>().notNull().default([]),
    ceasedAt: instant(),
  },
  (t) => [index('carries_spend').on(t.spendId), check('carries_amount', sql`${t.amount} > 0`)],
);

export type EntryKind =
  | 'earn'
  | 'spend'
  | 'refund'
  | 'expire'
  | 'expire_held'
  | 'grace'
  | 'settle'
  | 'uncovered'
  | 'erase'
  | 'reattribute';

/**
 * The book. Append-only (a trigger refuses change). `accountId` owns the lot, or made the spend when `kind` is `uncovered`.
 * earn +amount · spend −taken · refund +given back · expire −lapsed · expire_held −lapsed while another
 * lot of the same benefit counted · grace ±revived · settle ± what an undo or redo moved between spend and lot ·
 * uncovered ± what no lot covers of a spend, borne by the shop or owed (`carries`) · erase −what was left when its owner was erased ·
 * reattribute −what a lot loses because its purchase is somebody else's, + when that is withdrawn.
 */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    id: id<number>(),
    kind: text().$type<EntryKind>().notNull(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    lotId: ref<LotId>().references(() => lots.id),
    spendId: ref<SpendId>().references(() => spends.id),
    voidId: ref<VoidId>().references(() => mergeVoids.id),
    amount: integer().notNull(),
    recordedAt: instant().notNull(),
  },
  (t) => [
    index('ledger_entries_lot').on(t.lotId),
    index('ledger_entries_spend').on(t.spendId),
    index('ledger_entries_void').on(t.voidId).where(sql`${t.voidId} is not null`),
    index('ledger_entries_account').on(t.accountId, t.recordedAt),
    index('ledger_entries_uncovered').on(t.accountId).where(sql`${t.kind} = 'uncovered'`),
    check(
      'ledger_entries_kind',
      sql`${t.kind} in ('earn', 'spend', 'refund', 'expire', 'expire_held', 'grace', 'settle', 'uncovered', 'erase', 'reattribute')`,
    ),
    check('ledger_entries_lot_or_uncovered', sql`(${t.kind} = 'uncovered') = (${t.lotId} is null)`),
    check('ledger_entries_moves', sql`${t.amount} <> 0`),
  ],
);

/** A later end given to a lot whose points an undo brought back. Counts until it ceases with a redo (`core/points/given.ts`). */
export const lotGraces = pgTable(
  'lot_graces',
  {
    id: id<number>(),
    lotId: ref<LotId>()
      .notNull()
      .references(() => lots.id),
    voidId: ref<VoidId>()
      .notNull()
      .references(() => mergeVoids.id),
    expiresAt: instant().notNull(),
    /** Whose parting from the owner of the lot brought points back. */
    apartFrom: jsonb().$type<AccountId[]>().notNull().default([]),
    ceasedAt: instant(),
  },
  (t) => [index('lot_graces_lot').on(t.lotId), index('lot_graces_void').on(t.voidId)],
);

/**
 * An activity moved the end of all points that an account held live at `givenAt` to `expiresAt` at least, under rules whose points
 * end so long after the last activity. Append-only, and kept by an undo: the owner has seen that day.
 */
export const prolongations = pgTable(
  'prolongations',
  {
    id: id<number>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    givenAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [index('prolongations_account').on(t.accountId, t.expiresAt)],
);
