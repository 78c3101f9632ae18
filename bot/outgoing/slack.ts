import type { StaffMessage } from '../../core/outbox.ts';
import { deliverToSlack } from '../../slack/deliver.ts';
import type { ClaimedMessage, Delivery } from '../deliver.ts';
import type { Deps } from '../deps.ts';
import { slackDeps } from '../doors.ts';

/** Shows staff in Slack what happened. Trying again is safe: a try looks for what an earlier one left. */
export async function deliverSlack(deps: Deps, { id, message }: ClaimedMessage): Promise<Delivery> {
  const delivery = await deliverToSlack(slackDeps(deps), message as StaffMessage, id);
  switch (delivery.kind) {
    case 'accepted':
      return { kind: 'sent', receipt: delivery.receipt };
    case 'later':
      return delivery;
    case 'refused':
      return { kind: 'dead', why: delivery.why };
  }
}
