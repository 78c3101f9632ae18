import type { PairId } from '../../db/ids.ts';
import type { Certainty, Lesson } from '../../db/schema/duplicates.ts';
import { type Context, inTransaction } from '../context.ts';
import { leaveToStaff, mergeSure, nextAutomatic } from './automatic.ts';
import { decidedPairs, settleDecided } from './decided.ts';
import type { Found } from './finder.ts';
import { type Looking, look, pairsAtOnce, weighedOf } from './look.ts';
import { runFigures } from './runFigures.ts';
import { type DetectRun, endRun, keepRun } from './runs.ts';
import { duplicateSettings } from './settings.ts';
import { keepLearned } from './stored.ts';
import { closeGone, writePairs } from './write.ts';

/** So many sure pairs in a row that cannot be merged are no fault of theirs. */
const failedInRowMax = 3;

/** What a look over the base would find. */
export type Counts = { accounts: number; compared: number; automatic: number; review: number; households: number };

/**
 * Looks over the whole base, keeps what it finds, and merges the sure pairs. `run` is held by `claimRun`. Whatever it is cut off by, whoever takes the run up
 * again comes to the same: reading and finding write nothing, keeping a pair twice is keeping it once, and a merge is one transaction. Throws where
 * one sure pair after the other cannot be merged.
 */
export async function detectDuplicates(context: Context, run: DetectRun, looking: Looking): Promise<void> {
  const { progress = () => {}, attempt = always, clock } = looking;
  const at = () => ({ ...context, now: clock() });
  if (run.step !== 'merging') await findAndKeep(at, run, looking);
  let [merged, failedInRow] = [0, 0];
  for (;;) {
    await keepRun(at(), run);
    const { merges } = await duplicateSettings(context.db);
    const pairs = merges ? await nextAutomatic(context.db) : [];
    for (const pair of pairs) {
      if (await attempt(pair.id, () => mergeSure(at(), run, pair))) {
        failedInRow = 0;
        progress({ step: 'merging', merged: ++merged });
        continue;
      }
      await leaveToStaff(at(), run, pair);
      if (++failedInRow === failedInRowMax) throw new Error(`${failedInRow} sure pairs in a row could not be merged`);
    }
    if (pairs.length === 0) break;
  }
  await inTransaction(at(), async (inside) => endRun(inside, run, await runFigures(inside, run)));
}

async function always(_: PairId, merge: () => Promise<void>): Promise<true> {
  await merge();
  return true;
}

/** The same look, of which nothing is kept. */
export async function countDuplicates(context: Context, { finder, clock, progress }: Looking): Promise<Counts> {
  const { db } = context;
  const { accountIds, found } = await look(db, { finder, clock, ...(progress && { progress }) }, async () => {});
  const counts = { accounts: accountIds.length, compared: found.compared, automatic: 0, review: 0, households: 0 };
  for await (const pairs of weighedOf(db, finder, accountIds, found, clock)) {
    for (const { zone } of pairs) counts[zone === 'household' ? 'households' : zone]++;
  }
  return counts;
}

async function findAndKeep(at: () => Context, run: DetectRun, looking: Looking): Promise<void> {
  const { db } = at();
  const { finder, clock, progress = () => {} } = looking;
  await settleDecided(db);
  const { accountIds, found } = await look(db, looking, (step) => keepRun(at(), run, { step }));
  const decisions = found.tuning ? (await decidedPairs(db)).length : 0;
  const accounts = accountIds.length;
  await keepRun(at(), run, { step: 'writing', accounts, compared: found.compared });
  let written = 0;
  for await (const pairs of weighedOf(db, finder, accountIds, found, clock)) {
    await inTransaction(at(), async (inside) => {
      await keepRun(inside, run);
      await writePairs(inside.db, run, pairs);
    });
    written = Math.min(found.pairs, written + pairsAtOnce);
    progress({ step: 'writing', pairs: written, of: found.pairs });
  }
  await inTransaction(at(), async (inside) => {
    await closeGone(inside.db, run, inside.now);
    run.modelId = await keepLearned(inside.db, inside.now, accounts, found.learned);
    run.certainty = certaintyOf(found);
    const { modelId, certainty } = run;
    await keepRun(inside, run, { step: 'merging', modelId, certainty, lesson: lessonOf(found, decisions) });
  });
}

function certaintyOf({ learned, ladder }: Found): Certainty {
  return { ...learned.thresholds, ladder };
}

function lessonOf({ tuning, learned }: Found, decisions: number): Lesson | null {
  if (!tuning) return null;
  const names = [...learned.features, 'place'];
  return { decisions, weights: Object.fromEntries(tuning.weights.map((weight, index) => [names[index], weight])) };
}
