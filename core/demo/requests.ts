import { eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { AccountId, EdgeId, IdentityId, RequestId } from '../../db/ids.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { outbox, rateCounters } from '../../db/schema/plumbing.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import type { Actor, Context, MemberActor, StaffActor } from '../context.ts';
import { nameOf, profileOfOne } from '../members/profile.ts';
import { startAtCounter } from '../merges/counter.ts';
import { deadlines, minutesLater } from '../merges/deadlines.ts';
import { approveRequest, cancelRequest, rejectRequest } from '../merges/decide.ts';
import { joinAccounts } from '../merges/merge.ts';
import { previewUndo } from '../merges/preview.ts';
import { codeFor, latestProof, proveRequest } from '../merges/proof.ts';
import { requestMerge } from '../merges/requestMerge.ts';
import { undoMerge } from '../merges/undo.ts';
import { draw } from '../merges/waiting.ts';
import type { PlannedRequest } from './plan.ts';
import { rejectionReasons } from './words/shop.ts';

/** The accounts and staff of the plan as they were written. */
export type Written = {
  account: (key: string) => WrittenCard;
  staff: (slackName: string) => StaffActor;
};

type WrittenCard = { accountId: AccountId; memberNumber: string; identityId?: IdentityId };

const minutesToProve = 2;
const minutesToDecide = { member: 35, counter: 4 };
const daysToUndo = 2;

/**
 * Lives through a request of the plan with the same verbs that members and staff use, at the time it happened, so that every row it
 * leaves is one the shop would have.
 */
export async function playRequest(context: Context, written: Written, planned: PlannedRequest): Promise<RequestId> {
  const { at, how, outcome } = planned;
  const deciding = acting(context, written.staff(planned.staff), minutesLater(at, minutesToDecide[how]));
  if (outcome === 'approved_long_ago') return joinLongAgo(deciding, written, planned);
  const requestId =
    how === 'counter' ? await askAtCounter(context, written, planned) : await askInLine(context, written, planned);
  switch (outcome) {
    case 'approved':
      await approve(deciding, requestId);
      break;
    case 'undone':
      await undo(deciding, await approve(deciding, requestId));
      break;
    case 'rejected':
      await rejectRequest(deciding, { requestId, reason: rejectionReasons[planned.requester] ?? '' });
      break;
    case 'cancelled':
      await cancelRequest(acting(context, memberOf(written, planned), deciding.now), { requestId });
      break;
    case 'waiting':
      break;
  }
  return requestId;
}

/** Of all that the past left to say, only the cards of these requests are still to be shown; the rest was said long ago. */
export async function settlePast({ db }: Context, stillToShow: RequestId[]): Promise<void> {
  const about = sql`(${outbox.message} ->> 'requestId')::bigint`;
  const cards = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(sql`${outbox.topic} = 'slack' and ${inArray(about, stillToShow)}`);
  await db
    .update(outbox)
    .set({ state: 'sent', attempts: 1, firstTriedAt: sql`${outbox.createdAt}`, settledAt: sql`${outbox.createdAt}` })
    .where(notInArray(outbox.id, cards));
  await db.delete(rateCounters);
}

function acting<Who extends Actor>(context: Context, actor: Who, now: Date): Context<Who> {
  return { ...context, actor, now };
}

/** The member shows the new card and brings the old one. */
async function askAtCounter(context: Context, written: Written, planned: PlannedRequest): Promise<RequestId> {
  const { account, staff } = written;
  const cards = {
    presentNumber: account(planned.requester).memberNumber,
    oldNumber: account(planned.target).memberNumber,
  };
  const { requestId } = await startAtCounter(acting(context, staff(planned.staff), planned.at), cards);
  return requestId;
}

/** The member gives the number and name of the old card and types the code that went to its mail or phone. */
async function askInLine(context: Context, written: Written, planned: PlannedRequest): Promise<RequestId> {
  const actor = memberOf(written, planned);
  const old = written.account(planned.target);
  const name = nameOf(await profileOfOne(context.db, old.accountId));
  const asking = acting(context, actor, planned.at);
  const { requestId } = await requestMerge(asking, { soughtKind: 'memberNumber', sought: old.memberNumber, name });
  const proof = await latestProof(context.db, requestId);
  if (!proof) throw new Error(`no code was written for the request of ${planned.requester}`);
  const typing = acting(context, actor, minutesLater(planned.at, minutesToProve));
  await proveRequest(typing, { requestId, code: codeFor(context.secret, proof.id) });
  return requestId;
}

async function approve(context: Context<StaffActor>, requestId: RequestId): Promise<EdgeId> {
  const [request] = await context.db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
  const epochs = { requester: request?.requesterEpoch ?? 0, target: request?.targetEpoch ?? 0 };
  const { edgeId } = await approveRequest(context, { requestId, epochs });
  return edgeId;
}

async function undo(context: Context<StaffActor>, edgeId: EdgeId): Promise<void> {
  const now = daysLater(context.now, daysToUndo);
  const { digest } = await previewUndo(context.db, now, edgeId);
  await undoMerge({ ...context, now }, { edgeId, reason: 'wrong_person', digest });
}

/** A merge of which only the result is left: its request, its evidence, its edge. Codes and messages of that time are gone. */
async function joinLongAgo(
  context: Context<StaffActor>,
  written: Written,
  planned: PlannedRequest,
): Promise<RequestId> {
  const { db, now: decidedAt, actor } = context;
  const { at: createdAt, how } = planned;
  const [here, there] = [written.account(planned.requester), written.account(planned.target)];
  const proof = how === 'counter' ? 'counter' : 'code';
  const drawn = await draw(db, here.accountId, there.accountId, null);
  const identityId = how === 'member' ? here.identityId : undefined;
  const [request] = await db
    .insert(mergeRequests)
    .values({
      ...{ origin: how, state: 'approved', requesterAccountId: here.accountId, targetAccountId: there.accountId },
      ...{ requesterIdentityId: identityId, soughtKind: 'memberNumber', storeId: actor.storeId, ...drawn },
      ...{ proof, provedAt: minutesLater(createdAt, minutesToProve), createdAt },
      ...{ expiresAt: daysLater(createdAt, deadlines.expireDays), decidedAt, decidedByStaffId: actor.staffId },
      createdByStaffId: how === 'counter' ? actor.staffId : null,
    })
    .returning({ id: mergeRequests.id });
  const requestId = (request as { id: RequestId }).id;
  const join = { requestId, a: here.accountId, b: there.accountId, how: proof } as const;
  const { edgeId } = await joinAccounts(context, { ...join, ...(identityId && { viewerIdentityId: identityId }) });
  const facts = { edgeId };
  await audit(context, {
    action: 'request.approved',
    subject: `request:${requestId}`,
    accountId: here.accountId,
    facts,
  });
  return requestId;
}

function memberOf({ account }: Written, { requester }: PlannedRequest): MemberActor {
  const { accountId, identityId } = account(requester);
  if (identityId === undefined) throw new Error(`${requester} has no LINE to ask in`);
  return { kind: 'member', accountId, identityId };
}
