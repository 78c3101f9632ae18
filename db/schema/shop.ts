import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { id, ref } from '../columns.ts';
import type { AccountId, ChannelId, ProductId, StaffId, StoreId } from '../ids.ts';

export const stores = pgTable('stores', {
  id: id<StoreId>(),
  code: text().notNull().unique(),
  name: text().notNull(),
  slackChannel: text(),
  phone: text(),
  hours: text(),
  isHeadquarters: boolean().notNull().default(false),
});

/** Staff of the shop, known by their Slack user. `accountId` is the person's own membership, about which they never decide. */
export const staff = pgTable(
  'staff',
  {
    id: id<StaffId>(),
    slackUserId: text().notNull().unique(),
    name: text().notNull(),
    role: text().$type<'clerk' | 'manager' | 'headquarters'>().notNull(),
    storeId: ref<StoreId>()
      .notNull()
      .references(() => stores.id),
    accountId: ref<AccountId>(),
    active: boolean().notNull().default(true),
  },
  (t) => [check('staff_role', sql`${t.role} in ('clerk', 'manager', 'headquarters')`)],
);

export const channels = pgTable('channels', {
  id: id<ChannelId>(),
  code: text().notNull().unique(),
  name: text().notNull(),
  role: text()
    .$type<'corporate' | 'online' | 'mall' | 'catalogue' | 'own_store' | 'department_store' | 'app'>()
    .notNull(),
});

export const products = pgTable('products', {
  id: id<ProductId>(),
  code: text().notNull().unique(),
  name: text().notNull(),
  productGroup: text().notNull(),
  priceYen: integer().notNull(),
  summary: text().notNull().default(''),
  usage: text().notNull().default(''),
  story: text().notNull().default(''),
  care: text().array().notNull().default(sql`'{}'`),
  picture: text(),
});

/** A pair that staff put together by hand, with the sentence they would say at the counter. */
export const pairings = pgTable(
  'pairings',
  {
    productId: ref<ProductId>()
      .notNull()
      .references(() => products.id),
    withProductId: ref<ProductId>()
      .notNull()
      .references(() => products.id),
    sentence: text().notNull(),
    staffId: ref<StaffId>()
      .notNull()
      .references(() => staff.id),
  },
  (t) => [primaryKey({ columns: [t.productId, t.withProductId] })],
);
