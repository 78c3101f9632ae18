import { and, desc, eq, gte, isNotNull, lt, ne } from 'drizzle-orm';
import type { DetectRunId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type Certainty, detectRuns, duplicatePairs } from '../../db/schema/duplicates.ts';
import { weigh } from './write.ts';
import { isAlike } from './zones.ts';

/** What the newest look would have merged, had it had to be right with each share; `was` is what it found sure. */
export type LastRun = { at: Date; was: number; would: { target: number; sure: number }[] };

/** So many pairs beyond the sure ones are weighed anew; a target that would take in more is left out. */
const weighedMost = 500;

/**
 * Holds other targets against the pairs of the newest look as they are kept. What it found sure is counted as it was; what a lower target would add is weighed by
 * what is on record now. Undefined when the newest look left nothing to tell by.
 */
export async function lastRun(db: Database, now: Date): Promise<LastRun | undefined> {
  const [run] = await db
    .select()
    .from(detectRuns)
    .where(isNotNull(detectRuns.endedAt))
    .orderBy(desc(detectRuns.id))
    .limit(1);
  if (!run?.certainty || run.failure) return undefined;
  const { certainty, id: runId, startedAt: at } = run;
  const sure = await sureOf(db, runId);
  const more = await moreOf(db, runId, certainty, now);
  const would = certainty.ladder.flatMap(([target, automatic]) => {
    if (automatic < certainty.automatic && !more) return [];
    return [{ target, sure: [...sure, ...(more ?? [])].filter((probability) => probability >= automatic).length }];
  });
  return { at, was: sure.length, would };
}

async function sureOf(db: Database, runId: DetectRunId): Promise<number[]> {
  const rows = await db
    .select({ probability: duplicatePairs.probability })
    .from(duplicatePairs)
    .where(
      and(eq(duplicatePairs.runId, runId), eq(duplicatePairs.zone, 'automatic'), ne(duplicatePairs.state, 'gone')),
    );
  return rows.map(({ probability }) => probability);
}

/** Pairs below what was sure that the lowest target would take in; undefined when they are too many to weigh. */
async function moreOf(
  db: Database,
  runId: DetectRunId,
  { automatic, ladder }: Certainty,
  now: Date,
): Promise<number[] | undefined> {
  const least = Math.min(...ladder.map(([, from]) => from));
  const rows = await db
    .select()
    .from(duplicatePairs)
    .where(
      and(
        ...[eq(duplicatePairs.runId, runId), eq(duplicatePairs.zone, 'review'), eq(duplicatePairs.state, 'open')],
        ...[gte(duplicatePairs.probability, least), lt(duplicatePairs.probability, automatic)],
      ),
    )
    .limit(weighedMost + 1);
  if (rows.length > weighedMost) return undefined;
  const alike = rows.filter(({ reasons }) => isAlike(reasons)).map((row) => ({ ...row, zone: 'automatic' as const }));
  return (await weigh(db, alike, now)).flatMap(({ zone, probability }) => (zone === 'automatic' ? [probability] : []));
}
