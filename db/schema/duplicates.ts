import { sql } from 'drizzle-orm';
import { check, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, RequestId } from '../ids.ts';
import { accounts } from './members.ts';
import { mergeRequests } from './merges.ts';

/**
 * What the matcher has learned of the whole base, at one time: figures and names with how common they are, nothing of any one person. The newest is used; a
 * name that few bear is not kept.
 */
export const matcherModels = pgTable('matcher_models', {
  id: id<number>(),
  learnedAt: instant().notNull(),
  accounts: integer().notNull(),
  content: jsonb().$type<Record<string, unknown>>().notNull(),
});

export type PairZone = 'automatic' | 'review' | 'household';
/** `gone`: the next run no longer finds it, or one of the accounts is no longer there. */
export type PairState = 'open' | 'merged' | 'rejected' | 'undone' | 'gone';
/** Why a pair was found, in codes; no value of anybody. */
export type PairReason = { feature: string; level: string; weight: number; rare: boolean };

/**
 * Two accounts that are probably one person, or one household, as the newest run found them; a < b. What staff or an undo decided of a pair stays
 * decided, however often it is found again.
 */
export const duplicatePairs = pgTable(
  'duplicate_pairs',
  {
    id: id<number>(),
    a: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    b: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    probability: doublePrecision().notNull(),
    zone: text().$type<PairZone>().notNull(),
    reasons: jsonb().$type<PairReason[]>().notNull(),
    state: text().$type<PairState>().notNull().default('open'),
    requestId: ref<RequestId>().references(() => mergeRequests.id),
    runId: ref<number>()
      .notNull()
      .references(() => detectRuns.id),
    foundAt: instant().notNull(),
    settledAt: instant(),
  },
  (t) => [
    uniqueIndex('duplicate_pairs_pair').on(t.a, t.b),
    index('duplicate_pairs_b').on(t.b),
    index('duplicate_pairs_open').on(t.zone, t.probability).where(sql`${t.state} = 'open'`),
    index('duplicate_pairs_request').on(t.requestId),
    check('duplicate_pairs_order', sql`${t.a} < ${t.b}`),
    check('duplicate_pairs_zone', sql`${t.zone} in ('automatic', 'review', 'household')`),
    check('duplicate_pairs_state', sql`${t.state} in ('open', 'merged', 'rejected', 'undone', 'gone')`),
  ],
);

/** One look over the whole base. `step` says how far it came; a run that was cut off is begun again from there. */
export const detectRuns = pgTable(
  'detect_runs',
  {
    id: id<number>(),
    startedAt: instant().notNull(),
    endedAt: instant(),
    step: text().notNull(),
    accounts: integer().notNull().default(0),
    compared: integer().notNull().default(0),
    automatic: integer().notNull().default(0),
    review: integer().notNull().default(0),
    households: integer().notNull().default(0),
    merged: integer().notNull().default(0),
    leasedUntil: instant(),
    failure: text(),
  },
  (t) => [uniqueIndex('detect_runs_one').on(sql`(${t.endedAt} is null)`).where(sql`${t.endedAt} is null`)],
);
