import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { duplicatePairs, type PairReason, type PairZone } from '../../db/schema/duplicates.ts';
import { profileOf } from '../members/profile.ts';
import { type Grounds, groundsOf } from './grounds.ts';
import type { DetectRun } from './runs.ts';
import { duplicateSettings } from './settings.ts';
import { type Pair, type Standing, standingOf } from './standing.ts';

/** A pair by its accounts, as the matcher found it. */
export type Candidate = Pair & { probability: number; zone: PairZone; reasons: PairReason[] };

/** A pair as it is kept, with what is on record of it. */
export type Weighed = Candidate & { points: number };

/**
 * Holds what was found against what is on record: pairs that are one person already, or that the shop has decided, are left out; a machine acts only on
 * grounds, and never within a household. The same for the same base.
 */
export async function weigh(db: Database, found: Candidate[], now: Date): Promise<Weighed[]> {
  const { cardsMax } = await duplicateSettings(db);
  const standings = new Map((await standingOf(db, found, now)).map((one) => [`${one.a}-${one.b}`, one]));
  const sure = found.filter(({ zone }) => zone === 'automatic').flatMap(({ a, b }) => [a, b]);
  const profiles = await profileOf(db, [...new Set(sure)]);
  return found.flatMap((candidate): Weighed[] => {
    const { a, b, zone } = candidate;
    const standing = standings.get(`${a}-${b}`);
    if (!standing || standing.isOne || standing.settled) return [];
    const grounds = groundsOf(profiles.get(a) ?? {}, profiles.get(b) ?? {}, standing.sameLine);
    const { points } = standing;
    if (standing.ofHousehold) return [{ ...candidate, zone: 'household', points }];
    const isReview = zone === 'automatic' && !mayMerge(standing, grounds, cardsMax);
    return [{ ...candidate, zone: isReview ? 'review' : zone, points }];
  });
}

/** Whether a machine may merge two of whom the matcher is sure, into a person of no more than `cardsMax` cards. Pure. */
export function mayMerge(
  standing: Omit<Standing, keyof Pair | 'points' | 'sameLine'>,
  grounds: Grounds,
  cardsMax: number,
): boolean {
  const { isOne, settled, asked, ofHousehold, likeHousehold, frozen, cards } = standing;
  const barred = isOne || settled || asked || ofHousehold || likeHousehold || frozen;
  return grounds !== undefined && !barred && cards <= cardsMax;
}

/** Keeps pairs of a run: new ones, and those that nobody has decided. What was decided stays as it is. */
export async function writePairs(db: Database, run: DetectRun, pairs: Weighed[]): Promise<void> {
  if (pairs.length === 0) return;
  const wasGone = sql`${duplicatePairs.state} = 'gone'`;
  await db
    .insert(duplicatePairs)
    .values(pairs.map((pair) => ({ ...pair, runId: run.id, foundAt: run.startedAt })))
    .onConflictDoUpdate({
      target: [duplicatePairs.a, duplicatePairs.b],
      set: {
        probability: sql`excluded.probability`,
        zone: sql`excluded.zone`,
        reasons: sql`excluded.reasons`,
        points: sql`excluded.points`,
        runId: run.id,
        state: 'open',
        foundAt: sql`case when ${wasGone} then excluded.found_at else ${duplicatePairs.foundAt} end`,
        settledAt: null,
      },
      setWhere: inArray(duplicatePairs.state, ['open', 'gone']),
    });
}

/** What a run did not find again is gone. */
export async function closeGone(db: Database, run: DetectRun, now: Date): Promise<void> {
  await db
    .update(duplicatePairs)
    .set({ state: 'gone', settledAt: now, orderedAt: null, orderedByStaffId: null })
    .where(and(eq(duplicatePairs.state, 'open'), ne(duplicatePairs.runId, run.id)));
}

/** Two accounts in the order in which a pair names them. */
export function inOrder(one: AccountId, other: AccountId): Pair {
  return one < other ? { a: one, b: other } : { a: other, b: one };
}
