import { LineBotClient } from '@line/bot-sdk';
import { onTestFinished } from 'vitest';
import { listenLineStandIn } from '../../../sandbox/line/listen.ts';
import type { LineStandInOptions } from '../../../sandbox/line/options.ts';
import type { WebhookEvent } from '../../../sandbox/line/shapes.ts';

/** What a bot received: the raw body and its signature. */
export type Received = { body: string; signature: string | null; events: WebhookEvent[] };

export const channelSecret = '8c570fa6dd201bb328f1c1eac23a96d8';
const token = 'a-channel-access-token';

/** A clock that stands still until it is told to move. */
export function standingClock(start = '2026-11-21T05:00:00Z') {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    pass: (ms: number) => {
      at += ms;
    },
  };
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A stand-in on a loopback port with a bot behind its webhook and the real SDK in front; gone when the test ends. */
export async function startLine(
  more: Partial<LineStandInOptions> = {},
  answer: () => Response | Promise<Response> = ok,
) {
  const clock = standingClock();
  const received: Received[] = [];
  const bot = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const body = String(init?.body);
    const signature = new Headers(init?.headers).get('x-line-signature');
    received.push({ body, signature, events: (JSON.parse(body) as { events: WebhookEvent[] }).events });
    return answer();
  };
  const line = await listenLineStandIn({
    now: clock.now,
    channelSecret,
    channelAccessToken: token,
    loginChannelId: '2000000002',
    liffId: '2000000002-fukurou1',
    liffEndpoint: 'https://fukuro.example/liff/',
    botUserId: 'U8e742f61d673b39c7fff3cecb7536ef0',
    webhookUrl: 'https://fukuro.example/line/webhook',
    accountName: '眠りの店 ふくろう',
    fetch: bot as typeof fetch,
    ...more,
  });
  onTestFinished(line.stop);
  const client = LineBotClient.fromChannelAccessToken({
    channelAccessToken: token,
    apiBaseURL: line.origin,
    dataApiBaseURL: line.origin,
  });
  const call = (path: string, init: RequestInit = {}) =>
    fetch(line.origin + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const friend = async (displayName = '齋藤 優子') => {
    const { userId } = line.addUser({ displayName, friend: true });
    return userId;
  };
  return { line, client, clock, received, call, post, friend };
}

function ok(): Response {
  return new Response('{}');
}

/** How a call of the SDK ended that should not end well. */
export async function failureOf(
  call: Promise<unknown>,
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const error = await call.then(
    () => undefined,
    (failure: unknown) => failure as { status: number; body: string; headers: Headers },
  );
  if (!error) throw new Error('the call succeeded');
  return { status: error.status, body: JSON.parse(error.body), headers: error.headers };
}

export const text = (words: string) => ({ type: 'text' as const, text: words });
