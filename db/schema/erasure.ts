import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, ErasureId, ExportId, IdentityId, StaffId } from '../ids.ts';
import { accounts, identities } from './members.ts';
import { staff } from './shop.ts';

/** Why staff may ask that an account be erased in its owner's stead. */
export const erasureReasons = ['asked_in_writing', 'asked_at_counter', 'has_died', 'not_a_customer'] as const;
export type ErasureReason = (typeof erasureReasons)[number];
export type ErasureState = 'second' | 'waiting' | 'taken_back' | 'done';

/**
 * Somebody asks that an account be erased: its owner (`identityId`), or headquarters with a reason, and then a second of them has to
 * agree before the time begins to run. Until `dueAt` it can be taken back; then the tick does it.
 */
export const erasures = pgTable(
  'erasures',
  {
    id: id<ErasureId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    state: text().$type<ErasureState>().notNull(),
    askedAt: instant().notNull(),
    identityId: ref<IdentityId>().references(() => identities.id),
    staffId: ref<StaffId>().references(() => staff.id),
    reason: text().$type<ErasureReason>(),
    secondStaffId: ref<StaffId>().references(() => staff.id),
    dueAt: instant(),
    settledAt: instant(),
  },
  (t) => [
    uniqueIndex('erasures_one_open').on(t.accountId).where(sql`${t.state} in ('second', 'waiting')`),
    index('erasures_due').on(t.dueAt).where(sql`${t.state} = 'waiting'`),
    check('erasures_state', sql`${t.state} in ('second', 'waiting', 'taken_back', 'done')`),
    check('erasures_asked', sql`(${t.identityId} is null) <> (${t.staffId} is null)`),
    check('erasures_two', sql`${t.secondStaffId} is null or ${t.secondStaffId} <> ${t.staffId}`),
  ],
);

/** Where something of an erased account was found: never what. */
export type Hit = { table: string; column: string; kind: string; rows: number };

/**
 * A look through the whole database for what an erasure took away, and how far it has come. What is looked for is sealed by the shop's
 * secret, and goes with the row when the look is over.
 */
export const erasureSearches = pgTable('erasure_searches', {
  id: id<number>(),
  accountId: ref<AccountId>()
    .notNull()
    .references(() => accounts.id),
  sealed: text().notNull(),
  needles: integer().notNull(),
  shared: integer().notNull(),
  inTable: text().notNull().default(''),
  after: text().notNull().default('(0,0)'),
  cells: integer().notNull().default(0),
  hits: jsonb().$type<Hit[]>().notNull().default([]),
  startedAt: instant().notNull(),
});

/**
 * A member asked for everything that is held about it. Holds no copy: the answer is put together when the link is opened, once and
 * within a day, from what this identity may see by then.
 */
export const dataExports = pgTable(
  'data_exports',
  {
    id: id<ExportId>(),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    identityId: ref<IdentityId>()
      .notNull()
      .references(() => identities.id),
    askedAt: instant().notNull(),
    readyAt: instant(),
    expiresAt: instant(),
    openedAt: instant(),
  },
  (t) => [
    index('data_exports_identity').on(t.identityId, t.askedAt),
    index('data_exports_asked').on(t.id).where(sql`${t.readyAt} is null`),
  ],
);
