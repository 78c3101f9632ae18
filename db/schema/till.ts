import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type {
  AccountId,
  AdjustmentId,
  ChannelId,
  LotId,
  NoticeId,
  PosKeyId,
  PurchaseId,
  ReturnId,
  SpendId,
  StaffId,
  StoreId,
} from '../ids.ts';
import { purchaseLines, purchases } from './activities.ts';
import { accounts } from './members.ts';
import { lots, spends } from './points.ts';
import { channels, staff, stores } from './shop.ts';

/** Goods of a purchase that came back, with what that did to its points. Append-only; the sums of all returns never exceed the purchase. */
export const purchaseReturns = pgTable(
  'purchase_returns',
  {
    id: id<ReturnId>(),
    purchaseId: ref<PurchaseId>()
      .notNull()
      .references(() => purchases.id),
    amountYen: integer().notNull(),
    /** Earned points taken back, also as far as they are owed. */
    pointsTaken: integer().notNull(),
    /** Used points given back to the lots they came from. */
    pointsRefunded: integer().notNull(),
    storeId: ref<StoreId>().references(() => stores.id),
    staffId: ref<StaffId>().references(() => staff.id),
    returnedAt: instant().notNull(),
    key: text().notNull().unique(),
  },
  (t) => [
    index('purchase_returns_purchase').on(t.purchaseId),
    check('purchase_returns_amount', sql`${t.amountYen} >= 0`),
    check('purchase_returns_points', sql`${t.pointsTaken} >= 0 and ${t.pointsRefunded} >= 0`),
  ],
);

/** How many of a line came back with a return. */
export const purchaseReturnLines = pgTable(
  'purchase_return_lines',
  {
    id: id<number>(),
    returnId: ref<ReturnId>()
      .notNull()
      .references(() => purchaseReturns.id),
    lineId: ref<number>()
      .notNull()
      .references(() => purchaseLines.id),
    quantity: integer().notNull(),
  },
  (t) => [
    index('purchase_return_lines_return').on(t.returnId),
    index('purchase_return_lines_line').on(t.lineId),
    check('purchase_return_lines_quantity', sql`${t.quantity} > 0`),
  ],
);

export const adjustReasons = ['points_missed', 'wrong_amount', 'apology', 'system_trouble', 'other'] as const;
export type AdjustReason = (typeof adjustReasons)[number];

export type AdjustmentState = 'waiting' | 'done' | 'refused';

/** Points that staff gave or took by hand, or ask to: over a limit somebody else has to say yes. */
export const pointAdjustments = pgTable(
  'point_adjustments',
  {
    id: id<AdjustmentId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    /** Plus gives, minus takes. */
    amount: integer().notNull(),
    reason: text().$type<AdjustReason>().notNull(),
    note: text(),
    state: text().$type<AdjustmentState>().notNull(),
    storeId: ref<StoreId>()
      .notNull()
      .references(() => stores.id),
    requestedByStaffId: ref<StaffId>()
      .notNull()
      .references(() => staff.id),
    requestedAt: instant().notNull(),
    decidedByStaffId: ref<StaffId>().references(() => staff.id),
    decidedAt: instant(),
    lotId: ref<LotId>().references(() => lots.id),
    spendId: ref<SpendId>().references(() => spends.id),
    key: text().notNull().unique(),
  },
  (t) => [
    index('point_adjustments_account').on(t.accountId, t.requestedAt),
    check('point_adjustments_moves', sql`${t.amount} <> 0`),
    check('point_adjustments_state', sql`${t.state} in ('waiting', 'done', 'refused')`),
    check('point_adjustments_decided', sql`(${t.state} = 'waiting') = (${t.decidedAt} is null)`),
    check(
      'point_adjustments_booked',
      sql`(${t.state} = 'done') = (coalesce(${t.lotId}, ${t.spendId}) is not null) and (${t.lotId} is null or ${t.spendId} is null)`,
    ),
  ],
);

/** Somebody is to be told in LINE that points end. `toldAt` is set when it is said, at most once for a person and end. */
export const pointNotices = pgTable(
  'point_notices',
  {
    id: id<NoticeId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    endsAt: instant().notNull(),
    /** How many days before the end it belongs to: 30 or 7. */
    daysBefore: integer().notNull(),
    recordedAt: instant().notNull(),
    toldAt: instant(),
  },
  (t) => [uniqueIndex('point_notices_once').on(t.accountId, t.endsAt, t.daysBefore)],
);

/** The key of a till or shop system that books by itself. Only its hash is kept. */
export const posKeys = pgTable('pos_keys', {
  id: id<PosKeyId>(),
  name: text().notNull().unique(),
  keyHash: text().notNull().unique(),
  channelId: ref<ChannelId>()
    .notNull()
    .references(() => channels.id),
  storeId: ref<StoreId>().references(() => stores.id),
  createdAt: instant().notNull(),
  revokedAt: instant(),
});
