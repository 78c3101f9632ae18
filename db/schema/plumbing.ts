import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, InboxId, OutboxId, StaffId } from '../ids.ts';
import { staff } from './shop.ts';

export type WorkState = 'pending' | 'done' | 'dead' | 'closed';

/** What came in, stored before it was acknowledged. `eventId` is the sender's own: the same event twice is one row. */
export const inbox = pgTable(
  'inbox',
  {
    id: id<InboxId>(),
    source: text().$type<'line'>().notNull(),
    eventId: text().notNull(),
    body: jsonb().notNull(),
    receivedAt: instant().notNull(),
    dueAt: instant().notNull(),
    state: text().$type<WorkState>().notNull().default('pending'),
    attempts: integer().notNull().default(0),
    leasedUntil: instant(),
    settledAt: instant(),
    outcome: text(),
  },
  (t) => [
    uniqueIndex('inbox_event').on(t.source, t.eventId),
    index('inbox_due').on(t.dueAt).where(sql`${t.state} = 'pending'`),
    index('inbox_dead').on(t.id).where(sql`${t.state} = 'dead'`),
  ],
);

export type OutboxState = 'pending' | 'sent' | 'unknown' | 'dead' | 'dropped' | 'closed';
export type OutboxTopic = 'line' | 'slack' | 'mail' | 'sms';

/**
 * What must reach the world outside, written in the transaction that decided it. `key` makes a message once; `retryKey` is the
 * same in every try. A row holds codes and ids, and is put into words when it is delivered.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: id<OutboxId>(),
    topic: text().$type<OutboxTopic>().notNull(),
    key: text().notNull().unique(),
    message: jsonb().notNull(),
    retryKey: text().notNull(),
    createdAt: instant().notNull(),
    dueAt: instant().notNull(),
    state: text().$type<OutboxState>().notNull().default('pending'),
    attempts: integer().notNull().default(0),
    /** How many attempts, also before a retry by hand, have an outcome that nobody knows: while there is one, it may have arrived. */
    unsureTries: integer().notNull().default(0),
    firstTriedAt: instant(),
    leasedUntil: instant(),
    settledAt: instant(),
    receipt: text(),
    failure: text(),
  },
  (t) => [
    index('outbox_due').on(t.dueAt).where(sql`${t.state} = 'pending'`),
    index('outbox_dead').on(t.id).where(sql`${t.state} = 'dead'`),
    check('outbox_state', sql`${t.state} in ('pending', 'sent', 'unknown', 'dead', 'dropped', 'closed')`),
  ],
);

export const closeReasons = ['told_otherwise', 'no_longer_needed', 'cannot_be_reached'] as const;
export type CloseReason = (typeof closeReasons)[number];

/**
 * What staff did with a row of the inbox or outbox that was given up: try it again, or leave it at that. `toldAt` is when its card
 * was last told what became of a retry; while it is null somebody waits for that.
 */
export const deadLetterActs = pgTable(
  'dead_letter_acts',
  {
    id: id<number>(),
    box: text().$type<'inbox' | 'outbox'>().notNull(),
    rowId: ref<InboxId | OutboxId>().notNull(),
    act: text().$type<'retry' | 'close'>().notNull(),
    reason: text().$type<CloseReason>(),
    at: instant().notNull(),
    staffId: ref<StaffId>()
      .notNull()
      .references(() => staff.id),
    toldAt: instant(),
  },
  (t) => [
    index('dead_letter_acts_row').on(t.box, t.rowId),
    index('dead_letter_acts_open').on(t.id).where(sql`${t.act} = 'retry' and ${t.toldAt} is null`),
    check('dead_letter_acts_act', sql`${t.act} in ('retry', 'close')`),
    check('dead_letter_acts_reason', sql`(${t.act} = 'close') = (${t.reason} is not null)`),
  ],
);

/**
 * Who did what, when and why. Append-only, sealed in batches by `audit_seals`: a trigger refuses every change but one, that an erasure
 * takes the words out of a reason and leaves the row's digest.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: id<number>(),
    at: instant().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subject: text().notNull(),
    accountId: ref<AccountId>(),
    epoch: integer(),
    reason: text(),
    facts: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** What the row was sealed by, or would have been, before an erasure took the words of its reason; see core/seal.ts. */
    erasedDigest: text(),
  },
  (t) => [index('audit_entries_subject').on(t.subject), index('audit_entries_account').on(t.accountId, t.at)],
);

/** A hash chain over batches of audit rows: a changed or missing row breaks every seal after it. */
export const auditSeals = pgTable('audit_seals', {
  id: id<number>(),
  lastEntryId: ref<number>().notNull().unique(),
  digest: text().notNull(),
  sealedAt: instant().notNull(),
});

/**
 * Up to which audit row to seal next, and the transaction that noted it: once every transaction as old as `xid` has ended, no row up
 * to there can still turn up. At most one row.
 */
export const auditMarks = pgTable('audit_marks', {
  id: id<number>(),
  lastEntryId: ref<number>().notNull(),
  xid: text().notNull(),
  markedAt: instant().notNull(),
});

/** Where in Slack something of ours is shown, so that it can be drawn again for everybody. */
export const slackMessages = pgTable(
  'slack_messages',
  {
    id: id<number>(),
    subject: text().notNull(),
    channel: text().notNull(),
    ts: text().notNull(),
    postedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('slack_messages_subject').on(t.subject, t.channel),
    uniqueIndex('slack_messages_ts').on(t.channel, t.ts),
  ],
);

/** Something that may be used once until it ends: a Slack signature, a counter link, an attempt against a limit. */
export const onceTokens = pgTable(
  'once_tokens',
  {
    id: id<number>(),
    kind: text().notNull(),
    token: text().notNull(),
    usedAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [uniqueIndex('once_tokens_once').on(t.kind, t.token), index('once_tokens_end').on(t.expiresAt)],
);

/** Counts tries of something by somebody in a window of time. */
export const rateCounters = pgTable(
  'rate_counters',
  {
    id: id<number>(),
    subject: text().notNull(),
    windowStart: instant().notNull(),
    count: integer().notNull(),
  },
  (t) => [uniqueIndex('rate_counters_window').on(t.subject, t.windowStart)],
);

/** Settings of this shop that staff or the command line change while it runs. */
export const settings = pgTable('settings', {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  changedAt: instant().notNull(),
});
