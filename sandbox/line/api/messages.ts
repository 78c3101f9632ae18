import { type Context, Hono } from 'hono';
import type { Thing } from '../check/fields.ts';
import { checkMessages } from '../check/messages.ts';
import { isUserId, newToken } from '../ids.ts';
import { countSent, day, remainingQuota } from '../quota.ts';
import type { LineMessage } from '../shapes.ts';
import type { AcceptedSend, ChatMessage, SentMessage } from '../state.ts';
import { type LineWorld, show } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { bodyFault, invalidProperty, jsonBody, LineRefusal } from './refusal.ts';

type Kind = 'reply' | 'push' | 'multicast' | 'broadcast';

const minuteMs = 60_000;
const replyTokenMs = minuteMs;
const replyEventMs = 20 * minuteMs;
const retryKeyMs = 24 * 60 * minuteMs;
const nonFriendMs = 7 * 24 * 60 * minuteMs;
const recipientsMax = 500;
const quotable = ['text', 'textV2', 'sticker', 'image', 'video', 'template', 'flex'];

/** Sending and validating messages (PLATFORM 4, 5). */
export function messageRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.post('/v2/bot/message/reply', (c) => reply(world, c));
  routes.post('/v2/bot/message/push', (c) => once(world, c, (body) => push(world, c, body)));
  routes.post('/v2/bot/message/multicast', (c) => once(world, c, (body) => multicast(world, c, body)));
  routes.post('/v2/bot/message/broadcast', (c) => once(world, c, (body) => broadcast(world, c, body)));
  for (const kind of ['reply', 'push', 'multicast', 'narrowcast', 'broadcast']) {
    routes.post(`/v2/bot/message/validate/${kind}`, async (c) => {
      sendable(world, await jsonBody(c));
      return c.json({});
    });
  }
  routes.get('/v2/bot/message/quota', (c) => {
    const value = world.options.monthlyQuota;
    return c.json(value === undefined ? { type: 'none' } : { type: 'limited', value });
  });
  routes.get('/v2/bot/message/quota/consumption', (c) => {
    const { month, count } = world.state.usage;
    return c.json({ totalUsage: month === day(world.now()).slice(0, 6) ? count : 0 });
  });
  routes.get('/v2/bot/message/delivery/:kind{reply|push|multicast|broadcast}', (c) => {
    const date = c.req.query('date') ?? '';
    if (!/^\d{8}$/.test(date)) throw new LineRefusal(400, "The value for the 'date' parameter is invalid");
    if (date >= day(world.now())) return c.json({ status: 'unready' });
    return c.json({ status: 'ready', success: world.state.sentByDay[`${c.req.param('kind')} ${date}`] ?? 0 });
  });
  return routes;
}

/** The messages of the body, judged by the same checker for a send and for a validate call. */
function sendable(world: LineWorld, body: Thing): LineMessage[] {
  const fault = checkMessages(body.messages, world.rulesOff);
  if (fault) throw new LineRefusal(400, fault);
  if (body.notificationDisabled !== undefined && typeof body.notificationDisabled !== 'boolean') {
    throw invalidProperty('notificationDisabled');
  }
  return body.messages as LineMessage[];
}

async function reply(world: LineWorld, c: Context<ApiEnv>): Promise<Response> {
  const body = await jsonBody(c);
  if (c.req.header('x-line-retry-key') !== undefined) {
    throw new LineRefusal(400, 'The retry key is not supported for this API');
  }
  if (typeof body.replyToken !== 'string' || body.replyToken === '') throw bodyFault('May not be empty', 'replyToken');
  const messages = sendable(world, body);
  const token = world.state.replyTokens[body.replyToken];
  const now = world.now();
  const isGood = token && !token.used && now - token.deliveredAt <= replyTokenMs && now - token.eventAt <= replyEventMs;
  if (!isGood) throw new LineRefusal(400, 'Invalid reply token');
  token.used = true;
  countSent(world, 'reply', 1);
  return c.json({ sentMessages: arrive(world, c, [token.userId], messages, 'reply') });
}

