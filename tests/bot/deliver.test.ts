import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { tell } from '../../core/outbox.ts';
import type { EdgeId, RequestId } from '../../db/ids.ts';
import { identities } from '../../db/schema/members.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import type { ApiFault } from '../../sandbox/line/faults.ts';
import type { LineStandInOptions } from '../../sandbox/line/options.ts';
import { type Guest, join, openHouse, tick as system, yuko } from '../core/house.ts';
import { scaled } from '../scale.ts';
import { onServer } from '../setup.ts';
import { type BotDoor, openBot } from './door.ts';

const { test } = onServer;
const hours = 3_600_000;

async function open(db: Parameters<typeof openHouse>[0], count: number, line: Partial<LineStandInOptions> = {}) {
  const house = await openHouse(db);
  const guests: Guest[] = [];
  for (let i = 0; i < count; i++) guests.push(await join(house, { ...yuko, familyName: `会員${i}` }));
  const bot = await openBot(db, { line, sendTimeoutMs: 250 });
  for (const { lineUserId } of guests) bot.line.addUser({ displayName: '会員', userId: lineUserId, friend: true });
  /** Leaves a message whose words carry a figure of its own: the points. */
  const leave = (guest: Guest, points: number) =>
    tell(
      system(house, bot.now()),
      { topic: 'line', message: { to: guest.identityId, template: 'unmerged', edgeId: 1 as EdgeId, points } },
      `test:${points}`,
    );
  return { house, guests, bot, leave };
}

const rowsIn = (db: Parameters<typeof openHouse>[0], topic: 'line' | 'slack' = 'line') =>
  db.select().from(outbox).where(eq(outbox.topic, topic)).orderBy(asc(outbox.id));

/** The figures on a person's phone. */
const figures = (bot: BotDoor, { lineUserId }: Guest) =>
  bot.heard(lineUserId).map((body) => Number(/(\d[\d,]*) pt/.exec(JSON.stringify(body))?.[1]?.replaceAll(',', '')));

const storms: ApiFault[] = [
  { kind: 'rate-limited' },
  { kind: 'error-before' },
  { kind: 'error-after' },
  { kind: 'timeout-before' },
  { kind: 'timeout-after' },
  { kind: 'reset-before' },
  { kind: 'reset-after' },
];

test('in a storm every push arrives once, at the right phone, and all have arrived when it is over', {
  timeout: 600_000,
}, async ({ db }) => {
  const each = scaled(10);
  const { guests, bot, leave } = await open(db, 40);
  for (const [i, guest] of guests.entries()) {
    for (let n = 0; n < each; n++) await leave(guest, i * 1_000 + n + 1);
  }
  bot.line.failStorm({ rate: 0.5, seed: 11, faults: storms, path: '/v2/bot/message/push' });
  for (let minute = 0; minute < 5; minute++) {
    await Promise.all([bot.tick(), bot.tick()]);
    bot.forward(60_000);
  }
  bot.line.healthy();
  for (let round = 0; round < 4; round++) {
    bot.forward(20 * 60_000);
    await bot.tick();
  }
  for (const [i, guest] of guests.entries()) {
    const expected = Array.from({ length: each }, (_, n) => i * 1_000 + n + 1);
    expect(figures(bot, guest).sort((one, other) => one - other)).toEqual(expected);
  }
  const rows = await rowsIn(db);
  expect(rows.every(({ state, receipt }) => state === 'sent' && receipt)).toBe(true);
  expect(rows.some(({ attempts }) => attempts > 2)).toBe(true);
  await bot.close();
});

test('a push whose answer never comes is tried with one key for 23 hours, then left as unknown and shown to staff', async ({
  db,
}) => {
  const { guests, bot, leave } = await open(db, 1);
  await leave(guests[0]!, 7);
  bot.line.failCalls({ fault: { kind: 'error-after', status: 500 }, path: '/v2/bot/message/push' });
  for (let hour = 0; hour < 30; hour++) {
    await bot.tick();
    bot.forward(hours);
  }
  const pushes = bot.line.apiCalls().filter(({ path }) => path === '/v2/bot/message/push');
  const first = pushes[0]?.at ?? 0;
  expect(pushes.every(({ at }) => at - first <= 23 * hours)).toBe(true);
  expect(pushes.length).toBeGreaterThan(10);
  expect(figures(bot, guests[0]!)).toEqual([7]);
  const [row] = await rowsIn(db);
  expect(row?.state).toBe('unknown');
  const shown = (await rowsIn(db, 'slack')).map(({ message }) => message);
  expect(shown).toEqual([{ show: 'dead_letter', box: 'outbox', rowId: row?.id }]);
  await bot.close();
});

test('when the month is full, pushes wait for the next one, staff hear of it once, and nothing is lost', async ({
  db,
}) => {
  const { guests, bot, leave } = await open(db, 30, { monthlyQuota: 12 });
  for (const [i, guest] of guests.entries()) await leave(guest, i + 1);
  await bot.tick();
  bot.forward(5 * hours);
  await bot.tick();
  const shown = guests.flatMap((guest) => figures(bot, guest));
  expect(shown).toHaveLength(12);
  const letters = (await rowsIn(db, 'slack')).map(({ key }) => key);
  expect(letters).toEqual(['line_limit:2026-11']);
  bot.forward(10 * 24 * hours);
  await bot.tick();
  expect(guests.flatMap((guest) => figures(bot, guest)).length).toBe(24);
  await bot.close();
});

