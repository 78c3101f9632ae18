import { eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { AccountId, EdgeId, IdentityId, RequestId } from '../../db/ids.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { outbox, rateCounters } from '../../db/schema/plumbing.ts';
import { daysLater } from '../calendar.ts';
import type { Context, MemberActor, StaffActor } from '../context.ts';
import { nameOf, profileOfOne } from '../members/profile.ts';
import { startAtCounter } from '../merges/counter.ts';
import { approveRequest, cancelRequest, rejectRequest } from '../merges/decide.ts';
import { previewUndo } from '../merges/preview.ts';
import { codeFor, latestProof, proveRequest } from '../merges/proof.ts';
import { requestMerge } from '../merges/requestMerge.ts';
import { undoMerge } from '../merges/undo.ts';
import type { PlannedRequest } from './plan.ts';
import { rejectionReasons } from './words/shop.ts';

/** The accounts and staff of the plan as they were written. */
export type Written = {
  account: (key: string) => { accountId: AccountId; memberNumber: string; identityId?: IdentityId };
  staff: (slackName: string) => StaffActor;
};

const minuteMs = 60_000;

/**
 * Lives through a request of the plan with the same verbs that members and staff use, at the time it happened, so that every row it
 * leaves is one the shop would have.
 */
export async function playRequest(context: Context, written: Written, planned: PlannedRequest): Promise<RequestId> {
  const at = (minutes: number, actor: StaffActor | MemberActor) => ({
    ...context,
    actor,
    now: new Date(planned.at.getTime() + minutes * minuteMs),
  });
  const deciding = written.staff(planned.staff);
  const requestId =
    planned.how === 'counter'
      ? await askAtCounter(at(0, deciding) as Context<StaffActor>, written, planned)
      : await askInLine(context, written, planned);
  if (planned.outcome === 'rejected') {
    const reason = rejectionReasons[requestId % rejectionReasons.length] as string;
    await rejectRequest(at(25, deciding) as Context<StaffActor>, { requestId, reason });
  }
  if (planned.outcome === 'cancelled') {
    await cancelRequest(at(25, memberOf(written, planned)) as Context<MemberActor>, { requestId });
  }
  if (planned.outcome === 'approved' || planned.outcome === 'undone') {
    const minutes = planned.how === 'counter' ? 4 : 35;
    const edgeId = await approve(at(minutes, deciding) as Context<StaffActor>, requestId);
    if (planned.outcome === 'undone') await undo(at(minutes, deciding) as Context<StaffActor>, edgeId);
  }
  return requestId;
}

/** Of all that the past left to say, only the cards of these requests are still to be shown; the rest was said long ago. */
export async function settlePast({ db }: Context, stillToShow: RequestId[]): Promise<void> {
  const cards = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      sql`${outbox.topic} = 'slack' and ${inArray(sql`(${outbox.message} ->> 'requestId')::bigint`, stillToShow)}`,
    );
  await db
    .update(outbox)
    .set({ state: 'sent', attempts: 1, firstTriedAt: sql`${outbox.createdAt}`, settledAt: sql`${outbox.createdAt}` })
    .where(notInArray(outbox.id, cards));
  await db.delete(rateCounters);
}

async function askAtCounter(
  context: Context<StaffActor>,
  { account }: Written,
  { requester, target }: PlannedRequest,
): Promise<RequestId> {
  const [presentNumber, oldNumber] = [account(requester).memberNumber, account(target).memberNumber];
  const { requestId } = await startAtCounter(context, { presentNumber, oldNumber });
  return requestId;
}

/** The member gives the number and name of the old card and types the code that went to its mail or phone. */
async function askInLine(context: Context, written: Written, planned: PlannedRequest): Promise<RequestId> {
  const actor = memberOf(written, planned);
  const old = written.account(planned.target);
  const { requestId } = await requestMerge(
    { ...context, actor, now: planned.at },
    {
      soughtKind: 'memberNumber',
      sought: old.memberNumber,
      name: nameOf(await profileOfOne(context.db, old.accountId)),
    },
  );
  const proof = await latestProof(context.db, requestId);
  if (!proof) throw new Error(`no code was written for the request of ${planned.requester}`);
  const typing = { ...context, actor, now: new Date(planned.at.getTime() + 2 * minuteMs) };
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
  const now = daysLater(context.now, 2);
  const { digest } = await previewUndo(context.db, now, edgeId);
  await undoMerge({ ...context, now }, { edgeId, reason: 'wrong_person', digest });
}

function memberOf({ account }: Written, { requester }: PlannedRequest): MemberActor {
  const { accountId, identityId } = account(requester);
  if (identityId === undefined) throw new Error(`${requester} has no LINE to ask in`);
  return { kind: 'member', accountId, identityId };
}
