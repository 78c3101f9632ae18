import { and, count, eq, ne, type SQL, sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/open.ts';
import { type Certainty, duplicatePairs } from '../../db/schema/duplicates.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import type { Context } from '../context.ts';
import { binned, binOf } from './certainty.ts';
import { countWaitingInShop, waitingByCertainty } from './queue.ts';
import type { DetectRun } from './runs.ts';

/** What a run came to, counted from what stands. */
export async function runFigures({ db, now }: Context, run: DetectRun) {
  const ofState = (state: 'open' | 'merged', more: SQL) => and(eq(duplicatePairs.state, state), more);
  const of = async (which: SQL | undefined) => {
    const [row] = await db
      .select({ found: count() })
      .from(duplicatePairs)
      .leftJoin(mergeRequests, eq(mergeRequests.id, duplicatePairs.requestId))
      .where(which);
    return row?.found ?? 0;
  };
  const byMachine = sql`${mergeRequests.decidedByStaffId} is null and ${mergeRequests.decidedAt} >= ${run.startedAt.toISOString()}::timestamptz`;
  return {
    fresh: await of(
      ofState('open', sql`${ne(duplicatePairs.zone, 'household')} and ${eq(duplicatePairs.foundAt, run.startedAt)}`),
    ),
    review: await countWaitingInShop(db, now),
    households: await of(ofState('open', eq(duplicatePairs.zone, 'household'))),
    merged: await of(ofState('merged', byMachine)),
    ...(run.certainty && { certainty: await countedBy(db, now, run, run.certainty) }),
  };
}

/** How certain those are that were merged, and those that wait. */
async function countedBy(db: Database, now: Date, { startedAt }: DetectRun, certainty: Certainty): Promise<Certainty> {
  const merged = await rowsOf<{ bin: number; n: number }>(
    db,
    sql`select ${binOf} as bin, count(*)::int as n from duplicate_pairs p join merge_requests r on r.id = p.request_id
      where p.state = 'merged' and r.decided_by_staff_id is null and r.decided_at >= ${startedAt.toISOString()}::timestamptz group by 1`,
  );
  const sure = await countWaitingInShop(db, now, certainty.automatic);
  return { ...certainty, merged: binned(merged), waiting: await waitingByCertainty(db, now), sure };
}