test('who blocked, unlinked or was never there is sent nothing, and the reason is kept', async ({ db }) => {
  const { guests, bot, leave } = await open(db, 3);
  const [blocked, unlinked, there] = guests as [Guest, Guest, Guest];
  for (const [i, guest] of guests.entries()) await leave(guest, i + 1);
  await db.update(identities).set({ blockedAt: bot.now() }).where(eq(identities.id, blocked.identityId));
  await db.update(identities).set({ unlinkedAt: bot.now() }).where(eq(identities.id, unlinked.identityId));
  await bot.tick();
  expect((await rowsIn(db)).map(({ state, failure }) => [state, failure])).toEqual([
    ['dropped', 'blocked'],
    ['dropped', 'unlinked'],
    ['sent', null],
  ]);
  expect(figures(bot, there)).toEqual([3]);
  expect(bot.line.apiCalls().filter(({ path }) => path.endsWith('/push'))).toHaveLength(1);
  await bot.close();
});

test('what is true when it is sent decides: a request that moved on is not spoken of as waiting', async ({ db }) => {
  const { house, guests, bot } = await open(db, 1);
  const message = { to: guests[0]!.identityId, template: 'request_waiting', storeName: '吉祥寺店' } as const;
  await tell(system(house), { topic: 'line', message: { ...message, requestId: 9_999 as RequestId } }, 'gone');
  await bot.tick();
  expect((await rowsIn(db)).map(({ state, failure }) => [state, failure])).toEqual([['dropped', 'request_moved_on']]);
  expect(bot.heard(guests[0]!.lineUserId)).toEqual([]);
  await bot.close();
});

test('a message that LINE refuses is put aside at once and shown to staff', async ({ db }) => {
  const { guests, bot, leave } = await open(db, 1);
  await db
    .update(identities)
    .set({ value: `U${'f'.repeat(32)}X` })
    .where(eq(identities.id, guests[0]!.identityId));
  await leave(guests[0]!, 1);
  await bot.tick();
  expect((await rowsIn(db)).map(({ state, failure, attempts }) => [state, failure, attempts])).toEqual([
    ['dead', 'line_400', 1],
  ]);
  expect(await rowsIn(db, 'slack')).toHaveLength(1);
  await bot.close();
});

test('a process that dies between the claim and the answer leaves a row that the next one sends under the same key', async ({
  db,
}) => {
  const { guests, bot, leave } = await open(db, 1);
  await leave(guests[0]!, 5);
  const [row] = await rowsIn(db);
  const at = bot.now();
  // The dead process had pushed it already.
  await bot.deps.line.push(guests[0]!.lineUserId, [{ type: 'text', text: '5 pt' }], row!.retryKey);
  const leasedUntil = new Date(at.getTime() + 60_000);
  await db.update(outbox).set({ attempts: 1, firstTriedAt: at, leasedUntil });
  await bot.tick();
  expect((await rowsIn(db))[0]?.state).toBe('pending');
  bot.forward(61_000);
  await bot.tick();
  expect((await rowsIn(db))[0]).toMatchObject({ state: 'sent', attempts: 2 });
  expect(figures(bot, guests[0]!)).toEqual([5]);
  await bot.close();
});

test('four workers on one outbox share it: no message twice, none missed', async ({ db }) => {
  const { guests, bot, leave } = await open(db, 25);
  const each = scaled(8);
  for (const [i, guest] of guests.entries()) {
    for (let n = 0; n < each; n++) await leave(guest, i * 1_000 + n + 1);
  }
  await Promise.all(Array.from({ length: 4 }, () => bot.tick()));
  const shown = guests.flatMap((guest) => figures(bot, guest));
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown).toHaveLength(guests.length * each);
  expect(bot.line.apiCalls().filter(({ path }) => path.endsWith('/push'))).toHaveLength(guests.length * each);
  await bot.close();
});

test('a letter goes to the contact on file, a code that is over does not, and no way to send is told to staff', async ({
  db,
}) => {
  const { house, bot } = await open(db, 1);
  await tell(
    system(house),
    { topic: 'mail', message: { profileValueId: 424_242, template: 'proof_code', proofId: 1 } },
    'a',
  );
  await bot.tick();
  bot.deps.post.sms = undefined;
  await tell(system(house), { topic: 'sms', message: { profileValueId: 1, template: 'proof_code', proofId: 1 } }, 'b');
  await bot.tick();
  const rows = await db.select().from(outbox).orderBy(asc(outbox.id));
  expect(rows.map(({ topic, state, failure }) => [topic, state, failure])).toMatchObject([
    ['mail', 'dropped', 'contact_gone'],
    ['sms', 'dead', 'no_sms_set_up'],
    ['slack', expect.anything(), expect.anything()],
  ]);
  expect(bot.mails).toEqual([]);
  await bot.close();
});

test('what is left twice under one key is sent once', async ({ db }) => {
  const { guests, bot, leave } = await open(db, 1);
  await leave(guests[0]!, 1);
  await leave(guests[0]!, 1);
  expect(await rowsIn(db)).toHaveLength(1);
  expect((await rowsIn(db))[0]?.retryKey).toHaveLength(randomUUID().length);
  await bot.tick();
  expect(figures(bot, guests[0]!)).toEqual([1]);
  await bot.close();
});
