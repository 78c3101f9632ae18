import { App, isValidSlackRequest, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { Hono } from 'hono';
import { createSlackStandIn, type SlackStandInOptions } from '../../../sandbox/slack/standin.ts';

export const secret = '8f742231b10e8888abcd99yyyzzz85a5';
export const token = 'xoxb-sandbox';

/** A clock that stands still until somebody moves it. */
export function stillClock(at = '2026-11-21T14:05:00+09:00') {
  let time = new Date(at).getTime();
  return { now: () => new Date(time), advance: (ms: number) => (time += ms) };
}

/** A workspace, and a Bolt app on the other end of it, both in this process and reached through their doors only. */
export function workspace(options: Partial<SlackStandInOptions> = {}) {
  const clock = stillClock();
  const door = new Hono();
  const slack = createSlackStandIn({
    now: clock.now,
    signingSecret: secret,
    botToken: token,
    teamId: 'T0FUKURO',
    appId: 'A0MUSUBI',
    botUserId: 'U0MUSUBI',
    appName: '結び',
    workspaceName: 'ふくろう',
    eventsUrl: 'http://app.test/slack/events',
    apiOrigin: 'http://slack.test',
    fetch: (url, init) => Promise.resolve(door.request(new Request(url, init))),
    users: [
      { id: 'U1', name: 'morishita', realName: '森下 さやか' },
      { id: 'U2', name: 'yamaguchi', realName: '山口 真理子' },
      { id: 'U3', name: 'guest', realName: '客', isRestricted: true },
      { id: 'U4', name: 'stranger', realName: '他社の人', teamId: 'T9OTHER' },
      { id: 'U5', name: 'gone', realName: '辞めた人', deleted: true },
    ],
    channels: [
      { id: 'C1', name: '吉祥寺店-会員', members: ['U1', 'U2', 'U3', 'U4', 'U5'] },
      { id: 'C2', name: 'よその部屋', members: ['U1'], withoutApp: true },
      { id: 'C3', name: '昔の部屋', members: ['U1'], isArchived: true },
      { id: 'G4', name: '内緒', members: ['U1'], isPrivate: true, withoutApp: true },
    ],
    ...options,
  });
  const slackFetch: typeof fetch = async (url, init) => {
    const answer = await slack.api.request(new Request(url as string, init));
    // A real fetch that was given up never resolves with what came too late.
    init?.signal?.throwIfAborted();
    return answer;
  };
  const client = new WebClient(token, {
    slackApiUrl: 'http://slack.test/api/',
    fetch: slackFetch,
    retryConfig: { retries: 0 },
  });
  const app = new App({
    receiver: mountedReceiver(door, clock.now),
    authorize: async () => ({ botToken: token, botId: 'B0MUSUBI', botUserId: 'U0MUSUBI' }),
    clientOptions: { slackApiUrl: 'http://slack.test/api/', fetch: slackFetch, retryConfig: { retries: 0 } },
  });
  return { slack, client, app, door, clock, slackFetch };
}

function mountedReceiver(door: Hono, now: () => Date): Receiver {
  let app: App;
  door.post('/slack/events', async (c) => {
    const raw = await c.req.text();
    const genuine = isValidSlackRequest({
      signingSecret: secret,
      body: raw,
      headers: {
        'x-slack-signature': c.req.header('x-slack-signature') ?? '',
        'x-slack-request-timestamp': Number(c.req.header('x-slack-request-timestamp')),
      },
      nowMilliseconds: now().getTime(),
    });
    if (!genuine) return c.text('invalid signature', 401);
    const body = bodyOf(raw, c.req.header('content-type') ?? '');
    if (body.type === 'url_verification') return c.json({ challenge: body.challenge });
    const answer = Promise.withResolvers<Response>();
    const event: ReceiverEvent = {
      body,
      ack: async (said) =>
        answer.resolve(said === undefined ? c.body(null, 200) : typeof said === 'string' ? c.text(said) : c.json(said)),
    };
    app.processEvent(event).then(
      () => answer.resolve(c.text('no listener acked', 404)),
      () => answer.resolve(c.text('listener broke', 500)),
    );
    return answer.promise;
  });
  return {
    init: (made) => {
      app = made as App;
    },
    start: async () => {},
    stop: async () => {},
  };
}

// biome-ignore lint/suspicious/noExplicitAny: Bolt's own type for a received body
function bodyOf(raw: string, type: string): Record<string, any> {
  if (type.includes('application/json')) return JSON.parse(raw);
  const form = Object.fromEntries(new URLSearchParams(raw));
  return typeof form.payload === 'string' ? JSON.parse(form.payload) : form;
}

/** A section with a button under it. */
export function card(actionId = 'approve', value = 'M-142') {
  return [
    { type: 'section', block_id: 'text', text: { type: 'mrkdwn', text: '*M-142*' } },
    {
      type: 'actions',
      block_id: 'buttons',
      elements: [{ type: 'button', action_id: actionId, value, text: { type: 'plain_text', text: '承認する' } }],
    },
  ];
}

/** A modal with one text input. */
export function form(more: Record<string, unknown> = {}) {
  return {
    type: 'modal' as const,
    callback_id: 'reject',
    title: { type: 'plain_text' as const, text: '却下の理由' },
    submit: { type: 'plain_text' as const, text: '却下する' },
    blocks: [
      {
        type: 'input' as const,
        block_id: 'reason',
        label: { type: 'plain_text' as const, text: '理由' },
        element: { type: 'plain_text_input' as const, action_id: 'text' },
      },
    ],
    ...more,
  };
}
