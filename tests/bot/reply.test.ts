import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { outbox } from '../../db/schema/plumbing.ts';
import type { ApiFault } from '../../sandbox/line/faults.ts';
import { type Guest, join, openHouse, yuko } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { type BotDoor, channelSecret, openBot } from './door.ts';

const { test } = onServer;
const seconds = 1_000;
const replyPath = '/v2/bot/message/reply';

async function open(db: Parameters<typeof openHouse>[0], options: Parameters<typeof openBot>[1] = {}) {
  const guest = await join(await openHouse(db), yuko, { points: 10 });
  const bot = await openBot(db, options);
  bot.line.addUser({ displayName: '優子', userId: guest.lineUserId, friend: true });
  return { bot, guest };
}

/** How each message of the bot reached the phone. */
const ways = (bot: BotDoor, { lineUserId }: Guest) =>
  bot.line
    .chatOf(lineUserId)
    .messages.filter(({ from }) => from === 'bot')
    .map(({ via }) => via);

/** A minute and a half later, and then an hour: whatever is still owed goes out. */
async function wait(bot: BotDoor) {
  for (const ms of [90 * seconds, 600 * seconds, 3_000 * seconds]) {
    bot.forward(ms);
    await bot.tick();
  }
}

test('an answer goes out as one reply, which costs nothing', async ({ db }) => {
  const { bot, guest } = await open(db);
  await bot.line.say(guest.lineUserId, 'ポイント');
  await bot.settled();
  await wait(bot);
  expect(ways(bot, guest)).toEqual(['reply']);
  const [row] = await db.select().from(outbox);
  expect(row).toMatchObject({ state: 'sent', attempts: 1 });
  expect(row?.receipt).toMatch(/^reply:/);
  await bot.close();
});

test('an answer that comes too late for its token is pushed, once', async ({ db }) => {
  const { bot, guest } = await open(db);
  bot.line.webhooks.hold();
  await bot.line.say(guest.lineUserId, 'ポイント');
  const work = bot.deps.line.profile;
  bot.deps.line.profile = async (userId) => {
    bot.forward(61 * seconds);
    return work(userId);
  };
  await bot.line.webhooks.release();
  await bot.settled();
  await wait(bot);
  expect(ways(bot, guest)).toEqual(['push']);
  expect(bot.line.apiCalls().filter(({ path }) => path === replyPath)).toEqual([]);
  await bot.close();
});

test('a webhook that is delivered again within twenty minutes is answered with its token', async ({ db }) => {
  const { bot, guest } = await open(db);
  bot.line.webhooks.knobs.dropNext = 1;
  const { event } = await bot.line.say(guest.lineUserId, 'ポイント');
  bot.forward(10 * 60 * seconds);
  await bot.line.webhooks.redeliver(String(event?.webhookEventId));
  await bot.settled();
  await wait(bot);
  expect(ways(bot, guest)).toEqual(['reply']);
  await bot.close();
});

test('a token that LINE does not take leads to one push with a key of its own', async ({ db }) => {
  const { bot, guest } = await open(db);
  const body = JSON.stringify({
    events: [
      {
        ...{ type: 'message', mode: 'active', timestamp: bot.now().getTime(), webhookEventId: randomUUID() },
        ...{ source: { type: 'user', userId: guest.lineUserId }, replyToken: 'spent' },
        message: { type: 'text', id: '1', text: 'ポイント' },
      },
    ],
  });
  const signature = createHmac('sha256', channelSecret).update(body).digest('base64');
  await bot.app.request('/line/webhook', { method: 'POST', headers: { 'x-line-signature': signature }, body });
  await bot.settled();
  await wait(bot);
  expect(ways(bot, guest)).toEqual(['push']);
  expect(bot.line.apiCalls().filter(({ path }) => path === replyPath)).toHaveLength(1);
  await bot.close();
});

const uncertain: Record<string, ApiFault> = {
  'no answer came after the effect': { kind: 'timeout-after' },
  'no answer came and there was no effect': { kind: 'timeout-before' },
  'the line broke after the effect': { kind: 'reset-after' },
  'LINE failed after the effect': { kind: 'error-after' },
  'LINE failed before the effect': { kind: 'error-before' },
};

for (const [name, fault] of Object.entries(uncertain)) {
  test(`a reply of which nobody knows whether it was said is never said again: ${name}`, async ({ db }) => {
    const { bot, guest } = await open(db, { sendTimeoutMs: 300 });
    bot.line.failCalls({ fault, path: replyPath, times: 1 });
    await bot.line.say(guest.lineUserId, 'ポイント');
    await bot.settled();
    await wait(bot);
    expect(ways(bot, guest)).toEqual(fault.kind.endsWith('after') ? ['reply'] : []);
    expect((await db.select().from(outbox)).map(({ state }) => state)).toEqual(['unknown']);
    await bot.close();
  });
}

test('a reply that LINE has no room for at this moment is pushed later, once', async ({ db }) => {
  const { bot, guest } = await open(db);
  bot.line.failCalls({ fault: { kind: 'rate-limited' }, path: '/v2/bot/message', times: 2 });
  await bot.line.say(guest.lineUserId, 'ポイント');
  await bot.settled();
  await wait(bot);
  expect(ways(bot, guest)).toEqual(['push']);
  await bot.close();
});

test('an answer whose reply was begun by a process that died is left at that', async ({ db }) => {
  const { bot, guest } = await open(db);
  bot.deps.line.reply = () => new Promise(() => {});
  void bot.line.say(guest.lineUserId, 'ポイント');
  await expect.poll(async () => (await db.select().from(outbox))[0]?.failure).toBe('reply:begun');
  const other = await openBot(db);
  other.line.addUser({ displayName: '優子', userId: guest.lineUserId, friend: true });
  await wait(other);
  expect(ways(other, guest)).toEqual([]);
  expect((await db.select().from(outbox)).map(({ state }) => state)).toEqual(['unknown']);
  await other.close();
  await bot.line.stop();
});
