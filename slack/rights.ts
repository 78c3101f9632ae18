import { audit } from '../core/audit.ts';
import type { Context, StaffActor } from '../core/context.ts';
import { mayDecideOnRecord } from '../core/merges/authority.ts';
import { type RequestView, requestOf } from '../core/merges/requests.ts';
import { Refusal } from '../core/refusal.ts';
import type { RequestId } from '../db/ids.ts';

/**
 * A request for somebody who may decide it; reading it is kept on record, and so is being refused. Refuses not_found, not_staff,
 * not_yours, about_yourself.
 */
export async function readRequest(context: Context<StaffActor>, requestId: RequestId): Promise<RequestView> {
  const view = await requestOf(context.db, requestId, context.now);
  if (!view) throw new Refusal('not_found');
  const { requester, target, store } = view;
  const accountIds = target ? [requester.accountId, target.accountId] : [requester.accountId];
  const subject = `request:${requestId}`;
  await mayDecideOnRecord(context, subject, store?.storeId ?? null, accountIds);
  await audit(context, { action: 'request.read', subject, accountId: requester.accountId, facts: { accountIds } });
  return view;
}
