import { createHmac } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { rowsOf } from '../../db/open.ts';
import { activities } from '../../db/schema/activities.ts';
import { identities } from '../../db/schema/members.ts';
import { inbox, outbox } from '../../db/schema/plumbing.ts';
import { type Guest, join, openHouse, yuko } from '../core/house.ts';
import { scaled } from '../scale.ts';
import { databases, onServer } from '../setup.ts';
import { type BotDoor, channelSecret, openBot } from './door.ts';

const minutes = 60_000;
const days = 24 * 60 * minutes;

/** Members who have their phones in hand. */
async function members(db: Parameters<typeof openHouse>[0], bot: BotDoor, count: number): Promise<Guest[]> {
  const house = await openHouse(db);
  const guests: Guest[] = [];
  for (let i = 0; i < count; i++) guests.push(await join(house, yuko, { points: 10 }));
  for (const { lineUserId } of guests) bot.line.addUser({ displayName: '優子', userId: lineUserId, friend: true });
  return guests;
}

function post(bot: BotDoor, events: unknown[]) {
  const body = JSON.stringify({ destination: `U${'b'.repeat(32)}`, events });
  const signature = createHmac('sha256', channelSecret).update(body).digest('base64');
  return bot.app.request('/line/webhook', { method: 'POST', headers: { 'x-line-signature': signature }, body });
}

const text = (bot: BotDoor, guest: Guest, id: string, said: string, more: object = {}) => ({
  ...{ type: 'message', mode: 'active', timestamp: bot.now().getTime(), webhookEventId: id },
  source: { type: 'user', userId: guest.lineUserId },
  message: { type: 'text', id: `m-${id}`, text: said },
  ...more,
});

const outcomes = async (db: Parameters<typeof openHouse>[0]) =>
  Object.fromEntries(
    (await db.select().from(inbox).orderBy(asc(inbox.id))).map(({ eventId, state, outcome }) => [
      eventId,
      `${state} ${outcome}`,
    ]),
  );

