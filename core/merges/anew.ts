import { createHash } from 'node:crypto';
import { and, eq, inArray, ne } from 'drizzle-orm';
import type { EdgeId, RequestId, StaffId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { mergeProposals, mergeRequests } from '../../db/schema/merges.ts';
import { staff } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { refusedOnRecord, whoMay } from './authority.ts';
import { type Epochs, mayDecideRequest, plainText, refuseStale, resultsOf, whyNot } from './deciding.ts';
import { flagsOf, type RequestFlags } from './flags.ts';
import type { MergeRequest } from './waiting.ts';

/** Who wants two persons joined anew who were parted, and why. */
export type MergeProposal = { staffId: StaffId; name: string; reason: string; at: Date };

/**
 * Asks for a second approver of a merge between two who were parted, or are on record as different people: each lap of merge, spend,
 * undo and new merge costs the shop again. It stands for exactly the card that was seen. The same twice is once. Refuses bad_input for
 * two who can be joined as usual, already_proposed {proposedBy}, request_stale, request_frozen, request_closed, and whoever may not
 * decide.
 */
export async function proposeMerge(
  context: Context<StaffActor>,
  { requestId, epochs, reason }: { requestId: RequestId; epochs: Epochs; reason: string },
): Promise<void> {
  const plain = plainText(reason, 'reason');
  await mayDecideRequest(context, requestId);
  await inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const [request] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId)).for('update');
    if (request?.state !== 'waiting' || request.expiresAt <= now || request.frozenAt)
      throw await whyNot(db, requestId, now);
    await refuseStale(inside, request, epochs);
    if (!isAnew(await flagsOf(db, request, now))) throw new Refusal('bad_input', { field: 'request' });
    const [row] = await db
      .insert(mergeProposals)
      .values({
        requestId,
        digest: digestOf(request),
        reason: plain,
        proposedByStaffId: actor.staffId,
        proposedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: mergeProposals.id });
    if (!row) return refuseOthers(inside, request);
    const subject = `request:${requestId}`;
    await audit(inside, { action: 'merge.proposed', subject, accountId: request.requesterAccountId, reason: plain });
    await tell(inside, { topic: 'slack', message: { show: 'request', requestId } }, `${subject}:proposed:${row.id}`);
  });
}

/** The proposal that stands for a request as its card is drawn now. */
export async function proposalFor(db: Database, request: MergeRequest): Promise<MergeProposal | undefined> {
  const [row] = await db
    .select({ staffId: staff.id, name: staff.name, reason: mergeProposals.reason, at: mergeProposals.proposedAt })
    .from(mergeProposals)
    .innerJoin(staff, eq(staff.id, mergeProposals.proposedByStaffId))
    .where(standsFor(request));
  return row;
}

/** Which of these requests somebody has proposed as their cards are drawn now. */
export async function proposedAmong(db: Database, requests: MergeRequest[]): Promise<Set<RequestId>> {
  if (requests.length === 0) return new Set();
  const ids = requests.map(({ id }) => id);
  const rows = await db
    .select({ requestId: mergeProposals.requestId, digest: mergeProposals.digest })
    .from(mergeProposals)
    .where(inArray(mergeProposals.requestId, ids));
  const isStanding = (request: MergeRequest) =>
    rows.some((row) => row.requestId === request.id && row.digest === digestOf(request));
  return new Set(requests.filter(isStanding).map(({ id }) => id));
}

/** Whether a merge of these two needs a reason and a second approver. */
export function isAnew({ cannotLink, partedEdgeId }: Pick<RequestFlags, 'cannotLink' | 'partedEdgeId'>): boolean {
  return cannotLink || partedEdgeId !== null;
}

/**
 * Lets the merge of two who were parted pass only as somebody else has proposed it; undefined for any other merge. Refuses
 * reason_needed, second_needed {anew}, and not_yours {store, manager} where neither of the two may overrule what is on record.
 */
export async function secondedAnew(
  inside: Context<StaffActor>,
  request: MergeRequest,
): Promise<MergeProposal | undefined> {
  const { db, now, actor } = inside;
  const flags = await flagsOf(db, request, now);
  if (!isAnew(flags)) return undefined;
  const proposal = await proposalFor(db, request);
  if (!proposal) throw new Refusal('reason_needed');
  if (proposal.staffId === actor.staffId) throw new Refusal('second_needed', { anew: true });
  if (!(await mayForce(inside, flags, proposal)))
    throw new Refusal('not_yours', { ...(await whoMay(db, request.storeId)), manager: true });
  return proposal;
}

/** The same question before the transaction: whoever is refused for want of rights is written down. */
export async function mayForceOnRecord(context: Context<StaffActor>, requestId: RequestId): Promise<void> {
  const { db, now } = context;
  const [request] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
  const proposal = request?.state === 'waiting' ? await proposalFor(db, request) : undefined;
  if (!request || !proposal || (await mayForce(context, await flagsOf(db, request, now), proposal))) return;
  const facts = { ...(await whoMay(db, request.storeId)), manager: true };
  throw await refusedOnRecord(context, `request:${requestId}`, 'not_yours', facts);
}

/** Notes which merge came of the proposal. */
export async function closeProposal({ db }: Context, request: MergeRequest, edgeId: EdgeId): Promise<void> {
  await db.update(mergeProposals).set({ edgeId }).where(standsFor(request));
}

/** One of the two, at least, is a manager of the deciding store or of headquarters. */
async function mayForce(
  { db, actor }: Context<StaffActor>,
  { cannotLink }: RequestFlags,
  { staffId }: MergeProposal,
): Promise<boolean> {
  if (!cannotLink || staffId === actor.staffId) return true;
  const seniors = await db
    .select({ id: staff.id })
    .from(staff)
    .where(and(inArray(staff.id, [staffId, actor.staffId]), ne(staff.role, 'clerk')));
  return seniors.length > 0;
}

const standsFor = (request: MergeRequest) =>
  and(eq(mergeProposals.requestId, request.id), eq(mergeProposals.digest, digestOf(request)));

async function refuseOthers({ db, actor }: Context<StaffActor>, request: MergeRequest): Promise<void> {
  const standing = await proposalFor(db, request);
  if (standing && standing.staffId !== actor.staffId)
    throw new Refusal('already_proposed', { proposedBy: standing.name });
}

/** Names a card as it was drawn: the structure of both persons by epoch, and what the comparison came to. */
function digestOf({ requesterEpoch, targetEpoch, targetAccountId, evidence }: MergeRequest): string {
  const drawn = [targetAccountId, requesterEpoch, targetEpoch, resultsOf(evidence ?? [])].join(' ');
  return createHash('sha256').update(drawn).digest('base64url').slice(0, 22);
}
