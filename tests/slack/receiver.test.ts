import { createHmac } from 'node:crypto';
import { describe, expect } from 'vitest';
import { auditEntries, onceTokens } from '../../db/schema/plumbing.ts';
import { scaled } from '../scale.ts';
import { databases, onServer } from '../setup.ts';
import { type Office, openOffice, people, rooms, signingSecret } from './office.ts';

const form = 'application/x-www-form-urlencoded';
const url = 'http://app.test/slack/events';

function command(text = 'count', changed: Record<string, string> = {}): string {
  const fields = {
    token: 'legacy',
    team_id: 'T0FUKUROU01',
    team_domain: 'fukurou',
    channel_id: rooms.kichijoji,
    channel_name: 'kichijoji',
    user_id: people.yamaguchi,
    user_name: 'yamaguchi',
    command: '/musubi',
    text,
    api_app_id: 'A0MUSUBIAPP',
    response_url: 'http://slack.test/commands/T0FUKUROU01/none',
    trigger_id: '1.2.3',
    ...changed,
  };
  return new URLSearchParams(fields).toString();
}

function sign(secret: string, timestamp: string | number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

type Request = { body: string; headers: Record<string, string> };

function signed(office: Office, body = command(), { skew = 0, secret = signingSecret, type = form } = {}): Request {
  const timestamp = Math.floor(office.now().getTime() / 1000) + skew;
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': sign(secret, timestamp, body),
  };
  return { body, headers };
}

async function send(office: Office, { body, headers }: Request): Promise<number> {
  const answer = await office.door.request(url, { method: 'POST', body, headers });
  await office.settled();
  return answer.status;
}

/** Something of the request went further than its signature. */
async function tookEffect(office: Office): Promise<boolean> {
  const [seen, noted] = [await office.db.select().from(onceTokens), await office.db.select().from(auditEntries)];
  return seen.length > 0 || noted.length > 0 || office.slack.apiCalls().length > 0;
}

const json = 'application/json';
const without = ({ body, headers }: Request, name: string): Request => ({
  body,
  headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
});
const withHeader = ({ body, headers }: Request, name: string, value: string): Request => ({
  body,
  headers: { ...headers, [name]: value },
});

const refused: [string, (office: Office) => Request][] = [
  ['another secret', (office) => signed(office, command(), { secret: 'not ours' })],
  ['a body changed by one byte', (office) => ({ ...signed(office), body: command('counT') })],
  ['a body written anew', (office) => ({ ...signed(office), body: command().replaceAll('%2F', '/') })],
  ['no signature', (office) => without(signed(office), 'x-slack-signature')],
  ['an empty signature', (office) => withHeader(signed(office), 'x-slack-signature', '')],
  ['a signature of another version', (office) => withHeader(signed(office), 'x-slack-signature', 'v1=00')],
  [
    'two signatures',
    (office) => {
      const request = signed(office);
      const right = request.headers['x-slack-signature'];
      return withHeader(request, 'x-slack-signature', `${right}, ${right}`);
    },
  ],
  ['no timestamp', (office) => without(signed(office), 'x-slack-request-timestamp')],
  [
    'a timestamp that is no number',
    (office) => {
      const body = command();
      const headers = {
        ...signed(office).headers,
        'x-slack-request-timestamp': 'NaN',
        'x-slack-signature': sign(signingSecret, 'NaN', body),
      };
      return { body, headers };
    },
  ],
  ['a timestamp 301 seconds old', (office) => signed(office, command(), { skew: -301 })],
  ['a timestamp 301 seconds ahead', (office) => signed(office, command(), { skew: 301 })],
  ['a timestamp ten years ahead', (office) => signed(office, command(), { skew: 10 * 365 * 86_400 })],
  ['another app', (office) => signed(office, command('count', { api_app_id: 'A0OTHER' }))],
  ['another workspace', (office) => signed(office, command('count', { team_id: 'T9OTHER' }))],
];

describe.each(databases)('the Slack door on $name', ({ test }) => {
  test('lets in what Slack signed within five minutes, and nothing else', async ({ db }) => {
    const office = await openOffice(db);
    for (const [what, request] of refused) {
      expect([what, await send(office, request(office))]).toEqual([what, 401]);
      expect([what, await tookEffect(office)]).toEqual([what, false]);
    }
    for (const skew of [0, -299, 299]) expect(await send(office, signed(office, command('count'), { skew }))).toBe(200);
  });

  test('refuses the same request a second time, also at the same moment', async ({ db }) => {
    const office = await openOffice(db);
    const request = signed(office);
    const statuses = await Promise.all(Array.from({ length: 5 }, () => send(office, request)));
    expect(statuses.toSorted()).toEqual([200, 401, 401, 401, 401]);
    office.pass(200_000);
    expect(await send(office, request)).toBe(401);
  });
});

const { test } = onServer;

describe('the Slack door', () => {
  test('answers ssl_check without a signature and without an effect', async ({ db }) => {
    const office = await openOffice(db);
    expect(await send(office, { body: 'ssl_check=1&token=legacy', headers: { 'content-type': form } })).toBe(200);
    expect(await tookEffect(office)).toBe(false);
  });

  test('echoes the challenge of a signed url_verification only', async ({ db }) => {
    const office = await openOffice(db);
    expect(await office.slack.verifyUrl()).toMatchObject({ echoed: true });
    expect(await office.slack.verifyUrl({ signature: 'wrong' })).toMatchObject({ echoed: false });
  });

  test('answers what it cannot read with 400', async ({ db }) => {
    const office = await openOffice(db);
    for (const body of ['', '{', 'null', '[]', '"text"', '7']) {
      expect([body, await send(office, signed(office, body, { type: json }))]).toEqual([body, 400]);
    }
    for (const body of ['payload=', 'payload=%7B', 'payload=null']) {
      expect([body, await send(office, signed(office, body))]).toEqual([body, 400]);
    }
  });

  test('survives payloads of any shape: no 5xx, no effect', async ({ db }) => {
    const office = await openOffice(db);
    const own = { api_app_id: 'A0MUSUBIAPP', team_id: 'T0FUKUROU01' };
    const shapes = [
      {},
      { type: 'block_actions' },
      { type: 'block_actions', actions: [], user: {} },
      { type: 'view_submission' },
      { type: 'event_callback', event_id: 'Ev1' },
      { type: 'event_callback', event_id: 'Ev2', event: { type: 'unheard_of' } },
      { type: 'nothing we know' },
      { command: '/other' },
    ];
    for (const shape of shapes) {
      const status = await send(office, signed(office, JSON.stringify({ ...own, ...shape }), { type: json }));
      expect([shape, status < 500]).toEqual([shape, true]);
    }
    expect(await office.db.select().from(auditEntries)).toEqual([]);
  });

  test('does an event once, however often Slack sends it, and never refuses a retry', async ({ db }) => {
    const office = await openOffice(db);
    const event = JSON.stringify({
      type: 'event_callback',
      api_app_id: 'A0MUSUBIAPP',
      team_id: 'T0FUKUROU01',
      event_id: 'Ev0HOME',
      event: { type: 'app_home_opened', user: people.yamaguchi, tab: 'home', channel: 'D1', event_ts: '1.1' },
    });
    const deliveries = Array.from({ length: scaled(250) }, (_, index) => {
      const request = signed(office, event, { type: json, skew: -(index % 200) });
      return index % 4 === 0 ? request : withHeader(request, 'x-slack-retry-num', String(index % 4));
    });
    const statuses = await Promise.all(deliveries.map((request) => send(office, request)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(office.slack.apiCalls('views.publish')).toHaveLength(1);
  });
});
