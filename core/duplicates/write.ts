import { and, eq, lte, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { duplicatePairs, type PairReason, type PairZone } from '../../db/schema/duplicates.ts';
import { groundedAmong } from './grounds.ts';
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
  const known = found.flatMap((candidate) => {
    const standing = standings.get(`${candidate.a}-${candidate.b}`);
    return standing && !standing.isOne && !standing.settled ? [{ candidate, standing }] : [];
  });
  const grounded = await groundedAmong(
    db,
    known.flatMap(({ candidate: { zone }, standing }) =>
      zone === 'automatic' && mayMerge(standing, cardsMax) ? [standing] : [],
    ),
  );
  return known.map(({ candidate, standing }): Weighed => {
    const [weighed, zone] = [{ ...candidate, points: standing.points }, candidate.zone];
    if (standing.ofHousehold) return { ...weighed, zone: 'household' };
    return { ...weighed, zone: zone === 'automatic' && !grounded.has(standing) ? 'review' : zone };
  });
}

/** Whether what is on record lets a machine that has grounds merge two into a person of no more than `cardsMax` cards. Pure. */
export function mayMerge(standing: Omit<Standing, keyof Pair | 'points' | 'sameLine'>, cardsMax: number): boolean {
  const { isOne, settled, asked, ofHousehold, likeHousehold, frozen, leaving, cards } = standing;
  return !(isOne || settled || asked || ofHousehold || likeHousehold || frozen || leaving) && cards <= cardsMax;
}

/** Keeps pairs of a run: new ones, and those that nobody has decided. What was decided stays as it is. */
export async function writePairs(db: Database, run: DetectRun, pairs: Weighed[]): Promise<void> {
  if (pairs.length === 0) return;
  // Sent as one value: a statement of some thousand parameters takes longer to build than to run.
  await db.execute(sql`
    insert into duplicate_pairs as kept (a, b, probability, zone, reasons, points, run_id, found_at)
    select a, b, probability, zone, reasons, points, ${run.id}, ${run.startedAt.toISOString()}::timestamptz
      from json_to_recordset(${JSON.stringify(pairs)}::json)
        as found (a bigint, b bigint, probability double precision, zone text, reasons jsonb, points int)
    on conflict (a, b) do update set probability = excluded.probability, zone = excluded.zone, reasons = excluded.reasons,
      points = excluded.points, run_id = excluded.run_id, state = 'open', settled_at = null,
      found_at = case when kept.state = 'gone' then excluded.found_at else kept.found_at end
    where kept.state in ('open', 'gone')`);
}

/** Whoever approved a pair with many others approved what was known of it then. */
export const notOrdered = { orderedAt: null, orderedByStaffId: null };

/** What a pair becomes that is no longer found. */
export function gone(now: Date) {
  return { state: 'gone', settledAt: now, ...notOrdered } as const;
}

/** What a run did not find again is gone, whoever found it; what somebody came upon since it began is left to the next one. */
export async function closeGone(db: Database, { id, startedAt }: DetectRun, now: Date): Promise<void> {
  await db
    .update(duplicatePairs)
    .set(gone(now))
    .where(
      and(
        ...[eq(duplicatePairs.state, 'open'), lte(duplicatePairs.foundAt, startedAt)],
        sql`${duplicatePairs.runId} is distinct from ${id}`,
      ),
    );
}

/** Two accounts in the order in which a pair names them. */
export function inOrder(one: AccountId, other: AccountId): Pair {
  return one < other ? { a: one, b: other } : { a: other, b: one };
}
