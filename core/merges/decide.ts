import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { AccountId, EdgeId, RequestId } from '../../db/ids.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor, type StaffActor } from '../context.ts';
import { tell } from '../outbox.ts';
import { balanceOf } from '../points/balance.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { closeProposal, mayForceOnRecord, secondedAnew } from './anew.ts';
import { refusedOnRecord } from './authority.ts';
import { componentOf } from './component.ts';
import { deadlines } from './deadlines.ts';
import { type Epochs, mayDecideRequest, plainText, refuseStale, whyNot } from './deciding.ts';
import { joinAccounts } from './merge.ts';
import { figuresOf, tellMerged } from './merged.ts';
import { lockOwn } from './proof.ts';
import { compareAnew, type MergeRequest, showAnew } from './waiting.ts';

/**
 * Approves a waiting request: one edge, one decision, whoever presses first. Refuses not_staff, not_yours, about_yourself (these
 * are audited), request_unproved, request_frozen, request_closed {state, decidedBy}, request_stale when either person changed
 * since the card was drawn (`refreshRequest` draws it anew), reason_needed and second_needed {anew} for two who were parted before
 * (`proposeMerge`), and what `joinAccounts` refuses.
 */
export async function approveRequest(
  context: Context<StaffActor>,
  { requestId, epochs }: { requestId: RequestId; epochs: Epochs },
): Promise<{ edgeId: EdgeId }> {
  await authorise(context, requestId);
  await mayForceOnRecord(context, requestId);
  return inTransaction(context, async (inside) => {
    const request = await decide(inside, requestId, { state: 'approved' });
    const { requesterAccountId: here, targetAccountId: there } = request;
    if (there === null) throw new Refusal('request_unproved');
    await refuseStale(inside, request, epochs);
    const proposal = await secondedAnew(inside, request);
    const figures = await figuresOf(inside.db, here, there, inside.now);
    const { edgeId, spendableAt } = await joinAccounts(inside, {
      requestId,
      a: here,
      b: there,
      how: request.proof ?? 'none',
      ...(request.requesterIdentityId && { viewerIdentityId: request.requesterIdentityId }),
      ...(proposal && { forced: { reason: proposal.reason, proposedBy: proposal.staffId } }),
    });
    if (proposal) await closeProposal(inside, request, edgeId);
    await closeTwins(inside, here);
    await audit(inside, {
      action: 'request.approved',
      subject: `request:${requestId}`,
      accountId: here,
      facts: { edgeId, ...(proposal && { proposedBy: proposal.staffId }) },
    });
    await tellMerged(inside, request, edgeId, {
      ...figures,
      ...(spendableAt && { spendableFrom: spendableAt.toISOString() }),
    });
    return { edgeId };
  });
}

/** Rejects a waiting request, also a frozen one. Refuses like `approveRequest`, but whatever the epochs. */
export async function rejectRequest(
  context: Context<StaffActor>,
  { requestId, reason }: { requestId: RequestId; reason: string },
): Promise<{ state: 'rejected' }> {
  const decisionReason = plainText(reason, 'reason');
  await authorise(context, requestId);
  return inTransaction(context, async (inside) => {
    const request = await decide(inside, requestId, { state: 'rejected', decisionReason });
    await audit(inside, {
      action: 'request.rejected',
      subject: `request:${requestId}`,
      accountId: request.requesterAccountId,
    });
    const key = `request:${requestId}:rejected`;
    await tell(inside, { topic: 'slack', message: { show: 'request', requestId } }, `${key}:slack`);
    if (request.requesterIdentityId) {
      const message = { to: request.requesterIdentityId, template: 'request_rejected', requestId } as const;
      await tell(inside, { topic: 'line', message }, `${key}:requester`);
    }
    return { state: 'rejected' };
  });
}

/** Asks the requester something in LINE while the request waits; a newer question replaces an older one and its answer. */
export async function askMember(
  context: Context<StaffActor>,
  { requestId, question }: { requestId: RequestId; question: string },
): Promise<void> {
  const text = plainText(question, 'question');
  await authorise(context, requestId);
  const asking = await activeStaff(context);
  await inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [request] = await db
      .update(mergeRequests)
      .set({ question: text, askedAt: now, askedByStaffId: asking.staffId, answer: null, answeredAt: null })
      .where(and(eq(mergeRequests.id, requestId), eq(mergeRequests.state, 'waiting'), gt(mergeRequests.expiresAt, now)))
      .returning();
    if (!request) throw await whyNot(db, requestId, now);
    if (!request.requesterIdentityId) throw new Refusal('bad_input', { field: 'requester' });
    await audit(inside, { action: 'request.asked', subject: `request:${requestId}` });
    const message = { template: 'request_question', requestId, question: text, staffName: asking.name } as const;
    const key = `request:${requestId}:asked:${now.getTime()}`;
    await tell(inside, { topic: 'line', message: { to: request.requesterIdentityId, ...message } }, key);
    await tell(inside, { topic: 'slack', message: { show: 'request', requestId } }, `${key}:slack`);
  });
}

