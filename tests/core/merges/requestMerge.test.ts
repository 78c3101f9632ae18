import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { describe, expect } from 'vitest';
import type { Context, MemberActor } from '../../../core/context.ts';
import { askContactProof, proveContact } from '../../../core/members/contact.ts';
import { proveRequest, resendCode } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { latestRequestOf } from '../../../core/merges/requests.ts';
import { Refusal } from '../../../core/refusal.ts';
import { cannotLinks, mergeRequests } from '../../../db/schema/merges.ts';
import { databases, onServer } from '../../setup.ts';
import {
  askByMail,
  at,
  codeSent,
  type Guest,
  type House,
  join,
  member,
  openHouse,
  told,
  twoCards,
  yuko,
} from '../house.ts';

type Ask = Parameters<typeof requestMerge>[1];

/** One member per case, each asking for something else; what it is stays on our side. */
async function askers(house: House): Promise<Record<string, { guest: Guest; ask: Ask }>> {
  const older = () => join(house, { ...yuko, familyName: '斎藤', phone: '0467-22-3326', mail: 'old@example.jp' });
  const seeker = () => join(house, { ...yuko, phone: '090-7777-0000' });
  const [known, guarded, mine, others] = [await older(), await older(), await older(), await older()];
  const [barred, own] = [await seeker(), await seeker()];
  const [a, b] = [guarded.accountId, barred.accountId];
  await house.db.insert(cannotLinks).values({ a, b, recordedAt: at(), recordedBy: 'staff:1' });
  await house.db.execute(sql`update accounts set person_id = ${mine.accountId} where id = ${own.accountId}`);
  const byNumber = (number: string, name = '斎藤 優子'): Ask => ({ soughtKind: 'memberNumber', sought: number, name });
  return {
    existing: { guest: await seeker(), ask: byNumber(known.memberNumber) },
    absent: { guest: await seeker(), ask: byNumber('99999999') },
    blocked: { guest: barred, ask: byNumber(guarded.memberNumber) },
    'already mine': { guest: own, ask: byNumber(mine.memberNumber) },
    'of another name': { guest: await seeker(), ask: byNumber(others.memberNumber, '田中 一郎') },
  };
}

describe.each(databases)('asking for an older card, on $name', ({ test }) => {
  test('a code goes to the contact on file, the request waits for it', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const answer = await askByMail(house, today);
    expect(answer).toEqual({ requestId: 1, codeUntil: at(10), resendAfter: at(1) });
    const [message] = await told(db);
    expect(message).toMatchObject({ topic: 'mail', template: 'proof_code', proofId: 1 });
    const value = await db.execute(
      sql`select account_id::int as account, field from profile_values where id = ${message!.profileValueId as number}`,
    );
    expect(Array.isArray(value) ? value[0] : (value as unknown as { rows: unknown[] }).rows[0]).toEqual({
      account: older.accountId,
      field: 'mail',
    });
    expect(await codeSent(db)).toMatch(/^\d{6}$/);
  });

  test('a phone gets its code by SMS, a number by mail, and without mail by SMS', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const noMail = await join(house, { ...yuko, phone: '090-8888-0000' });
    const ask = (soughtKind: Ask['soughtKind'], sought: string, minute: number) =>
      requestMerge(member(house, today, at(minute)), { soughtKind, sought, name: 'さいとう ゆうこ' });
    await ask('phone', '０４６７（２２）３３２６', 1);
    await ask('memberNumber', older.memberNumber, 2);
    await ask('memberNumber', noMail.memberNumber, 3);
    expect((await told(db)).map(({ topic }) => topic)).toEqual(['sms', 'mail', 'sms']);
  });

  test('the name finds the one of several who share a phone; two of one name find nobody', async ({ db }) => {
    const house = await openHouse(db);
    const family = { phone: '0422-55-0000' };
    const seeker = await join(house, yuko);
    const mother = await join(house, {
      familyName: '齋藤',
      givenName: '恵子',
      familyKana: 'サイトウ',
      givenKana: 'ケイコ',
      ...family,
    });
    const maiden = await join(house, {
      familyName: '田中',
      givenName: '優子',
      familyKana: 'タナカ',
      givenKana: 'ユウコ',
      ...family,
    });
    const ask = async (name: string, minute: number) => {
      const { requestId } = await requestMerge(member(house, seeker, at(minute)), {
        soughtKind: 'phone',
        sought: '0422550000',
        name,
      });
      const [request] = await db.select().from(mergeRequests).where(sql`id = ${requestId}`);
      return request!.targetAccountId;
    };
    expect(await ask('サイトウ ケイコ', 0)).toBe(mother.accountId);
    expect(await ask('斎藤 優子', 1)).toBe(maiden.accountId);
    expect(await ask('斎藤 一郎', 2)).toBeNull();
    await join(house, { ...yuko, givenKana: 'ユーコ', ...family });
    await join(house, { ...yuko, familyName: '斎藤', ...family });
    expect(await ask('斎藤 優子', 3)).toBeNull();
  });

  test('a phone that somebody only claims does not hide the one the shop knows', async ({ db }) => {
    const house = await openHouse(db);
    const seeker = await join(house, yuko);
    const older = await join(house, { ...yuko, phone: '0422-55-0000' });
    const thief = await join(house, yuko);
    await askContactProof(member(house, thief), { kind: 'phone', value: '0422-55-0000' });
    await requestMerge(member(house, seeker), { soughtKind: 'phone', sought: '0422-55-0000', name: '齋藤優子' });
    const [request] = await db.select().from(mergeRequests);
    expect(request!.targetAccountId).toBe(older.accountId);
  });

  test('what can be no number, phone, mail or name is refused by its form alone', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    for (const [soughtKind, sought, name] of [
      ['memberNumber', '1234', '齋藤'],
      ['phone', '12', '齋藤'],
      ['mail', 'nobody', '齋藤'],
      ['mail', 'a@example.jp', ' \u0000 '],
    ] as const) {
      await expect(requestMerge(member(house, today), { soughtKind, sought, name })).rejects.toMatchObject({
        code: 'bad_input',
      });
    }
  });

  test('a newer request replaces one that was not proved; one that waits does not give way', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    await askByMail(house, today);
    const { requestId } = await askByMail(house, today, at(2));
    expect((await db.select().from(mergeRequests).orderBy(mergeRequests.id)).map(({ state }) => state)).toEqual([
      'cancelled',
      'proving',
    ]);
    await proveRequest(member(house, today, at(3)), { requestId, code: await codeSent(db) });
    await expect(askByMail(house, today, at(4))).rejects.toMatchObject({ code: 'request_open', facts: { requestId } });
  });

  test('one member asks five times a day, one card is asked for five times a day, and tomorrow again', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    for (let minute = 0; minute < 5; minute++) await askByMail(house, today, at(minute));
    await expect(askByMail(house, today, at(6))).rejects.toMatchObject({ code: 'rate_limited' });
    const other = await join(house, yuko);
    await expect(askByMail(house, other, at(7))).rejects.toMatchObject({ code: 'rate_limited' });
    const absent = (minute: number) =>
      requestMerge(member(house, other, at(minute)), {
        soughtKind: 'mail',
        sought: 'nobody@example.jp',
        name: '斎藤優子',
      });
    for (let minute = 8; minute < 13; minute++) await absent(minute);
    await expect(absent(14)).rejects.toMatchObject({ code: 'rate_limited' });
    await askByMail(house, today, at(24 * 60));
  });

  test('P4 the answers of every step are the same bytes whatever exists', async ({ db }) => {
    const house = await openHouse(db);
    const heard = new Map<string, string>();
    for (const [name, { guest, ask }] of Object.entries(await askers(house))) {
      const steps: unknown[] = [];
      const say = async (work: Promise<unknown>) => steps.push(await work.then(plain, plain));
      const { requestId, ...times } = await requestMerge(member(house, guest), ask);
      steps.push(times);
      await say(latestRequestOf(db, guest.accountId));
      await say(resendCode(member(house, guest), { requestId }));
      await say(resendCode(member(house, guest, at(2)), { requestId }));
      for (let round = 0; round < 6; round++)
        await say(proveRequest(member(house, guest, at(3)), { requestId, code: '12345' }));
      await say(latestRequestOf(db, guest.accountId));
      await say(requestMerge(member(house, guest, at(4)), ask).then(({ requestId: _, ...rest }) => rest));
      heard.set(
        name,
        JSON.stringify(steps).replaceAll(`M-${requestId}`, 'M').replaceAll(`"requestId":${requestId}`, ''),
      );
    }
    expect(heard.size).toBe(5);
    expect(new Set(heard.values()).size).toBe(1);
  });

  test('the code of a card that does not exist proves nothing, not even when it is guessed', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await requestMerge(member(house, today), {
      soughtKind: 'mail',
      sought: 'nobody@example.jp',
      name: '齋藤優子',
    });
    const refused = proveRequest(member(house, today), { requestId, code: await codeSent(db) });
    await expect(refused).rejects.toMatchObject({ code: 'wrong_code', facts: { triesLeft: 4 } });
  });
});

