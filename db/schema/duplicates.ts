import { sql } from 'drizzle-orm';
import { check, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, DetectRunId, PairId, RequestId, StaffId } from '../ids.ts';
import { accounts } from './members.ts';
import { mergeRequests } from './merges.ts';
import { staff } from './shop.ts';

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
 * Two accounts that are probably one person, or one household, as the newest run or look found them; a < b. What staff or an undo decided of a pair stays
 * decided, however often it is found again. `automatic` are only those that a machine may merge; it does so in the same run.
 */
export const duplicatePairs = pgTable(
  'duplicate_pairs',
  {
    id: id<PairId>(),
    a: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    b: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    probability: doublePrecision().notNull(),
    zone: text().$type<PairZone>().notNull(),
    reasons: jsonb().$type<PairReason[]>().notNull(),
    /** Points that both persons held when the pair was found. */
    points: integer().notNull().default(0),
    state: text().$type<PairState>().notNull().default('open'),
    /** How it is, or was, decided; a pair that staff rejected in the list has none. */
    requestId: ref<RequestId>().references(() => mergeRequests.id),
    /** The run that found it; null when it was found at a registration or a change of profile. */
    runId: ref<DetectRunId>().references(() => detectRuns.id),
    foundAt: instant().notNull(),
    settledAt: instant(),
    settledByStaffId: ref<StaffId>().references(() => staff.id),
    /** Staff want to see it again from then on. */
    laterUntil: instant(),
    /** Somebody approved it together with many others; the tick works through them. */
    orderedByStaffId: ref<StaffId>().references(() => staff.id),
    orderedAt: instant(),
  },
  (t) => [
    uniqueIndex('duplicate_pairs_pair').on(t.a, t.b),
    index('duplicate_pairs_b').on(t.b),
    index('duplicate_pairs_open').on(t.zone, t.probability).where(sql`${t.state} = 'open'`),
    index('duplicate_pairs_request').on(t.requestId),
    index('duplicate_pairs_ordered').on(t.id).where(sql`${t.orderedAt} is not null`),
    check('duplicate_pairs_order', sql`${t.a} < ${t.b}`),
    check('duplicate_pairs_zone', sql`${t.zone} in ('automatic', 'review', 'household')`),
    check('duplicate_pairs_state', sql`${t.state} in ('open', 'merged', 'rejected', 'undone', 'gone')`),
  ],
);

export type DetectStep = 'reading' | 'finding' | 'writing' | 'merging' | 'done';
/** What decisions have taught: how many there were, and how much each kind of evidence counts since, 1 as before. */
export type Lesson = { decisions: number; weights: Record<string, number> };

/**
 * How certain the pairs of a run were. From `automatic` on they are sure, from `review` on shown; `ladder` says from which probability on they would be sure
 * for other shares that must be right. `merged` and `waiting` count pairs by `certainty.ts`, when the run has ended; `sure` are those of the waiting from `automatic` on.
 */
export type Certainty = {
  automatic: number;
  review: number;
  ladder: [target: number, automatic: number][];
  merged?: number[];
  waiting?: number[];
  sure?: number;
};

/**
 * One look over the whole base. `step` says how far it came: whoever takes up a run that was cut off finds anew what was not written, and goes on
 * merging where it stopped. `attempt` tells its workers apart: only the newest may write.
 */
export const detectRuns = pgTable(
  'detect_runs',
  {
    id: id<DetectRunId>(),
    startedAt: instant().notNull(),
    endedAt: instant(),
    step: text().$type<DetectStep>().notNull(),
    attempt: integer().notNull().default(1),
    accounts: integer().notNull().default(0),
    compared: integer().notNull().default(0),
    /** Pairs found for the first time. */
    fresh: integer().notNull().default(0),
    review: integer().notNull().default(0),
    households: integer().notNull().default(0),
    merged: integer().notNull().default(0),
    modelId: ref<number>(),
    lesson: jsonb().$type<Lesson>(),
    certainty: jsonb().$type<Certainty>(),
    leasedUntil: instant(),
    failure: text().$type<'gave_up'>(),
  },
  (t) => [
    uniqueIndex('detect_runs_one').on(sql`(${t.endedAt} is null)`).where(sql`${t.endedAt} is null`),
    check('detect_runs_step', sql`${t.step} in ('reading', 'finding', 'writing', 'merging', 'done')`),
  ],
);

/** Accounts of which something new was said and that nobody has looked up since: a row for everybody, whoever else there is. */
export const lookups = pgTable('lookups', {
  id: id<number>(),
  accountId: ref<AccountId>()
    .notNull()
    .unique()
    .references(() => accounts.id),
  askedAt: instant().notNull(),
});