/** The requester answers the open question; the first answer stands. Refuses not_found, request_closed, bad_input. */
export async function answerQuestion(
  context: Context<MemberActor>,
  { requestId, answer }: { requestId: RequestId; answer: string },
): Promise<void> {
  const text = plainText(answer, 'answer');
  await inTransaction(context, async (inside) => {
    const request = await lockOwn(inside, requestId);
    if (request.state !== 'waiting') throw new Refusal('request_closed', { state: request.state });
    if (!request.question || request.answer) throw new Refusal('bad_input', { field: 'answer' });
    await inside.db
      .update(mergeRequests)
      .set({ answer: text, answeredAt: inside.now })
      .where(eq(mergeRequests.id, requestId));
    await audit(inside, { action: 'request.answered', subject: `request:${requestId}` });
    const key = `request:${requestId}:answered:${inside.now.getTime()}`;
    await tell(inside, { topic: 'slack', message: { show: 'answer', requestId } }, key);
  });
}

/** The requester takes an open request back; doing it twice is doing it once. Refuses not_found and request_closed. */
export async function cancelRequest(
  context: Context<MemberActor>,
  { requestId }: { requestId: RequestId },
): Promise<{ state: 'cancelled' }> {
  return inTransaction(context, async (inside) => {
    const request = await lockOwn(inside, requestId);
    if (request.state === 'cancelled') return { state: 'cancelled' };
    if (request.state !== 'proving' && request.state !== 'waiting')
      throw new Refusal('request_closed', { state: request.state });
    await inside.db.update(mergeRequests).set({ state: 'cancelled' }).where(eq(mergeRequests.id, requestId));
    await audit(inside, { action: 'request.cancelled', subject: `request:${requestId}` });
    if (request.state === 'waiting') {
      const message = { show: 'request', requestId } as const;
      await tell(inside, { topic: 'slack', message }, `request:${requestId}:cancelled`);
    }
    return { state: 'cancelled' };
  });
}

/**
 * Compares both sides anew and has the card drawn again, for whoever may decide. A request whose two cards have become one
 * otherwise is over. Whatever is decided already is only drawn.
 */
export async function refreshRequest(
  context: Context<StaffActor>,
  { requestId }: { requestId: RequestId },
): Promise<void> {
  await mayDecideRequest(context, requestId);
  await inTransaction(context, async (inside) => {
    const { db } = inside;
    const [request] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId)).for('update');
    if (request?.state === 'waiting' && (await compareAnew(inside, request)) === 'already_one') {
      await db.update(mergeRequests).set({ state: 'cancelled' }).where(eq(mergeRequests.id, requestId));
    }
    await audit(inside, { action: 'request.refreshed', subject: `request:${requestId}` });
    await showAnew(inside, requestId, 'refreshed');
  });
}

/** The rule of who may decide, read before the transaction: a refusal is audited and that stays, whatever is rolled back. */
async function authorise(context: Context<StaffActor>, requestId: RequestId): Promise<void> {
  const request = await mayDecideRequest(context, requestId);
  const code = await whyNotAlone(context, request);
  if (code) throw await refusedOnRecord(context, `request:${requestId}`, code);
}

/** Who started a merge needs a second pair of eyes, but for a customer who stands at the counter with few points to lose. */
async function whyNotAlone(
  { db, actor, now }: Context<StaffActor>,
  { origin, createdByStaffId, requesterAccountId, targetAccountId }: MergeRequest,
): Promise<RefusalCode | undefined> {
  if (createdByStaffId !== actor.staffId || targetAccountId === null) return undefined;
  if (origin === 'staff') return 'second_needed';
  // Both cards count: which of them was called the old one is what the clerk typed.
  const here = await balanceOf(db, requesterAccountId, now);
  const there = await balanceOf(db, targetAccountId, now);
  return Math.max(here.total, there.total) > deadlines.counterPointsMax ? 'second_needed' : undefined;
}

/** The one statement that decides the race: of all who press at once, exactly one gets the row back. */
async function decide(
  { db, actor, now }: Context<StaffActor>,
  requestId: RequestId,
  decision: { state: 'approved' } | { state: 'rejected'; decisionReason: string },
): Promise<MergeRequest> {
  const thawed = decision.state === 'approved' ? isNull(mergeRequests.frozenAt) : undefined;
  const [request] = await db
    .update(mergeRequests)
    .set({ ...decision, decidedAt: now, decidedByStaffId: actor.staffId })
    .where(
      and(
        eq(mergeRequests.id, requestId),
        eq(mergeRequests.state, 'waiting'),
        gt(mergeRequests.expiresAt, now),
        thawed,
      ),
    )
    .returning();
  if (!request) throw await whyNot(db, requestId, now);
  return request;
}

/** Open requests that ask for what has just happened are over; one that somebody is deciding at this moment is left to them. */
export async function closeTwins(context: Context, accountId: AccountId): Promise<void> {
  const { db } = context;
  const { accountIds } = await componentOf(db, accountId);
  const twins = await db
    .select({ id: mergeRequests.id })
    .from(mergeRequests)
    .where(
      and(
        inArray(mergeRequests.state, ['proving', 'waiting']),
        inArray(mergeRequests.requesterAccountId, accountIds),
        inArray(mergeRequests.targetAccountId, accountIds),
      ),
    )
    .for('update', { skipLocked: true });
  for (const { id } of twins) {
    await db.update(mergeRequests).set({ state: 'cancelled' }).where(eq(mergeRequests.id, id));
    await audit(context, { action: 'request.cancelled', subject: `request:${id}`, reason: 'already_one' });
    await tell(context, { topic: 'slack', message: { show: 'request', requestId: id } }, `request:${id}:cancelled`);
  }
}
