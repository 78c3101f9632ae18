import { and, eq, gt, inArray, isNotNull } from 'drizzle-orm';
import type { PairId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { duplicatePairs } from '../../db/schema/duplicates.ts';
import { profileValues } from '../../db/schema/members.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { mayDecideOnRecord } from '../merges/authority.ts';
import { componentOf } from '../merges/component.ts';
import { tellConcerned } from '../merges/contacts.ts';
import { deadlines, hoursLater, openHoursLater } from '../merges/deadlines.ts';
import type { Epochs } from '../merges/deciding.ts';
import { openRequestOf } from '../merges/requests.ts';
import { draw } from '../merges/waiting.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import type { Seen } from './queue.ts';
import { type Sides, sidesOf } from './sides.ts';
import { standingOf } from './standing.ts';

type KeptPair = typeof duplicatePairs.$inferSelect;

const laterDays = 14;
/** Whoever approves from the list does so at once: only a request that still waits then is told to the members. */
const toldMinutes = 10;

/**
 * Makes a pair a request of the matcher, which is then decided like any other (`approveRequest`). Twice is once. `seen` is how the two
 * stood when they were shown. Refuses not_found, not_staff, not_yours, about_yourself, request_closed for a pair that is decided, already_one, request_open
 * {requestId} where somebody else asks already, and preview_stale when the persons are others since, or something has been said of either since it was shown or ordered.
 */
export async function askForPair(
  context: Context<StaffActor>,
  { pairId, seen }: { pairId: PairId; seen?: Seen },
): Promise<{ requestId: RequestId; epochs: Epochs }> {
  const { sides } = await mayDecidePair(context, pairId);
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const pair = await lockPair(inside, pairId);
    const [known] = pair.requestId
      ? await db.select().from(mergeRequests).where(eq(mergeRequests.id, pair.requestId))
      : [];
    if (known?.state === 'waiting') return asked(known);
    const [standing] = await standingOf(db, [pair], now);
    if (!standing) throw new Refusal('not_found');
    if (standing.isOne) throw new Refusal('already_one');
    const drawn = await draw(db, sides.requester, sides.target, null);
    const isSame = !seen || (seen.requester === drawn.requesterEpoch && seen.target === drawn.targetEpoch);
    if (!isSame || (await isSaidSince(db, pair, seen))) throw new Refusal('preview_stale');
    const [request] = await db
      .insert(mergeRequests)
      .values({
        ...{ origin: 'matcher', state: 'waiting', storeId: sides.storeId, createdAt: now, provedAt: now },
        ...{ requesterAccountId: sides.requester, targetAccountId: sides.target },
        ...drawn,
        remindAt: openHoursLater(now, deadlines.remindHours),
        escalateAt: hoursLater(now, deadlines.escalateHours),
        expiresAt: daysLater(now, deadlines.expireDays),
      })
      .onConflictDoNothing()
      .returning();
    if (!request || standing.asked) {
      const open = await openRequestOf(db, sides.requester);
      throw new Refusal('request_open', { requestId: open?.requestId });
    }
    await db.update(duplicatePairs).set({ requestId: request.id }).where(eq(duplicatePairs.id, pairId));
    await audit(inside, {
      action: 'request.made',
      subject: `request:${request.id}`,
      accountId: sides.requester,
      facts: { pairId, probability: pair.probability },
    });
    await tellAsked(inside, request.id, sides);
    return asked(request);
  });
}

function asked({ id, requesterEpoch, targetEpoch }: typeof mergeRequests.$inferSelect) {
  return { requestId: id, epochs: { requester: requesterEpoch ?? 0, target: targetEpoch ?? 0 } };
}

async function tellAsked(context: Context, requestId: RequestId, { requester, target }: Sides): Promise<void> {
  const { db, now } = context;
  await tell(
    context,
    { topic: 'slack', message: { show: 'request', requestId } },
    `request:${requestId}:waiting:slack`,
  );
  const persons = [await componentOf(db, target), await componentOf(db, requester)];
  const about = { template: 'request_about_you', requestId } as const;
  const everybody = persons.flatMap(({ accountIds }) => accountIds);
  const dueAt = new Date(now.getTime() + toldMinutes * 60_000);
  await tellConcerned(context, about, everybody, `request:${requestId}:about`, null, dueAt);
}

