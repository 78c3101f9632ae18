import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, ChannelId, LotId, PurchaseId, SpendId, StaffId, StoreId, VoidId } from '../ids.ts';
import { purchases } from './activities.ts';
import { accounts } from './members.ts';
import { mergeVoids } from './merges.ts';
import { channels, staff, stores } from './shop.ts';

/** The rules of the points programme, as data. A version counts from `effectiveAt` until a newer one does. */
export type ProgrammeRules = {
  /** Points for each full `yenPerPoint` yen of a purchase. */
  yenPerPoint: number;
  /** A lot ends with the last day of the month, this many months after it was earned. */
  expiryMonths: number;
  /** Points of a purchase are pending for this many days (the return window). */
  pendingDays: number;
  welcomePoints: number;
  /** Freshly joined points wait this many days before they can be spent across accounts. */
  coolOffDays: number;
  /** Points that come back by an undo although their lot has ended live at least this many days more. */
  graceDays: number;
};

export const programmeVersions = pgTable('programme_versions', {
  version: integer().primaryKey(),
  effectiveAt: instant().notNull(),
  rules: jsonb().$type<ProgrammeRules>().notNull(),
});

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
    origin: text().$type<'purchase' | 'welcome' | 'adjustment' | 'import'>().notNull(),
    /** Set on a once-per-person benefit: among accounts that are one person only one lot of a key is spendable. */
    onceKey: text(),
    purchaseId: ref<PurchaseId>().references(() => purchases.id),
    source: text().notNull(),
    key: text().notNull(),
  },
  (t) => [
    uniqueIndex('lots_source_key').on(t.source, t.key),
    index('lots_account').on(t.accountId, t.expiresAt),
    index('lots_ending').on(t.expiresAt).where(sql`${t.remaining} > 0`),
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
    key: text().notNull().unique(),
  },
  (t) => [index('spends_account').on(t.accountId, t.spentAt), check('spends_amount', sql`${t.amount} > 0`)],
);

export type EntryKind = 'earn' | 'spend' | 'expire' | 'expire_held' | 'grace' | 'settle' | 'uncovered';

/**
 * The book. Append-only (a trigger refuses change). `accountId` owns the lot, or made the spend when `kind` is `uncovered`.
 * earn +amount · spend −taken · expire −lapsed · expire_held −lapsed while another
 * lot of the same benefit counted · grace +revived · settle ± what an undo or redo moved between spend and lot ·
 * uncovered ± what a spend used beyond its own side, absorbed by the shop.
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
    index('ledger_entries_account').on(t.accountId, t.recordedAt),
    check(
      'ledger_entries_kind',
      sql`${t.kind} in ('earn', 'spend', 'expire', 'expire_held', 'grace', 'settle', 'uncovered')`,
    ),
    check('ledger_entries_lot_or_uncovered', sql`(${t.kind} = 'uncovered') = (${t.lotId} is null)`),
    check('ledger_entries_moves', sql`${t.amount} <> 0`),
  ],
);

/** A later end given to a lot whose points an undo brought back. Counts while the void that gave it stands. */
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
  },
  (t) => [index('lot_graces_lot').on(t.lotId)],
);
