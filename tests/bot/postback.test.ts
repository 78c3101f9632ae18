import { createHmac } from 'node:crypto';
import { describe, expect, test as pure } from 'vitest';
import { postbackData, readPostback } from '../../bot/postback.ts';
import type { RequestId } from '../../db/ids.ts';
import { auditEntries, inbox } from '../../db/schema/plumbing.ts';
import { askByMail, at, openHouse, secret, stateOf, twoCards } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { type BotDoor, channelSecret, openBot } from './door.ts';

describe('the data of a button', () => {
  const data = postbackData(secret, { verb: 'cancel_request', id: '142' }, at(10));

  pure('says what it was made to say, as long as it lasts', () => {
    expect(readPostback(secret, data, at(9))).toEqual({ verb: 'cancel_request', id: '142' });
    expect(readPostback(secret, data, at(11))).toBe('expired');
    expect(readPostback(secret, postbackData(secret, { verb: 'a', id: 'b' }), at(999_999))).toEqual({
      verb: 'a',
      id: 'b',
    });
  });

  pure('is worth nothing when a single letter of it is another one', () => {
    for (let i = 0; i < data.length; i++) {
      for (const letter of ['0', 'x', '.', '']) {
        const changed = data.slice(0, i) + letter + data.slice(i + 1);
        if (changed !== data) expect(readPostback(secret, changed, at())).toBe('forged');
      }
    }
  });

  pure('is worth nothing under another secret, empty, or from elsewhere', () => {
    expect(readPostback('another secret of a shop', data, at())).toBe('forged');
    for (const odd of ['', '.', '....', 'v1....', 'action=buy&id=1', '{"verb":"cancel_request"}', `${data}.${data}`]) {
      expect(readPostback(secret, odd, at())).toBe('forged');
    }
  });
});

const { test } = onServer;

async function open(db: Parameters<typeof openHouse>[0]) {
  const house = await openHouse(db);
  const { today, older } = await twoCards(house);
  const bot = await openBot(db);
  for (const { lineUserId } of [today, older])
    bot.line.addUser({ displayName: '優子', userId: lineUserId, friend: true });
  const { requestId } = await askByMail(house, today);
  return { bot, today, older, requestId };
}

let pressed = 0;

/** LINE says that this user pressed a button with this data. */
async function press(bot: BotDoor, lineUserId: string, data: unknown, more: object = {}) {
  const body = JSON.stringify({
    events: [
      {
        ...{ type: 'postback', mode: 'active', timestamp: bot.now().getTime(), webhookEventId: `press-${++pressed}` },
        ...{ source: { type: 'user', userId: lineUserId }, postback: { data }, ...more },
      },
    ],
  });
  const signature = createHmac('sha256', channelSecret).update(body).digest('base64');
  await bot.app.request('/line/webhook', { method: 'POST', headers: { 'x-line-signature': signature }, body });
  await bot.settled();
}

const cancel = (requestId: RequestId | number, expiresAt?: Date) =>
  postbackData(secret, { verb: 'cancel_request', id: String(requestId) }, expiresAt);

test('its owner can take a request back with the button, also months later', async ({ db }) => {
  const { bot, today, requestId } = await open(db);
  await press(bot, today.lineUserId, cancel(requestId));
  expect(await stateOf(db, requestId)).toBe('cancelled');
  expect(bot.heard(today.lineUserId).at(-1)?.text).toContain('取り下げました');
  await bot.close();
});

test('a button that is forged, expired, late, of nothing, or of another person is refused kindly, changes nothing and is written down', async ({
  db,
}) => {
  const { bot, today, older, requestId } = await open(db);
  const stranger = `U${'e'.repeat(32)}`;
  bot.line.addUser({ displayName: '他人', userId: stranger, friend: true });
  const right = cancel(requestId);
  const attempts: [who: string, data: unknown, more?: object][] = [
    [today.lineUserId, right.replace('cancel', 'accept')],
    [today.lineUserId, right.slice(0, -1)],
    [today.lineUserId, `${right}A`],
    [today.lineUserId, right.replace('v1', 'v2')],
    [today.lineUserId, right.toUpperCase()],
    [today.lineUserId, ` ${right}`],
    [today.lineUserId, postbackData('another secret of a shop', { verb: 'cancel_request', id: String(requestId) })],
    [today.lineUserId, cancel(requestId, at(-1))],
    [today.lineUserId, right, { timestamp: at(-25 * 60).getTime() }],
    [today.lineUserId, cancel(9_999)],
    [today.lineUserId, cancel(Number.NaN)],
    [today.lineUserId, postbackData(secret, { verb: 'cancel_request', id: '1e99' })],
    [today.lineUserId, postbackData(secret, { verb: 'cancel_request', id: '-1' })],
    [today.lineUserId, postbackData(secret, { verb: 'give_points', id: '1000' })],
    [today.lineUserId, postbackData(secret, { verb: 'register', id: 'toString' })],
    [today.lineUserId, postbackData(secret, { verb: 'show', id: 'constructor' })],
    [today.lineUserId, postbackData(secret, { verb: 'accept_offer', id: 'own' })],
    [today.lineUserId, postbackData(secret, { verb: 'relink', id: 'own' })],
    [today.lineUserId, ''],
    [today.lineUserId, null],
    [today.lineUserId, { nested: 'x' }],
    [today.lineUserId, 'x'.repeat(300)],
    [today.lineUserId, '../../admin'],
    [today.lineUserId, "'; drop table inbox; --"],
    [today.lineUserId, '{"__proto__":{"verb":"cancel_request"}}'],
    [older.lineUserId, right],
    [older.lineUserId, postbackData(secret, { verb: 'accept_offer', id: 'own' })],
    [stranger, right],
    [stranger, postbackData(secret, { verb: 'accept_offer', id: 'own' })],
    [stranger, postbackData(secret, { verb: 'register', id: 'confirm' })],
  ];
  for (const [i, [who, data, more]] of attempts.entries()) {
    const before = (await db.select().from(auditEntries)).length;
    const said = bot.heard(who).length;
    await press(bot, who, data, more);
    expect([i, await stateOf(db, requestId)]).toEqual([i, 'proving']);
    expect([i, bot.heard(who).length]).toEqual([i, said + 1]);
    const isStranger = who === stranger;
    const written = (await db.select().from(auditEntries)).length - before;
    if (!isStranger && data !== postbackData(secret, { verb: 'register', id: 'toString' }))
      expect([i, written]).toEqual([i, 1]);
  }
  const rows = await db.select().from(inbox);
  expect(rows.every(({ state }) => state === 'done')).toBe(true);
  expect(bot.lines.filter((line) => line.includes('failed') || line.includes('retry'))).toEqual([]);
  await bot.close();
});
