import { isItem, parseJson } from './fields.ts';
import { retryDelaysMs } from './rules.ts';
import { deliver, type Knobs, withOverrides } from './send.ts';
import type { Delivery, Item } from './types.ts';
import { changed, inBackground, mintId, teamOf, type World } from './world.ts';

/** Sends the first call of an Events API subscription and says whether the app echoed the challenge. [PLATFORM 21] */
export async function verifyUrl(world: World, knobs: Knobs = {}): Promise<{ echoed: boolean; delivery: Delivery }> {
  const challenge = mintId(world, 'challenge');
  const body = JSON.stringify({ token: 'legacy', challenge, type: 'url_verification' });
  const delivery = await deliver(world, 'url_verification', 'application/json', body, knobs);
  const echoed = delivery.answer?.trim() === challenge || echoOf(delivery) === challenge;
  return { echoed: delivery.outcome === 'ok' && echoed, delivery };
}

/** Sends an event the app subscribed to, in Slack's envelope; undefined when it did not subscribe. [PLATFORM 21] */
export async function sendEvent(
  world: World,
  subscription: string,
  event: Item,
  knobs: Knobs = {},
): Promise<Delivery | undefined> {
  if (!world.identity.botEvents.includes(subscription)) return undefined;
  const body = JSON.stringify(withOverrides(envelope(world, event), knobs));
  const user = typeof event.user === 'string' ? event.user : undefined;
  const delivery = await deliver(world, 'event_callback', 'application/json', body, knobs, user);
  planRetry(world, delivery, knobs.retryNum ?? 0);
  return delivery;
}

/** Sends every retry whose time has come; further ones are planned as they fail. [PLATFORM 21: 0 s, 1 min, 5 min] */
export async function sendDueRetries(world: World): Promise<void> {
  const now = world.now().getTime();
  const due = world.state.retries.filter((retry) => retry.dueAt <= now);
  world.state.retries = world.state.retries.filter((retry) => retry.dueAt > now);
  await Promise.all(due.map((retry) => sendRetry(world, retry.body, retry.num, retry.reason)));
}

function envelope(world: World, event: Item): Item {
  const { identity } = world;
  const author = typeof event.user === 'string' ? teamOf(world, event.user) : identity.teamId;
  return {
    token: 'legacy',
    team_id: identity.teamId,
    context_team_id: author,
    context_enterprise_id: null,
    api_app_id: identity.appId,
    event,
    type: 'event_callback',
    event_id: mintId(world, 'Ev'),
    event_time: Math.floor(world.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: identity.teamId,
        user_id: identity.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: author !== identity.teamId,
  };
}

function planRetry(world: World, delivery: Delivery, num: number): void {
  const reason = failureReason(delivery);
  const delayMs = retryDelaysMs[num];
  if (reason === undefined || delayMs === undefined) return;
  // The header is not heard when the answer came too late. [PLATFORM 21]
  if (reason !== 'http_timeout' && delivery.answerHeaders?.['x-slack-no-retry'] === '1') return;
  if (delayMs === 0) {
    inBackground(world, sendRetry(world, delivery.body, num + 1, reason));
    return;
  }
  world.state.retries.push({ body: delivery.body, num: num + 1, reason, dueAt: world.now().getTime() + delayMs });
  setTimeout(() => inBackground(world, sendDueRetries(world)), delayMs).unref();
}

async function sendRetry(world: World, body: string, num: number, reason: string): Promise<void> {
  const knobs = { retryNum: num, retryReason: reason };
  const delivery = await deliver(world, 'event_callback', 'application/json', body, knobs);
  planRetry(world, delivery, num);
  changed(world);
}

function failureReason(delivery: Delivery): string | undefined {
  if (delivery.outcome === 'timeout') return 'http_timeout';
  if (delivery.outcome === 'http_error') return 'http_error';
  return delivery.outcome === 'connection_failed' ? 'connection_failed' : undefined;
}

function echoOf(delivery: Delivery): unknown {
  const answer = parseJson(delivery.answer ?? '');
  return isItem(answer) ? answer.challenge : undefined;
}
