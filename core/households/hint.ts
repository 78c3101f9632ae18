import { eq } from 'drizzle-orm';
import type { RequestId } from '../../db/ids.ts';
import { type Evidence, mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { civil } from '../calendar.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { mayDecideOnRecord } from '../merges/authority.ts';
import type { RequestFlags } from '../merges/flags.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';

/**
 * Whether a comparison looks like a family rather than one person: they live at one address or share a phone or mail, and yet the birth
 * date or the name differs; or others use the phone of one of them.
 */
export function looksLikeFamily(evidence: Evidence, flags: Pick<RequestFlags, 'samePhoneMembers'>): boolean {
  const says = (field: Evidence[number]['field'], ...results: Evidence[number]['result'][]) =>
    evidence.some((one) => one.field === field && results.includes(one.result));
  const differs = says('birthDate', 'mismatch') || says('nameReading', 'mismatch') || says('nameWriting', 'mismatch');
  const shares = (['address', 'phone', 'mail'] as const).some((field) => says(field, 'match', 'claimed'));
  return differs && (shares || flags.samePhoneMembers > 0);
}

/**
 * Staff have the requester told, in its own LINE, that the shop can link families: a neutral word that names nobody and says nothing of
 * the request. Once a month and member. Refuses not_found, and like any decision about the request.
 */
export async function hintHousehold(
  context: Context<StaffActor>,
  { requestId }: { requestId: RequestId },
): Promise<void> {
  const [request] = await context.db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
  if (!request) throw new Refusal('not_found');
  const { requesterAccountId: here, targetAccountId: there, storeId } = request;
  await mayDecideOnRecord(context, `request:${requestId}`, storeId, there === null ? [here] : [here, there]);
  await inTransaction(context, (inside) => tellHint(inside, request));
}

/** Leaves the hint for the requester, in the caller's transaction; a request without a LINE has nobody to tell. */
export async function tellHint(
  context: Context,
  { id, requesterIdentityId: to }: Pick<typeof mergeRequests.$inferSelect, 'id' | 'requesterIdentityId'>,
): Promise<void> {
  await audit(context, { action: 'household.hinted', subject: `request:${id}` });
  if (!to) return;
  const month = civil(context.now).toPlainDate().toPlainYearMonth().toString();
  await tell(context, { topic: 'line', message: { to, template: 'household_hint' } }, `household_hint:${to}:${month}`);
}