/** Whether members are still to hear of a request: one that staff decided at once, from the list, is told by what came of it. */
export async function isStillAsked(db: Database, requestId: RequestId): Promise<boolean> {
  const [request] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
  return request?.origin !== 'matcher' || request.state === 'waiting';
}

/** The two are not one person, and are not shown again. Refuses like `askForPair`; a pair that is asked for is decided by its request. */
export async function rejectPair(context: Context<StaffActor>, { pairId }: { pairId: PairId }): Promise<void> {
  await mayDecidePair(context, pairId);
  await inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const { a, requestId } = await lockPair(inside, pairId);
    const [request] = requestId ? await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId)) : [];
    if (request?.state === 'waiting') throw new Refusal('request_open', { requestId: request.id });
    await db
      .update(duplicatePairs)
      .set({
        state: 'rejected',
        settledAt: now,
        settledByStaffId: actor.staffId,
        orderedAt: null,
        orderedByStaffId: null,
      })
      .where(eq(duplicatePairs.id, pairId));
    await audit(inside, { action: 'pair.rejected', subject: `pair:${pairId}`, accountId: a });
  });
}

/** あとで: the pair is out of sight for two weeks. */
export async function postponePair(context: Context<StaffActor>, { pairId }: { pairId: PairId }): Promise<void> {
  await mayDecidePair(context, pairId);
  await inTransaction(context, async (inside) => {
    await lockPair(inside, pairId);
    const { db, now } = inside;
    await db
      .update(duplicatePairs)
      .set({ laterUntil: daysLater(now, laterDays) })
      .where(eq(duplicatePairs.id, pairId));
    await audit(inside, { action: 'pair.postponed', subject: `pair:${pairId}` });
  });
}

/** Takes back that a pair is to be approved with others, where that could not be done: it waits in the list as before. */
export async function dropOrder(context: Context, pairId: PairId, why: string): Promise<void> {
  await inTransaction(context, async (inside) => {
    const dropped = await inside.db
      .update(duplicatePairs)
      .set({ orderedAt: null, orderedByStaffId: null })
      .where(and(eq(duplicatePairs.id, pairId), isNotNull(duplicatePairs.orderedAt)))
      .returning({ id: duplicatePairs.id });
    if (dropped.length === 0) return;
    await audit(inside, { action: 'pair.order_dropped', subject: `pair:${pairId}`, reason: why });
  });
}

/** Who may decide a pair: the store of the older card, or headquarters. Whoever is refused is written down. */
async function mayDecidePair(context: Context<StaffActor>, pairId: PairId): Promise<{ sides: Sides }> {
  const [pair] = await context.db.select().from(duplicatePairs).where(eq(duplicatePairs.id, pairId));
  if (!pair) throw new Refusal('not_found');
  const sides = await sidesOf(context.db, pair);
  await mayDecideOnRecord(context, `pair:${pairId}`, sides.storeId, [pair.a, pair.b]);
  return { sides };
}

/** Whether anything was said of one of the two since they were shown, or since somebody ordered them: then what speaks for it may speak no more. */
async function isSaidSince(db: Database, { a, b, orderedAt }: KeptPair, seen?: Seen): Promise<boolean> {
  const after = seen ? gt(profileValues.id, seen.said) : orderedAt && gt(profileValues.recordedAt, orderedAt);
  if (!after) return false;
  const [row] = await db
    .select({ id: profileValues.id })
    .from(profileValues)
    .where(and(inArray(profileValues.accountId, [a, b]), after))
    .limit(1);
  return row !== undefined;
}

async function lockPair({ db }: Context, pairId: PairId): Promise<KeptPair> {
  const [pair] = await db.select().from(duplicatePairs).where(eq(duplicatePairs.id, pairId)).for('update');
  if (!pair) throw new Refusal('not_found');
  if (pair.state !== 'open') throw new Refusal('request_closed', { state: pair.state });
  return pair;
}
