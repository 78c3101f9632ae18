import { signV0 } from './signature.ts';
import type { Delivery, DeliveryKind, Item } from './types.ts';
import { changed, inBackground, mintId, type World } from './world.ts';

/**
 * Deliberate misbehaviour of one delivery. `payload` is merged over the payload's top level and, one level down, over
 * its objects (`{ user: { id: 'U666' }, team: { id: 'T666' }, api_app_id: 'A666' }`); `times` sends that many at once.
 */
export type Knobs = {
  signature?: 'wrong' | 'missing' | 'other_secret';
  timestampSkewSec?: number;
  retryNum?: number;
  retryReason?: string;
  payload?: Item;
  headers?: Record<string, string>;
  times?: number;
};

/** Signs a body as Slack does and sends it to the app; resolves when the app answered or the deadline passed. */
export async function deliver(
  world: World,
  kind: DeliveryKind,
  contentType: string,
  body: string,
  knobs: Knobs = {},
  user?: string,
): Promise<Delivery> {
  const headers = { 'content-type': contentType, ...signedHeaders(world, body, knobs), ...knobs.headers };
  const delivery: Delivery = {
    id: mintId(world, 'delivery-'),
    at: world.now().toISOString(),
    kind,
    ...(user ? { user } : {}),
    headers,
    body,
    outcome: 'pending',
  };
  world.state.deliveries.push(delivery);
  const sending = send(world, delivery);
  inBackground(world, sending);
  await sending;
  changed(world);
  return delivery;
}

/** Sends an earlier delivery again, byte for byte; `resign` gives it a timestamp and signature of now. */
export async function redeliver(world: World, id: string, resign = false): Promise<Delivery> {
  const first = world.state.deliveries.find((delivery) => delivery.id === id);
  if (!first) throw new Error(`no delivery ${id}`);
  const headers = resign ? { ...first.headers, ...signedHeaders(world, first.body, {}) } : first.headers;
  const { 'content-type': contentType = '', ...rest } = headers;
  return deliver(world, first.kind, contentType, first.body, { headers: rest }, first.user);
}

/** The payload with a knob's overrides laid over it, objects merged one level down. */
export function withOverrides(payload: Item, knobs: Knobs): Item {
  const merged: Item = { ...payload };
  for (const [key, value] of Object.entries(knobs.payload ?? {})) {
    const under = payload[key];
    const bothObjects = typeof under === 'object' && typeof value === 'object' && under && value;
    merged[key] = bothObjects && !Array.isArray(value) ? { ...under, ...value } : value;
  }
  return merged;
}

function signedHeaders(world: World, body: string, knobs: Knobs): Record<string, string> {
  const timestamp = Math.floor(world.now().getTime() / 1000) + (knobs.timestampSkewSec ?? 0);
  const secret = knobs.signature === 'other_secret' ? 'another app’s secret' : world.identity.signingSecret;
  const signature = knobs.signature === 'wrong' ? `v0=${'0'.repeat(64)}` : signV0(secret, timestamp, body);
  return {
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(timestamp),
    ...(knobs.signature === 'missing' ? {} : { 'x-slack-signature': signature }),
    ...(knobs.retryNum === undefined ? {} : { 'x-slack-retry-num': String(knobs.retryNum) }),
    ...(knobs.retryReason === undefined ? {} : { 'x-slack-retry-reason': knobs.retryReason }),
  };
}

async function send(world: World, delivery: Delivery): Promise<void> {
  const started = performance.now();
  const giveUp = new AbortController();
  const deadline = Promise.withResolvers<'timeout'>();
  const timer = setTimeout(() => deadline.resolve('timeout'), world.rules.deadlineMs);
  const asking = ask(world, delivery, giveUp.signal);
  // A late rejection, after the deadline already spoke, is nobody's business any more.
  asking.catch(() => {});
  try {
    const answer = await Promise.race([asking, deadline.promise]);
    if (answer === 'timeout') {
      delivery.outcome = 'timeout';
      giveUp.abort();
    } else {
      Object.assign(delivery, answer, { outcome: answer.status < 300 ? 'ok' : 'http_error' });
    }
  } catch {
    delivery.outcome = 'connection_failed';
  } finally {
    clearTimeout(timer);
    delivery.tookMs = Math.round(performance.now() - started);
  }
}

async function ask(world: World, delivery: Delivery, signal: AbortSignal) {
  const response = await world.fetch(world.identity.eventsUrl(), {
    method: 'POST',
    headers: delivery.headers,
    body: delivery.body,
    redirect: 'manual',
    signal,
  });
  const answer = await response.text();
  return { status: response.status, answer, answerHeaders: Object.fromEntries(response.headers) };
}
