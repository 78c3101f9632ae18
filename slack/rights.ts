import { audit } from '../core/audit.ts';
import type { Context, StaffActor } from '../core/context.ts';
import { type RequestView, requestOf } from '../core/merges/requests.ts';
import { Refusal } from '../core/refusal.ts';
import { activeStaff } from '../core/staff.ts';
import type { RequestId } from '../db/ids.ts';

/** A request for somebody who may decide it; reading it is kept on record. Refuses not_found, not_staff, not_yours. */
export async function readRequest(context: Context<StaffActor>, requestId: RequestId): Promise<RequestView> {
  const reader = await activeStaff(context);
  const view = await requestOf(context.db, requestId, context.now);
  if (!view) throw new Refusal('not_found');
  if (!reader.atHeadquarters && view.store?.storeId !== reader.storeId) throw new Refusal('not_yours');
  await audit(context, {
    action: 'request.read',
    subject: `request:${requestId}`,
    accountId: view.requester.accountId,
  });
  return view;
}
