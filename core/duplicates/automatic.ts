import { and, asc, desc, eq } from 'drizzle-orm';
import type { Database } from '../../db/open.ts';
import { duplicatePairs } from '../../db/schema/duplicates.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Context, inTransaction } from '../context.ts';
import { type Profile, profileOf } from '../members/profile.ts';
import { lockStructure } from '../merges/component.ts';
import { deadlines } from '../merges/deadlines.ts';
import { closeTwins } from '../merges/decide.ts';
import { joinAccounts } from '../merges/merge.ts';
import { figuresOf, tellMerged } from '../merges/merged.ts';
import { draw, type MergeRequest } from '../merges/waiting.ts';
import { groundsOf } from './grounds.ts';
import { type DetectRun, keepRun } from './runs.ts';
import { duplicateSettings } from './settings.ts';
import { sidesOf } from './sides.ts';
import { standingOf } from './standing.ts';
import { gone, mayMerge } from './write.ts';

export type KeptPair = typeof duplicatePairs.$inferSelect;

const batchSize = 50;

/** The next sure pairs that wait to be merged, surest first. */
export async function nextAutomatic(db: Database): Promise<KeptPair[]> {
  return db
    .select()
    .from(duplicatePairs)
    .where(and(eq(duplicatePairs.state, 'open'), eq(duplicatePairs.zone, 'automatic')))
    .orderBy(desc(duplicatePairs.probability), asc(duplicatePairs.id))
    .limit(batchSize);
}

/** Leaves a sure pair that could not be merged to staff, so that it holds up no other; while the run is ours. */
export async function leaveToStaff(context: Context, run: DetectRun, { id }: KeptPair): Promise<void> {
  await inTransaction(context, async (inside) => {
    await keepRun(inside, run);
    await change(inside, id, { zone: 'review' });
  });
}

/**
 * Merges one sure pair, if what is true now still allows it; else leaves it to staff, or to the next night where a card has changed since. It joins the person
 * for all figures and for the cap, and opens nothing: seeing and spending across wait for the member's own yes. Everybody who can be reached
 * over either card is told, with the way to say that it was not them.
 */
export async function mergeSure(context: Context, run: DetectRun, { id, a, b, probability }: KeptPair): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, now } = inside;
    await lockStructure(db, [a, b]);
    const [standing] = await standingOf(db, [{ a, b }], now);
    const profiles = await profileOf(db, [a, b]);
    const [one, other] = [profiles.get(a) ?? {}, profiles.get(b) ?? {}];
    const isOver = !standing || standing.isOne || standing.settled || changedSince(run.startedAt, one, other);
    const grounds = groundsOf(one, other, standing?.sameLine ?? false);
    if (isOver) return void (await change(inside, id, gone(now)));
    const { cardsMax } = await duplicateSettings(db);
    if (!grounds || !mayMerge(standing, cardsMax)) return void (await change(inside, id, { zone: 'review' }));
    if (!(await change(inside, id, { state: 'merged', settledAt: now }))) return;
    const request = await approvedRequest(inside, { a, b });
    await change(inside, id, { requestId: request.id }, 'merged');
    const figures = await figuresOf(db, request.requesterAccountId, request.targetAccountId ?? a, now);
    const { edgeId } = await joinAccounts(inside, { requestId: request.id, a, b, how: 'none' });
    await closeTwins(inside, a);
    await audit(inside, {
      action: 'duplicates.merged',
      subject: `request:${request.id}`,
      accountId: request.requesterAccountId,
      facts: { edgeId, pairId: id, runId: run.id, modelId: run.modelId, probability, grounds },
    });
    await tellMerged(inside, request, edgeId, figures);
  });
}

/** What the matcher has read is no longer what is on the card. */
function changedSince(at: Date, ...profiles: Profile[]): boolean {
  return profiles.some((profile) => Object.values(profile).some(({ recordedAt }) => recordedAt > at));
}

/** True when the pair was still as expected: of two who decide it, one gets the row. */
async function change(
  { db }: Context,
  id: KeptPair['id'],
  to: Partial<KeptPair>,
  from: KeptPair['state'] = 'open',
): Promise<boolean> {
  const changed = await db
    .update(duplicatePairs)
    .set(to)
    .where(and(eq(duplicatePairs.id, id), eq(duplicatePairs.state, from)))
    .returning({ id: duplicatePairs.id });
  return changed.length > 0;
}

/** A request that nobody had to decide: the edge needs its reason, and an undo its deciding store. */
async function approvedRequest({ db, now }: Context, pair: Pick<KeptPair, 'a' | 'b'>): Promise<MergeRequest> {
  const { requester, target, storeId } = await sidesOf(db, pair);
  const [request] = await db
    .insert(mergeRequests)
    .values({
      ...{ origin: 'matcher', state: 'approved', requesterAccountId: requester, targetAccountId: target, storeId },
      ...(await draw(db, requester, target, null)),
      ...{ createdAt: now, decidedAt: now, expiresAt: daysLater(now, deadlines.expireDays) },
    })
    .returning();
  return request as MergeRequest;
}
