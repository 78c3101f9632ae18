import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { describe, expect } from 'vitest';
import type { Actor, Context } from '../../../core/context.ts';
import { memberByLine } from '../../../core/members/member.ts';
import { askRecall, isRecalling, linkRecalled, proveRecall, recalledNumber } from '../../../core/members/recall.ts';
import { codeFor } from '../../../core/merges/proof.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { Refusal } from '../../../core/refusal.ts';
import { accounts, identities } from '../../../db/schema/members.ts';
import { proofCodes } from '../../../db/schema/merges.ts';
import { databases, onServer } from '../../setup.ts';
import { at, codeSent, type House, openHouse, secret, told, twoCards, welcomeOf } from '../house.ts';

type Stranger = Context<Extract<Actor, { kind: 'stranger' }>>;
type Ask = Parameters<typeof askRecall>[1];

const stranger = ({ db }: House, minutes = 0, lineUserId = 'Ustranger'): Stranger => ({
  ...{ db, now: at(minutes), secret },
  actor: { kind: 'stranger', lineUserId },
});
const byPhone: Ask = { kind: 'phone', value: '0467-22-3326', name: 'さいとう ゆうこ' };
const absent: Ask = { kind: 'phone', value: '0467-99-0000', name: 'さいとう ゆうこ' };

