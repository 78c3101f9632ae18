import { and, count, desc, eq, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { type Certainty, duplicatePairs, type Lesson, matcherModels } from '../../db/schema/duplicates.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { type Context, inTransaction } from '../context.ts';
import { mergeSure, nextAutomatic } from './automatic.ts';
import { binned, binOf } from './certainty.ts';
import { decidedPairs, settleDecided } from './decided.ts';
import type { Step } from './find.ts';
import type { Finder, Found } from './finder.ts';
import { countWaitingInShop, waitingByCertainty } from './queue.ts';
import { readMembers } from './readMembers.ts';
import { type DetectRun, endRun, keepRun } from './runs.ts';
import { duplicateSettings } from './settings.ts';
import { keepLearned } from './stored.ts';
import { type Candidate, closeGone, inOrder, type Weighed, weigh, writePairs } from './write.ts';

/** How far a look over the base has come. */
export type Progress =
  | { step: 'reading'; accounts: number }
  | { step: Step }
  | { step: 'writing'; pairs: number; of: number }
  | { step: 'merging'; merged: number };

/** What a look over the base would find. */
export type Counts = { accounts: number; compared: number; automatic: number; review: number; households: number };

/** What a look stands on: a finder, the time as it passes (a look over a large base takes minutes), and who hears how far it is. */
export type Looking = { finder: Finder; clock: () => Date; progress?: (progress: Progress) => void };

const pageSize = 2_000;
const pairsAtOnce = 500;
const modelsKept = 5;

/**
 * Looks over the whole base, keeps what it finds, and merges the sure pairs. `run` is held by `claimRun`. Whatever it is cut off by, whoever takes the run up
 * again comes to the same: reading and finding write nothing, keeping a pair twice is keeping it once, and a merge is one transaction.
 */
export async function detectDuplicates(context: Context, run: DetectRun, looking: Looking): Promise<void> {
  const { progress = () => {}, clock } = looking;
  const at = () => ({ ...context, now: clock() });
  if (run.step !== 'merging') await findAndKeep(at, run, looking);
  let merged = 0;
  for (;;) {
    await keepRun(at(), run);
    const { merges } = await duplicateSettings(context.db);
    const pairs = merges ? await nextAutomatic(context.db) : [];
    for (const pair of pairs) {
      await mergeSure(at(), { ...run, modelId: run.modelId ?? (await newestModel(context.db)) }, pair);
      progress({ step: 'merging', merged: ++merged });
    }
    if (pairs.length === 0) break;
  }
  await inTransaction(at(), async (inside) => endRun(inside, run, await figuresOf(inside, run)));
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
    await keepLearned(inside.db, inside.now, accounts, found.learned);
    run.modelId = await newestModel(inside.db);
    await forgetModels(inside.db);
    run.certainty = certaintyOf(found);
    const { modelId, certainty } = run;
    await keepRun(inside, run, { step: 'merging', modelId, certainty, lesson: lessonOf(found, decisions) });
  });
}

/** Reads everybody and finds; rows of the finder are the places of `accountIds`, which grow. */
async function look(
  db: Database,
  { finder, progress = () => {} }: Looking,
  keep: (step: 'reading' | 'finding') => Promise<void>,
): Promise<{ accountIds: AccountId[]; found: Found }> {
  const accountIds: AccountId[] = [];
  let page = await readMembers(db, 0, pageSize);
  while (page.length > 0) {
    for (const { accountId } of page) accountIds.push(accountId);
    const isLast = page.length < pageSize;
    [page] = await Promise.all([
      isLast ? [] : readMembers(db, accountIds.at(-1) as AccountId, pageSize),
      finder.add(page.map(({ values }) => values)),
    ]);
    await keep('reading');
    progress({ step: 'reading', accounts: accountIds.length });
  }
  await keep('finding');
  const { target } = await duplicateSettings(db);
  const decisions = (await decidedPairs(db)).flatMap(({ a, b, same }) => {
    const [one, other] = [rowOf(accountIds, a), rowOf(accountIds, b)];
    return one < 0 || other < 0 ? [] : [{ one, other, same }];
  });
  let kept = Promise.resolve();
  const found = await finder.find({ target, decisions }, (step) => {
    progress({ step });
    // A large base may be searched for longer than a lease lasts.
    kept = kept.then(() => keep('finding'));
    // Why it could not be kept is told when the search is done.
    kept.catch(() => {});
  });
  await kept;
  return { accountIds, found };
}

/** What was found, weighed piece by piece; the next piece is weighed while its reader still keeps this one. */
async function* weighedOf(
  db: Database,
  finder: Finder,
  accountIds: AccountId[],
  found: Found,
  clock: () => Date,
): AsyncIterable<Weighed[]> {
  const weighedFrom = async (from: number): Promise<Weighed[]> => {
    const pairs = (await finder.pairs(from, pairsAtOnce)).map(
      ({ one, other, ...pair }): Candidate => ({
        ...pair,
        ...inOrder(accountIds[one] as AccountId, accountIds[other] as AccountId),
      }),
    );
    return weigh(db, pairs, clock());
  };
  let next = weighedFrom(0);
  for (let from = 0; from < found.pairs; from += pairsAtOnce) {
    const weighed = await next;
    next = from + pairsAtOnce < found.pairs ? weighedFrom(from + pairsAtOnce) : Promise.resolve([]);
    // Why it failed is told when its turn comes; a reader that stops before has its own reason.
    next.catch(() => {});
    yield weighed;
  }
}

/** The place of a number in a growing list; -1 when it is not there. */
function rowOf(accountIds: AccountId[], accountId: AccountId): number {
  let [low, high] = [0, accountIds.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = accountIds[middle] as AccountId;
    if (found === accountId) return middle;
    if (found < accountId) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function certaintyOf({ learned, ladder }: Found): Certainty {
  return { ...learned.thresholds, ladder };
}

function lessonOf({ tuning, learned }: Found, decisions: number): Lesson | null {
  if (!tuning) return null;
  const names = [...learned.features, 'place'];
  return { decisions, weights: Object.fromEntries(tuning.weights.map((weight, index) => [names[index], weight])) };
}

async function newestModel(db: Database): Promise<number | null> {
  const [row] = await db.select({ id: matcherModels.id }).from(matcherModels).orderBy(desc(matcherModels.id)).limit(1);
  return row?.id ?? null;
}

async function forgetModels(db: Database): Promise<void> {
  const newest = db
    .select({ id: matcherModels.id })
    .from(matcherModels)
    .orderBy(desc(matcherModels.id))
    .limit(modelsKept);
  await db.delete(matcherModels).where(lt(matcherModels.id, sql`(select min(id) from (${newest}) n)`));
}

/** What a run came to, counted from what stands. */
async function figuresOf({ db, now }: Context, run: DetectRun) {
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