describe.each(databases)('the inbox on $name', ({ test, name }) => {
  test('events that arrive several times and out of order take effect once each', { timeout: 300_000 }, async ({
    db,
  }) => {
    const bot = await openBot(db);
    const people = await members(db, bot, 20);
    const each = scaled(name === 'embedded' ? 3 : 10);
    bot.line.webhooks.hold();
    for (let i = 0; i < each; i++) {
      for (const { lineUserId } of people) await bot.line.say(lineUserId, 'ポイント');
    }
    const deliveries = await bot.line.webhooks.release({ copies: 5, shuffleSeed: 7, concurrency: 50 });
    await bot.settled();
    const events = each * people.length;
    expect(deliveries.length).toBe(events * 5);
    expect(deliveries.filter(({ status }) => status !== 200)).toEqual([]);
    expect(people.map(({ lineUserId }) => bot.heard(lineUserId).length)).toEqual(people.map(() => each));
    const [counted] = await rowsOf<{ rows: number; done: number; replies: number; noted: number }>(
      db,
      sql`select (select count(*)::int from inbox) as rows, (select count(*)::int from inbox where state = 'done') as done,
        (select count(*)::int from outbox where state = 'sent') as replies, (select count(*)::int from activities where kind = 'reply') as noted`,
    );
    expect(counted).toEqual({ rows: events, done: events, replies: events, noted: events });
    await bot.close();
  });

  test('registering while every webhook comes three times makes one member', async ({ db }) => {
    await openHouse(db);
    const bot = await openBot(db);
    const { userId } = bot.line.addUser({ displayName: '真央', friend: false });
    bot.line.webhooks.knobs.duplicates = 2;
    await bot.line.follow(userId);
    await bot.settled();
    await bot.line.press(userId, 'last', '会員証を作る');
    await bot.settled();
    for (const said of ['結城 真央', 'ゆうき まお', 'とばす', 'とばす']) {
      await bot.line.say(userId, said);
      await bot.settled();
    }
    await bot.line.press(userId, 'last', 'この内容で登録する');
    await bot.settled();
    expect(await db.select().from(identities).where(eq(identities.value, userId))).toHaveLength(1);
    expect(await rowsOf(db, sql`select 1 from accounts`)).toHaveLength(1);
    await bot.close();
  });

  test('what is not for the bot is kept with the reason, and the good events beside it take effect', async ({ db }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 2)) as [Guest, Guest];
    const now = bot.now().getTime();
    const odd = { mode: 'active', timestamp: now, source: { type: 'user', userId: guest.lineUserId } };
    const answer = await post(bot, [
      text(bot, guest, 'standby', 'ポイント', { mode: 'standby' }),
      { ...odd, type: 'somethingNew', webhookEventId: 'unknown', novelty: { a: [1] } },
      { ...odd, type: 'accountLink', webhookEventId: 'link', link: { result: 'ok', nonce: 'x' } },
      { type: 'accountLink', mode: 'active', timestamp: now, webhookEventId: 'sourceless', link: { result: 'failed' } },
      text(bot, guest, 'group', 'ポイント', {
        source: { type: 'group', groupId: `C${'1'.repeat(32)}`, userId: guest.lineUserId },
      }),
      text(bot, guest, 'nobody', 'ポイント', { source: { type: 'user', userId: '../../etc' } }),
      text(bot, guest, 'extra', 'ポイント', { surprise: { deep: [{ er: null }] } }),
      text(bot, guest, 'nul', 'ポイ\u0000ント\ud800'),
      text(bot, guest, 'old', 'ポイント', { timestamp: now - 31 * days }),
      { ...text(bot, guest, 'sticker', ''), message: { type: 'sticker', id: 's1', packageId: '1', stickerId: '1' } },
      null,
      'text',
    ]);
    expect(answer.status).toBe(200);
    await bot.settled();
    const kept = await outcomes(db);
    expect(Object.keys(kept).filter((id) => id.startsWith('malformed:'))).toHaveLength(2);
    expect(kept).toMatchObject({
      standby: 'done ignored:standby',
      unknown: 'done ignored:somethingNew',
      link: 'done ignored:accountLink',
      sourceless: 'done ignored:not_one_to_one',
      group: 'done ignored:not_one_to_one',
      nobody: 'done ignored:not_one_to_one',
      extra: 'done asked:points',
      nul: 'done asked:points',
      old: 'done ignored:too_old',
      sticker: 'done ignored:sticker',
    });
    await bot.close();
  });

  test('what the member wrote is gone from the inbox once it was worked on', async ({ db }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 1)) as [Guest];
    await bot.line.say(guest.lineUserId, '電話は 090-1234-5678 です');
    await bot.settled();
    const [row] = await db.select().from(inbox);
    expect(JSON.stringify(row)).not.toContain('1234');
    expect(row?.body).toMatchObject({ type: 'message', source: { userId: guest.lineUserId } });
    await bot.close();
  });

  test('a message taken back before it was worked on is not worked on, in either order', async ({ db }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 1)) as [Guest];
    const unsend = (id: string, messageId: string) => ({
      ...{ type: 'unsend', mode: 'active', timestamp: bot.now().getTime(), webhookEventId: id },
      source: { type: 'user', userId: guest.lineUserId },
      unsend: { messageId },
    });
    await post(bot, [unsend('u1', 'm-e1')]);
    await bot.settled();
    await post(bot, [text(bot, guest, 'e1', 'ポイント')]);
    await bot.settled();
    expect(await outcomes(db)).toEqual({ u1: 'done unsent', e1: 'done ignored:unsent' });
    expect(bot.heard(guest.lineUserId)).toEqual([]);
    await bot.close();
  });

  test('a captured webhook that is played again an hour or a month later changes nothing', async ({ db }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 1)) as [Guest];
    const captured = [text(bot, guest, 'captured', 'ポイント')];
    for (const laterMs of [0, 60 * minutes, 30 * days, 100 * days]) {
      bot.forward(laterMs);
      expect((await post(bot, captured)).status).toBe(200);
      await bot.settled();
      await bot.tick();
    }
    expect(await db.select().from(activities).where(eq(activities.kind, 'reply'))).toHaveLength(1);
    expect(bot.heard(guest.lineUserId)).toHaveLength(1);
    await bot.close();
  });

  test('the youngest of follow and unfollow decides, in whatever order they arrive', async ({ db }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 1)) as [Guest];
    const start = bot.now().getTime();
    const event = (type: 'follow' | 'unfollow', minute: number) => ({
      ...{ type, mode: 'active', timestamp: start + minute * minutes, webhookEventId: `${type}-${minute}` },
      source: { type: 'user', userId: guest.lineUserId },
    });
    const story = [
      event('unfollow', 1),
      event('follow', 2),
      event('unfollow', 3),
      event('follow', 4),
      event('unfollow', 5),
    ];
    for (const at of [4, 0, 3, 1, 2]) {
      await post(bot, [story[at]]);
      await bot.settled();
    }
    const [identity] = await db.select().from(identities).where(eq(identities.value, guest.lineUserId));
    expect(identity?.blockedAt).toEqual(new Date(start + 5 * minutes));
    await bot.close();
  });
});