/** Keeps the promise of the retry key: a key accepted in the last 24 hours sends nothing again (PLATFORM 5.3). */
async function once(
  world: LineWorld,
  c: Context<ApiEnv>,
  send: (body: Thing) => SentMessage[] | undefined,
): Promise<Response> {
  const body = await jsonBody(c);
  const key = c.req.header('x-line-retry-key');
  if (key !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)) {
    throw new LineRefusal(400, 'The retry key is invalid');
  }
  const before = key === undefined ? undefined : acceptedBefore(world, key);
  if (before) throw alreadyAccepted(before);
  const sentMessages = send(body);
  const accepted: AcceptedSend = { requestId: c.get('requestId'), at: world.now(), sentMessages };
  if (key !== undefined) world.state.acceptedSends[key] = accepted;
  return c.json(sentMessages ? { sentMessages } : {});
}

function acceptedBefore(world: LineWorld, key: string): AcceptedSend | undefined {
  const before = world.state.acceptedSends[key];
  return before && world.now() - before.at < retryKeyMs ? before : undefined;
}

function alreadyAccepted({ requestId, sentMessages }: AcceptedSend): LineRefusal {
  const body = { message: 'The retry key is already accepted', ...(sentMessages ? { sentMessages } : {}) };
  return new LineRefusal(409, body, { 'x-line-accepted-request-id': requestId });
}

function push(world: LineWorld, c: Context<ApiEnv>, body: Thing): SentMessage[] {
  if (typeof body.to !== 'string' || body.to === '') throw bodyFault('May not be empty', 'to');
  const messages = sendable(world, body);
  checkUnits(body);
  if (!isUserId(body.to)) throw invalidProperty('to');
  if (!world.state.users[body.to]) throw new LineRefusal(400, 'Failed to send messages');
  const reached = [body.to].filter((userId) => isReachable(world, userId, true));
  spend(world, 'push', reached.length);
  return arrive(world, c, reached, messages, 'push');
}

function multicast(world: LineWorld, c: Context<ApiEnv>, body: Thing): undefined {
  const { to } = body;
  if (!Array.isArray(to) || to.length < 1 || to.length > recipientsMax) {
    throw bodyFault(`Size must be between 1 and ${recipientsMax}`, 'to');
  }
  const messages = sendable(world, body);
  checkUnits(body);
  const bad = to.findIndex((userId) => !isUserId(userId) || !world.state.users[userId]);
  if (bad >= 0) throw invalidProperty(`to[${bad}]`);
  const reached = [...new Set(to as string[])].filter((userId) => isReachable(world, userId, false));
  spend(world, 'multicast', reached.length);
  arrive(world, c, reached, messages, 'multicast');
}

function broadcast(world: LineWorld, c: Context<ApiEnv>, body: Thing): undefined {
  const messages = sendable(world, body);
  const reached = Object.keys(world.state.users).filter((userId) => isReachable(world, userId, false));
  spend(world, 'broadcast', reached.length);
  arrive(world, c, reached, messages, 'broadcast');
}

function checkUnits(body: Thing): void {
  const units = body.customAggregationUnits;
  if (units === undefined) return;
  const isGood =
    Array.isArray(units) && units.length <= 1 && units.every((unit) => /^[A-Za-z0-9_]{1,30}$/.test(String(unit)));
  if (!isGood) throw invalidProperty('customAggregationUnits');
}

/** Friends, and for a push also people who wrote within seven days; never one who blocks (PLATFORM 5). */
function isReachable(world: LineWorld, userId: string, alsoRecentWriter: boolean): boolean {
  const user = world.state.users[userId];
  if (!user || user.blocked) return false;
  const wroteLately = user.wroteAt !== undefined && world.now() - user.wroteAt <= nonFriendMs;
  return user.friend || (alsoRecentWriter && wroteLately);
}

function spend(world: LineWorld, kind: Kind, recipients: number): void {
  if (recipients > remainingQuota(world)) throw new LineRefusal(429, 'You have reached your monthly limit.');
  countSent(world, kind, recipients);
}

function arrive(
  world: LineWorld,
  c: Context<ApiEnv>,
  userIds: string[],
  messages: LineMessage[],
  via: Kind,
): SentMessage[] {
  const sent = messages.map((body): SentMessage & { body: LineMessage } => {
    const id = world.messageId();
    return quotable.includes(body.type) ? { id, quoteToken: newToken(), body } : { id, body };
  });
  for (const userId of userIds) {
    if (world.state.users[userId]?.blocked) continue;
    for (const { id, body } of sent) {
      const line: ChatMessage = {
        id,
        at: world.now(),
        from: 'bot',
        body,
        via,
        read: false,
        requestId: c.get('requestId'),
      };
      show(world, userId, line);
    }
  }
  return sent.map(({ id, quoteToken }) => (quoteToken ? { id, quoteToken } : { id }));
}
