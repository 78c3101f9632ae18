import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { type Office, signingSecret } from './office.ts';

const { teamId, appId } = cast.workspace;
const who = (user: string) => ({ team: { id: teamId }, user: { id: user }, api_app_id: appId, trigger_id: '1.2.3' });

/** A payload as Slack would sign it, whether or not any page of ours sends it; answers what our door says to it. */
async function signed(office: Office, payload: Record<string, unknown>): Promise<Response> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = Math.floor(office.now().getTime() / 1000);
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': `v0=${signature}`,
  };
  const answer = await office.door.request('http://app.test/slack/events', { method: 'POST', body, headers });
  await office.settled();
  expect(answer.status).toBe(200);
  return answer;
}

/** A button pressed by somebody who was never shown it. */
export async function signedPress(office: Office, user: string, action_id: string, value: string): Promise<void> {
  const action = { type: 'button', action_id, block_id: 'b', value, action_ts: '1.2' };
  const view = { id: 'V1', type: 'modal', state: { values: {} }, private_metadata: '' };
  const container = { type: 'view', view_id: 'V1' };
  await signed(office, { type: 'block_actions', ...who(user), view, actions: [action], container });
}

export type Form = { callback_id: string; private_metadata: string; fields: Record<string, string | undefined> };

/** A form with values that its own page would never send. */
export async function signedForm(
  office: Office,
  user: string,
  { callback_id, private_metadata, fields }: Form,
): Promise<unknown> {
  const values = Object.fromEntries(
    Object.entries(fields).map(([id, value]) => [id, { [id]: { value, selected_option: { value } } }]),
  );
  const view = { id: 'V1', type: 'modal', callback_id, private_metadata, state: { values } };
  return (await signed(office, { type: 'view_submission', ...who(user), view })).json();
}