describe('the inbox when things break', () => {
  const { test } = onServer;

  test('what cannot be stored is answered 503, and works when LINE delivers it again', async ({ db }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 1)) as [Guest];
    await db.execute(sql`alter table inbox rename to inbox_away`);
    const { event } = await bot.line.say(guest.lineUserId, 'ポイント');
    expect(bot.line.deliveries().at(-1)).toMatchObject({ outcome: 'error_status_code', status: 503 });
    await db.execute(sql`alter table inbox_away rename to inbox`);
    await bot.line.webhooks.redeliver(String(event?.webhookEventId));
    await bot.settled();
    expect(bot.heard(guest.lineUserId)).toHaveLength(1);
    await bot.close();
  });

  test('an event that was stored and not worked on, because the process died, is worked on after the lease', async ({
    db,
  }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 1)) as [Guest];
    const at = bot.now();
    const body = text(bot, guest, 'orphan', 'ポイント');
    const leasedUntil = new Date(at.getTime() + minutes);
    await db
      .insert(inbox)
      .values({ source: 'line', eventId: 'orphan', body, receivedAt: at, dueAt: at, attempts: 1, leasedUntil });
    await bot.tick();
    expect(await outcomes(db)).toEqual({ orphan: 'pending null' });
    bot.forward(2 * minutes);
    await bot.tick();
    expect(await outcomes(db)).toEqual({ orphan: 'done asked:points' });
    expect(bot.line.chatOf(guest.lineUserId).messages.map(({ via }) => via)).toEqual(['push']);
    await bot.close();
  });

  test('an event that fails again and again is tried later and later, then put aside for staff to see', async ({
    db,
  }) => {
    const bot = await openBot(db);
    const [guest] = (await members(db, bot, 1)) as [Guest];
    await db.execute(sql`alter table activities rename to activities_away`);
    await bot.line.say(guest.lineUserId, 'ポイント');
    await bot.settled();
    for (let i = 0; i < 12; i++) {
      bot.forward(40 * minutes);
      await bot.tick();
    }
    await db.execute(sql`alter table activities_away rename to activities`);
    const [row] = await db.select().from(inbox);
    expect(row).toMatchObject({ state: 'dead', attempts: 8 });
    const letters = await db.select().from(outbox).where(eq(outbox.topic, 'slack'));
    expect(letters.map(({ message }) => message)).toEqual([{ show: 'dead_letter', box: 'inbox', rowId: row?.id }]);
    expect(bot.heard(guest.lineUserId)).toEqual([]);
    await bot.close();
  });

  test('two workers on one inbox share it and never work on one event twice', async ({ db }) => {
    const bot = await openBot(db);
    const people = await members(db, bot, 10);
    const at = bot.now();
    const waiting = people.flatMap((guest) =>
      Array.from({ length: scaled(6) }, (_, i) => ({
        ...{ source: 'line' as const, eventId: `${guest.accountId}-${i}`, receivedAt: at, dueAt: at },
        body: text(bot, guest, `${guest.accountId}-${i}`, 'ポイント'),
      })),
    );
    await db.insert(inbox).values(waiting);
    await Promise.all(Array.from({ length: 4 }, () => bot.tick()));
    const rows = await db.select().from(inbox);
    expect(rows.every(({ state, attempts }) => state === 'done' && attempts === 1)).toBe(true);
    expect(await db.select().from(activities)).toHaveLength(waiting.length);
    await bot.close();
  });
});
