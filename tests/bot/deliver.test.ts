import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { deliverOutbox } from '../../bot/deliver.ts';
import type { Mail } from '../../bot/post.ts';
import { setConsent } from '../../core/members/identity.ts';
import { tell } from '../../core/outbox.ts';
import { runDueScenarios } from '../../core/scenarios/due.ts';
import type { EdgeId, RequestId } from '../../db/ids.ts';
import { identities, profileValues } from '../../db/schema/members.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import type { ApiFault } from '../../sandbox/line/faults.ts';
import type { LineStandInOptions } from '../../sandbox/line/options.ts';
import { type Guest, join, member, openHouse, tick as system, yuko } from '../core/house.ts';
import { look, merge, openTellingHouse } from '../core/scenarios/story.ts';
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

const rowsIn = (db: Parameters<typeof openHouse>[0], topic: 'line' | 'slack' | 'mail' = 'line') =>
  db.select().from(outbox).where(eq(outbox.topic, topic)).orderBy(asc(outbox.id));

/** The figures on a person's phone. */
const figures = (bot: BotDoor, { lineUserId }: Guest) =>
  bot.heard(lineUserId).map((body) => Number(/(\d[\d,]*)\spt/.exec(JSON.stringify(body))?.[1]?.replaceAll(',', '')));

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

test('a message of a scenario is looked at once more when it leaves: a no since its step stops it', async ({ db }) => {
  const house = await openTellingHouse(db);
  const bot = await openBot(db);
  const [glad, weary] = [await join(house, yuko), await join(house, yuko)];
  for (const guest of [glad, weary]) {
    bot.line.addUser({ displayName: '会員', userId: guest.lineUserId, friend: true });
    await look(house, guest, bot.now());
  }
  bot.forward(48 * hours);
  expect(await runDueScenarios(system(house, bot.now()))).toBe(2);
  await setConsent(member(house, weary, bot.now()), { purpose: 'messages', allowed: false, version: '1' });
  await bot.tick();
  expect((await rowsIn(db)).map(({ state, failure }) => [state, failure])).toEqual([
    ['sent', null],
    ['dropped', 'opted_out'],
  ]);
  await bot.close();
});

test('A5 two cards that became one person while their messages lay in the outbox hear the step once', async ({
  db,
}) => {
  const house = await openTellingHouse(db);
  const bot = await openBot(db);
  const [one, other, third] = [await join(house, yuko), await join(house, yuko), await join(house, yuko)];
  for (const guest of [one, other, third]) {
    bot.line.addUser({ displayName: '会員', userId: guest.lineUserId, friend: true });
    await look(house, guest, bot.now());
  }
  bot.forward(48 * hours);
  expect(await runDueScenarios(system(house, bot.now()))).toBe(3);
  await merge(house, other, one, bot.now());
  await bot.tick();
  await merge(house, third, one, bot.now());
  await bot.tick();
  const steps = (await rowsIn(db)).filter(({ key }) => key.startsWith('scenario:'));
  expect(steps.map(({ state, failure }) => [state, failure])).toEqual([
    ['sent', null],
    ['dropped', 'person_has_it'],
    ['sent', null],
  ]);
  await bot.close();
});

test('what lies longer than its lease behind a slow service is left to whoever takes it over, and leaves once', async ({
  db,
}) => {
  const { house, guests, bot } = await open(db, 1);
  const [contact] = await db
    .insert(profileValues)
    .values({
      accountId: guests[0]!.accountId,
      ...{
        field: 'mail',
        value: 'yuko@example.jp',
        normalised: 'yuko@example.jp',
        source: 'self',
        recordedAt: bot.now(),
      },
    })
    .returning();
  for (let n = 1; n <= 6; n++) {
    const message = { profileValueId: contact!.id, template: 'request_about_you', requestId: n as RequestId } as const;
    await tell(system(house, bot.now()), { topic: 'mail', message }, `test:${n}`);
  }
  const slow = async (mail: Mail) => {
    bot.forward(40_000);
    bot.mails.push(mail);
    // Another process finds whatever lease is over by now.
    if (bot.mails.length === 3) await deliverOutbox(bot.deps);
  };
  const deps = { ...bot.deps, post: { mail: slow }, hands: 1 };
  for (let round = 0; round < 6; round++) {
    await deliverOutbox(deps);
    bot.forward(120_000);
  }
  expect(bot.mails.map(({ id }) => id).toSorted()).toEqual(
    (await rowsIn(db, 'mail')).map(({ retryKey }) => retryKey).toSorted(),
  );
  await bot.close();
});