describe.each(databases)('a forgotten number, on $name', ({ test }) => {
  test('comes back to whoever reads the contact on file, and everybody else on that card hears of it', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { older } = await twoCards(house);
    const times = await askRecall(stranger(house), byPhone);
    expect(times).toEqual({ codeUntil: at(10), resendAfter: at(1) });
    const found = await proveRecall(stranger(house, 1), { code: await codeSent(db) });
    expect(found).toEqual({ memberNumber: older.memberNumber });
    const after = (await told(db)).slice(1);
    expect(after).toMatchObject([
      { topic: 'line', template: 'number_recalled', to: older.identityId },
      { topic: 'mail', template: 'number_recalled' },
    ]);
    expect(await recalledNumber(stranger(house, 2))).toBe(older.memberNumber);
    expect(await recalledNumber(stranger(house, 25 * 60))).toBeUndefined();
    expect(await recalledNumber(stranger(house, 2, 'Usomebody'))).toBeUndefined();
  });

  test('a code is good once, for ten minutes, for five tries, and only for the LINE that asked', async ({ db }) => {
    const house = await openHouse(db);
    await twoCards(house);
    await askRecall(stranger(house), byPhone);
    const code = await codeSent(db);
    await expect(proveRecall(stranger(house, 1, 'Usomebody'), { code })).rejects.toMatchObject({
      code: 'code_expired',
    });
    await expect(proveRecall(stranger(house, 10), { code })).rejects.toMatchObject({ code: 'code_expired' });
    await proveRecall(stranger(house, 2), { code });
    await expect(proveRecall(stranger(house, 3), { code })).rejects.toMatchObject({ code: 'code_expired' });
    await askRecall(stranger(house, 4), byPhone);
    for (let left = 4; left >= 0; left--)
      await expect(proveRecall(stranger(house, 5), { code: '12345' })).rejects.toMatchObject({
        code: 'wrong_code',
        facts: { triesLeft: left },
      });
    const late = await codeSent(db);
    await expect(proveRecall(stranger(house, 5), { code: late })).rejects.toMatchObject({ code: 'code_expired' });
  });

  test('its code opens no card: the store joins the new card with the old one, whose owner can say no', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { older } = await twoCards(house);
    const link = (minutes: number) => linkRecalled(stranger(house, minutes), { familyName: '斎藤', givenName: '優子' });
    await expect(link(0)).rejects.toMatchObject({ code: 'not_found' });
    await askRecall(stranger(house), byPhone);
    await expect(link(1)).rejects.toMatchObject({ code: 'not_found' });
    await proveRecall(stranger(house, 1), { code: await codeSent(db) });
    const { requestId } = await link(2);
    const view = await requestOf(db, requestId, at(2));
    expect(view).toMatchObject({ state: 'waiting', proof: 'code', target: { accountId: older.accountId } });
    const member = await memberByLine(db, 'Ustranger');
    expect(member!.personId).toBe(member!.accountId);
    expect((await balanceOf(db, member!.accountId, at(3))).spendable).toBe(0);
    expect(await welcomeOf(db, member!.accountId)).toBe(0);
    const about = (await told(db)).filter(({ template }) => template === 'request_about_you');
    expect(about.map(({ topic }) => topic).sort()).toEqual(['line', 'mail', 'sms']);
    await expect(link(3)).rejects.toMatchObject({ code: 'already_member' });
    expect(await db.select().from(accounts)).toHaveLength(3);
  });

  test('what can be no phone, mail or name is refused by its form alone', async ({ db }) => {
    const house = await openHouse(db);
    for (const wrong of [
      { ...byPhone, value: 'nobody' },
      { ...byPhone, kind: 'phone' as const, value: '12' },
      { ...byPhone, name: ' \u0000 ' },
      { ...byPhone, name: '優'.repeat(101) },
    ])
      await expect(askRecall(stranger(house), wrong)).rejects.toMatchObject({ code: 'bad_input' });
    expect(await db.select().from(proofCodes)).toHaveLength(0);
  });

  test('one LINE asks five times a day, one contact is asked for five times a day, and tomorrow again', async ({
    db,
  }) => {
    const house = await openHouse(db);
    await twoCards(house);
    for (let round = 0; round < 5; round++) await askRecall(stranger(house, 2 * round), byPhone);
    await expect(askRecall(stranger(house, 11), byPhone)).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(askRecall(stranger(house, 12, 'Uother'), byPhone)).rejects.toMatchObject({ code: 'rate_limited' });
    for (let round = 0; round < 5; round++) await askRecall(stranger(house, 20 + 2 * round, 'Uother'), absent);
    await expect(askRecall(stranger(house, 31, 'Uother'), absent)).rejects.toMatchObject({ code: 'rate_limited' });
    await askRecall(stranger(house, 24 * 60), byPhone);
  });

  test('the answers of every step are the same bytes whatever exists', async ({ db }) => {
    const house = await openHouse(db);
    const { older } = await twoCards(house);
    await db
      .update(accounts)
      .set({ closedAt: at(-1) })
      .where(eq(accounts.id, older.accountId));
    await twoCards(house);
    const asks: Record<string, Ask> = {
      existing: byPhone,
      absent,
      'another name': { kind: 'phone', value: '0467-22-3326', name: '田中 一郎' },
    };
    const heard: string[] = [];
    for (const [name, ask] of Object.entries(asks)) {
      const [on, wrong] = [(minutes: number) => stranger(house, minutes, name), '12345'];
      const steps = [
        await askRecall(on(0), ask).then(plain, plain),
        await askRecall(on(0.5), ask).then(plain, plain),
        await isRecalling(on(1)),
        ...(await inTurn(6, () => proveRecall(on(1), { code: wrong }).then(plain, plain))),
        await askRecall(on(2), ask).then(plain, plain),
        await isRecalling(on(20)),
        await proveRecall(on(20), { code: wrong }).then(plain, plain),
        await recalledNumber(on(20)),
        await linkRecalled(on(20), { familyName: '斎藤', givenName: '優子' }).then(plain, plain),
      ];
      heard.push(JSON.stringify(steps));
    }
    expect(new Set(heard).size).toBe(1);
  });

  test('the code of a card that does not exist proves nothing, not even when it is guessed', async ({ db }) => {
    const house = await openHouse(db);
    await askRecall(stranger(house), absent);
    const [proof] = await db.select().from(proofCodes);
    const guessed = proveRecall(stranger(house, 1), { code: codeFor(secret, proof!.id) });
    await expect(guessed).rejects.toMatchObject({ code: 'wrong_code', facts: { triesLeft: 4 } });
  });

  test('whoever asks is kept as a hash, not as the LINE they are', async ({ db }) => {
    const house = await openHouse(db);
    await twoCards(house);
    await askRecall(stranger(house), byPhone);
    expect(JSON.stringify(await db.select().from(proofCodes))).not.toContain('Ustranger');
    expect(await db.select().from(identities).where(eq(identities.value, 'Ustranger'))).toHaveLength(0);
  });

  test('a thousand guesses at one contact from a thousand LINEs get fifteen tries a day', async ({ db }) => {
    const house = await openHouse(db);
    await twoCards(house);
    for (let round = 0; round < 5; round++) {
      await askRecall(stranger(house, round, `U${round}`), byPhone);
      const tries = round < 3 ? 5 : 1;
      const code = await codeSent(db);
      for (let guess = 0; guess < tries; guess++) {
        const typed = round < 3 ? '12345' : code;
        await expect(proveRecall(stranger(house, round, `U${round}`), { code: typed })).rejects.toMatchObject({
          code: 'wrong_code',
        });
      }
    }
    await askRecall(stranger(house, 24 * 60), byPhone);
    await proveRecall(stranger(house, 24 * 60), { code: await codeSent(db) });
  });
});

async function inTurn<Result>(times: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let round = 0; round < times; round++) results.push(await work());
  return results;
}

function plain(result: unknown): unknown {
  return result instanceof Refusal ? { code: result.code, facts: result.facts } : result;
}

const { test } = onServer;

describe('what a forgotten number costs', () => {
  test('the same statements are sent whatever exists', async ({ db, url }) => {
    const house = await openHouse(db);
    await twoCards(house);
    const sent: string[] = [];
    const client = postgres(url!, { max: 1, debug: (_, query) => sent.push(query), onnotice: () => {} });
    const counting: House = { ...house, db: drizzle(client, { casing: 'snake_case' }) };
    const shapes: string[] = [];
    for (const [name, ask] of Object.entries({ byPhone, absent })) {
      await askRecall(stranger(counting, 0, `warm ${name}`), ask);
      sent.length = 0;
      await askRecall(stranger(counting, 0, name), ask);
      await proveRecall(stranger(counting, 1, name), { code: '12345' }).catch(() => {});
      shapes.push(sent.join('\n'));
    }
    await client.end();
    expect(shapes[0]!.split('\n').length).toBeGreaterThan(10);
    expect(shapes[1]).toBe(shapes[0]);
  });
});
