import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, ChannelId, IdentityId, ProductId, PurchaseId, StaffId, StoreId } from '../ids.ts';
import { accounts, identities } from './members.ts';
import { channels, products, staff, stores } from './shop.ts';

/**
 * `presented`: a known identity was shown. `inferred`: staff picked the person by name; an undo asks whose it is. `decided`: staff said
 * so at an undo, and nobody is asked again.
 */
export type Attribution = 'presented' | 'inferred' | 'decided';

export type ActivityKind = 'registered' | 'visit' | 'product_view' | 'link_tap' | 'reply' | 'message_sent';

/** Something an account did, that is not a purchase. Append-only; one row per thing that happened at its source. */
export const activities = pgTable(
  'activities',
  {
    id: id<number>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    identityId: ref<IdentityId>().references(() => identities.id),
    kind: text().$type<ActivityKind>().notNull(),
    channelId: ref<ChannelId>().references(() => channels.id),
    storeId: ref<StoreId>().references(() => stores.id),
    staffId: ref<StaffId>().references(() => staff.id),
    productId: ref<ProductId>().references(() => products.id),
    occurredAt: instant().notNull(),
    recordedAt: instant().notNull(),
    attribution: text().$type<Attribution>().notNull().default('presented'),
    facts: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    source: text().notNull(),
    sourceId: text().notNull(),
  },
  (t) => [
    uniqueIndex('activities_source').on(t.source, t.sourceId),
    index('activities_account').on(t.accountId, t.kind, t.occurredAt),
  ],
);

/** A purchase of one account, with its lines. Append-only. */
export const purchases = pgTable(
  'purchases',
  {
    id: id<PurchaseId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channels.id),
    storeId: ref<StoreId>().references(() => stores.id),
    staffId: ref<StaffId>().references(() => staff.id),
    boughtAt: instant().notNull(),
    recordedAt: instant().notNull(),
    totalYen: integer().notNull(),
    attribution: text().$type<Attribution>().notNull().default('presented'),
    source: text().notNull(),
    sourceId: text().notNull(),
  },
  (t) => [
    uniqueIndex('purchases_source').on(t.source, t.sourceId),
    index('purchases_account').on(t.accountId, t.boughtAt),
    check('purchases_total', sql`${t.totalYen} >= 0`),
  ],
);

export const purchaseLines = pgTable(
  'purchase_lines',
  {
    id: id<number>(),
    purchaseId: ref<PurchaseId>()
      .notNull()
      .references(() => purchases.id),
    productId: ref<ProductId>()
      .notNull()
      .references(() => products.id),
    quantity: integer().notNull(),
    amountYen: integer().notNull(),
  },
  (t) => [
    index('purchase_lines_purchase').on(t.purchaseId),
    index('purchase_lines_product').on(t.productId),
    check('purchase_lines_quantity', sql`${t.quantity} > 0`),
  ],
);

/** How many persons chose a product, of how many who chose anything, when this was last counted. Drawn anew from the purchases. */
export const productBuyers = pgTable('product_buyers', {
  productId: ref<ProductId>()
    .primaryKey()
    .references(() => products.id),
  buyers: integer().notNull(),
  persons: integer().notNull(),
  countedAt: instant().notNull(),
});

/** How many persons chose both of two products; each pair stands here both ways round. Counted together with `product_buyers`. */
export const productPairs = pgTable(
  'product_pairs',
  {
    productId: ref<ProductId>()
      .notNull()
      .references(() => products.id),
    otherId: ref<ProductId>()
      .notNull()
      .references(() => products.id),
    together: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.otherId] })],
);
