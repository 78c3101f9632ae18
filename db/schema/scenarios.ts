import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, EnrolmentId, IdentityId, OutboxId, ProductId } from '../ids.ts';
import { accounts, identities } from './members.ts';
import { outbox } from './plumbing.ts';
import { products } from './shop.ts';

/** What a scenario listens to, how long it waits, what must hold, and which message it sends. Data, so that a store can change it. */
export type ScenarioDefinition = {
  trigger: { fact: 'first_product_view' | 'purchase'; productCode: string };
  /** The scenario whose message must have been opened (link tapped or answered) before the trigger. */
  afterOpened?: string;
  delay: { days?: number; months?: number };
  message: string;
  sender?: 'staff_in_charge';
};

export const scenarios = pgTable(
  'scenarios',
  {
    id: id<number>(),
    code: text().notNull(),
    version: integer().notNull(),
    name: text().notNull(),
    definition: jsonb().$type<ScenarioDefinition>().notNull(),
    active: boolean().notNull().default(true),
  },
  (t) => [uniqueIndex('scenarios_version').on(t.code, t.version)],
);

export type EnrolmentState = 'waiting' | 'sent' | 'skipped';

/** One account entered one scenario by one fact (`entryKey`); due once. Written in the transaction of that fact. */
export const enrolments = pgTable(
  'enrolments',
  {
    id: id<EnrolmentId>(),
    scenarioId: ref<number>()
      .notNull()
      .references(() => scenarios.id),
    accountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    entryKey: text().notNull(),
    productId: ref<ProductId>().references(() => products.id),
    enrolledAt: instant().notNull(),
    dueAt: instant().notNull(),
    state: text().$type<EnrolmentState>().notNull(),
    reason: text(),
    settledAt: instant(),
    outboxId: ref<OutboxId>().references(() => outbox.id),
  },
  (t) => [
    uniqueIndex('enrolments_entry').on(t.scenarioId, t.accountId, t.entryKey),
    index('enrolments_due').on(t.dueAt).where(sql`${t.state} = 'waiting'`),
    index('enrolments_account').on(t.accountId),
    index('enrolments_outbox').on(t.outboxId),
    check('enrolments_state', sql`${t.state} in ('waiting', 'sent', 'skipped')`),
  ],
);

/** A link of ours in a message to one identity; its tap is the only "opened" that LINE lets us know. */
export const trackedLinks = pgTable(
  'tracked_links',
  {
    id: id<number>(),
    token: text().notNull().unique(),
    identityId: ref<IdentityId>()
      .notNull()
      .references(() => identities.id),
    enrolmentId: ref<EnrolmentId>().references(() => enrolments.id),
    target: text().notNull(),
    createdAt: instant().notNull(),
    tappedAt: instant(),
  },
  (t) => [index('tracked_links_enrolment').on(t.enrolmentId)],
);
