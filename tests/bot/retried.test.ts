import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { retryDeadLetter, retryDeadLetters } from '../../core/deadLetters/acts.ts';
import { tell } from '../../core/outbox.ts';
import type { EdgeId } from '../../db/ids.ts';
import { identities, profileValues } from '../../db/schema/members.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import { clerk, type Guest, type House, join, openHouse, tick as system, yuko } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { type BotDoor, openBot } from './door.ts';

const { test } = onServer;
const hourMs = 3_600_000;

async function open(db: Parameters<typeof openHouse>[0]) {
  const house = await openHouse(db);
  const guest = await join(house, { ...yuko, mail: 'yuko.saito@example.jp' });
  const bot = await openBot(db, { sendTimeoutMs: 250 });
  bot.line.addUser({ displayName: '会員', userId: guest.lineUserId, friend: true });
  return { house, guest, bot, headquarters: () => clerk(house, 'takeshi', bot.now()) };
}

/** Leaves a push and answers its row's id. */
async function leave(house: House, bot: BotDoor, { identityId }: Guest): Promise<number> {
  const message = { to: identityId, template: 'unmerged', edgeId: 1 as EdgeId, points: 7 } as const;
  await tell(system(house, bot.now()), { topic: 'line', message }, 'test');
  const [row] = await house.db.select().from(outbox).where(eq(outbox.topic, 'line'));
  return row!.id;
}

const rowOf = async ({ db }: House, id: number) =>
  (
    await db
      .select()
      .from(outbox)
      .where(eq(outbox.id, id as never))
  )[0]!;
const letters = async ({ db }: House) =>
  (await db.select().from(outbox).where(eq(outbox.topic, 'slack')).orderBy(outbox.id)).map(
    ({ key }) => key.split(':').slice(3)[0] ?? 'died',
  );

test('a push that LINE refused certainly did not arrive: it is sent again without a question, days later too', async ({
  db,
}) => {
  const { house, guest, bot, headquarters } = await open(db);
  await db
    .update(identities)
    .set({ value: `U${'f'.repeat(32)}X` })
    .where(eq(identities.id, guest.identityId));
  const rowId = await leave(house, bot, guest);
  await bot.tick();
  expect(await rowOf(house, rowId)).toMatchObject({ state: 'dead', unsureTries: 0 });
  await db.update(identities).set({ value: guest.lineUserId }).where(eq(identities.id, guest.identityId));
  bot.forward(48 * hourMs);
  expect(await retryDeadLetter(headquarters(), { box: 'outbox', rowId })).toBe('retried');
  await bot.tick();
  expect(bot.heard(guest.lineUserId)).toHaveLength(1);
  expect(await rowOf(house, rowId)).toMatchObject({ state: 'sent' });
  expect(await letters(house)).toEqual(['died', 'retry', 'settled']);
  expect(await retryDeadLetter(headquarters(), { box: 'outbox', rowId })).toBe('not_dead');
  await bot.close();
});

test('a push whose answers got lost for a day may have arrived: it leaves again only for whoever takes that on', async ({
  db,
}) => {
  const { house, guest, bot, headquarters } = await open(db);
  const rowId = await leave(house, bot, guest);
  bot.line.failCalls({ fault: { kind: 'error-after', status: 500 }, path: '/v2/bot/message/push' });
  for (let hour = 0; hour < 25; hour++) {
    await bot.tick();
    bot.forward(hourMs);
  }
  bot.line.healthy();
  const before = await rowOf(house, rowId);
  expect(before.state).toBe('unknown');
  expect(before.unsureTries).toBeGreaterThan(0);
  const letter = { box: 'outbox', rowId } as const;
  await expect(retryDeadLetter(headquarters(), letter)).rejects.toMatchObject({ code: 'choice_needed' });
  expect(await retryDeadLetters(headquarters(), { way: 'line' })).toEqual({ retried: 0, left: 1 });
  await bot.tick();
  expect(bot.heard(guest.lineUserId)).toHaveLength(1);
  expect(await retryDeadLetter(headquarters(), { ...letter, evenTwice: true })).toBe('retried');
  await bot.tick();
  expect(bot.heard(guest.lineUserId)).toHaveLength(2);
  expect((await rowOf(house, rowId)).retryKey).not.toBe(before.retryKey);
  await bot.close();
});

const mailTroubles = [
  ['a server that is not there', { code: 'ESOCKET', syscall: 'connect' }, 0],
  ['a server that says no', { code: 'EMESSAGE', responseCode: 550 }, 0],
  ['a silence after everything was said', { code: 'ETIMEDOUT', command: 'CONN' }, 8],
] as const;

for (const [what, facts, unsureTries] of mailTroubles) {
  test(`a mail is known not to have left only where that is certain: ${what}`, async ({ db }) => {
    const { house, bot } = await open(db);
    bot.deps.post.mail = () => Promise.reject(Object.assign(new Error('no mail'), facts));
    const [address] = await db.select().from(profileValues).where(eq(profileValues.field, 'mail'));
    await tell(
      system(house, bot.now()),
      { topic: 'mail', message: { profileValueId: address!.id, template: 'merged_about_you', edgeId: 1 as EdgeId } },
      'mail',
    );
    for (let round = 0; round < 12; round++) {
      await bot.tick();
      bot.forward(hourMs);
    }
    const [row] = await db.select().from(outbox).where(eq(outbox.topic, 'mail'));
    expect(row).toMatchObject({ state: 'dead', unsureTries });
    await bot.close();
  });
}