function plain(value: unknown): unknown {
  return value instanceof Refusal ? { refused: value.code, ...value.facts } : value;
}

describe('what an eavesdropper on the database would see', () => {
  onServer.test('P4 asking, resending and proving run the same statements whatever exists', async ({ db, url }) => {
    const house = await openHouse(db);
    const cases = await askers(house);
    const client = postgres(url!, { max: 1, onnotice: () => {} });
    const statements: string[] = [];
    const logger = { logQuery: (query: string) => void statements.push(query) };
    const watched = drizzle(client, { casing: 'snake_case', logger });
    const runs = new Map<string, string>();
    for (const [name, { guest, ask }] of Object.entries(cases)) {
      statements.length = 0;
      const context = (minutes: number) =>
        ({ ...member(house, guest, at(minutes)), db: watched }) as unknown as Context<MemberActor>;
      const { requestId } = await requestMerge(context(0), ask);
      await resendCode(context(2), { requestId });
      await proveRequest(context(3), { requestId, code: '12345' }).catch(plain);
      runs.set(name, statements.join('\n'));
    }
    await client.end();
    expect(runs.get('absent')!.split('\n').length).toBeGreaterThan(15);
    expect(new Set(runs.values()).size).toBe(1);
  });

  onServer.test('so does proving a contact that nobody, somebody or a family has', async ({ db, url }) => {
    const house = await openHouse(db);
    await join(house, { familyName: '田中', givenName: '恵子', phone: '090-1111-0000' });
    const guests = [await join(house, yuko), await join(house, yuko)];
    const client = postgres(url!, { max: 1, onnotice: () => {} });
    const statements: string[] = [];
    const watched = drizzle(client, {
      casing: 'snake_case',
      logger: { logQuery: (query) => void statements.push(query) },
    });
    const runs: string[] = [];
    for (const [index, guest] of guests.entries()) {
      statements.length = 0;
      const context = (minutes: number) =>
        ({ ...member(house, guest, at(minutes)), db: watched }) as unknown as Context<MemberActor>;
      await askContactProof(context(0), { kind: 'phone', value: `090-1111-000${index}` });
      await proveContact(context(1), { code: '12345' }).catch(plain);
      runs.push(statements.join('\n'));
    }
    await client.end();
    expect(runs[0]).toBe(runs[1]);
  });
});
