import { eq } from 'drizzle-orm';
import type { RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type Evidence, mergeRequests } from '../../db/schema/merges.ts';
import { staff } from '../../db/schema/shop.ts';
import type { Context, StaffActor } from '../context.ts';
import { cleanText } from '../members/normalise.ts';
import { Refusal } from '../refusal.ts';
import { mayDecideOnRecord } from './authority.ts';
import { type Component, lockStructure } from './component.ts';
import { provedContact } from './requestFacts.ts';
import { draw, type MergeRequest } from './waiting.ts';

const textMax = 500;

/** What a card was drawn at; an approval counts for exactly that. */
export type Epochs = { requester: number; target: number };

/** Reads a request for whoever may decide it; who may not is written down. Refuses not_found, not_staff, not_yours, about_yourself. */
export async function mayDecideRequest(context: Context<StaffActor>, requestId: RequestId): Promise<MergeRequest> {
  const [request] = await context.db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
  if (!request) throw new Refusal('not_found');
  const { storeId, requesterAccountId, targetAccountId } = request;
  const persons = targetAccountId === null ? [requesterAccountId] : [requesterAccountId, targetAccountId];
  await mayDecideOnRecord(context, `request:${requestId}`, storeId, persons);
  return request;
}

/** Why a request cannot be decided now. */
export async function whyNot(db: Database, requestId: RequestId, now: Date): Promise<Refusal> {
  const [row] = await db
    .select({ request: mergeRequests, decidedBy: staff.name })
    .from(mergeRequests)
    .leftJoin(staff, eq(staff.id, mergeRequests.decidedByStaffId))
    .where(eq(mergeRequests.id, requestId));
  if (!row) return new Refusal('not_found');
  const { state, expiresAt, frozenAt } = row.request;
  if (state === 'proving') return new Refusal('request_unproved');
  if (state === 'waiting' && expiresAt <= now) return new Refusal('request_closed', { state: 'expired' });
  if (state === 'waiting' && frozenAt) return new Refusal('request_frozen');
  return new Refusal('request_closed', { state, ...(row.decidedBy && { decidedBy: row.decidedBy }) });
}

/** Locks both persons, then holds the card against what is true now: structure by epoch, profiles by comparing again. */
export async function refuseStale({ db }: Context, request: MergeRequest, epochs: Epochs): Promise<void> {
  const { requesterAccountId: here, targetAccountId: there } = request;
  if (there === null) return;
  const components = await lockStructure(db, [here, there]);
  const [requester, target] = [components.get(here), components.get(there)] as [Component, Component];
  const drawn = epochs.requester === request.requesterEpoch && epochs.target === request.targetEpoch;
  const unchanged = requester.epoch === request.requesterEpoch && target.epoch === request.targetEpoch;
  if (!drawn || !unchanged) throw new Refusal('request_stale');
  const { evidence } = await draw(db, here, there, await provedContact(db, request.id));
  if (resultsOf(evidence) !== resultsOf(request.evidence ?? [])) throw new Refusal('request_stale');
}

/** A comparison as one text: as long as it is the same, so is the card. */
export function resultsOf(evidence: Evidence): string {
  return evidence.map(({ field, result, hint }) => `${field}:${result}:${hint}`).join(' ');
}

/** What somebody wrote, without what hides in it. Refuses bad_input {field} when nothing is left, or too much. */
export function plainText(text: string, field: string): string {
  const plain = cleanText(text);
  if (plain === '' || plain.length > textMax) throw new Refusal('bad_input', { field });
  return plain;
}
