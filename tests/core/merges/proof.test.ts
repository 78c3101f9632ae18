import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordProfile } from '../../../core/members/profile.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { proveAtCounter, proveRequest, resendCode } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { latestRequestOf, requestOf } from '../../../core/merges/requests.ts';
import { mergeRequests } from '../../../db/schema/merges.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases, onServer } from '../../setup.ts';
import { askByMail, at, clerk, codeSent, join, member, openHouse, stateOf, told, twoCards, yuko } from '../house.ts';

describe.each(databases)('proving an older card, on $name', ({ test }) => {
  test('the right code brings the request to the store of the older card, and everybody concerned is told', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const code = [...(await codeSent(db))].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join(' ');
    expect(await proveRequest(member(house, today, at(2)), { requestId, code })).toEqual({ state: 'waiting' });
    const [request] = await db.select().from(mergeRequests);
    expect(request).toMatchObject({
      state: 'waiting',
      storeId: house.stores.kamakura,
      proof: 'code',
      requesterEpoch: 0,
      targetEpoch: 0,
    });
    expect((await told(db)).slice(1).map(({ topic, template, show, to }) => [topic, template ?? show, to])).toEqual([
      ['slack', 'request', undefined],
      ['line', 'request_waiting', today.identityId],
      ['line', 'request_about_you', older.identityId],
      ['mail', 'request_about_you', undefined],
      ['sms', 'request_about_you', undefined],
    ]);
    const seen = await latestRequestOf(db, today.accountId);
    expect(seen).toMatchObject({ state: 'waiting', store: { name: '鎌倉店' }, provedAt: at(2) });
  });

  test('an old card without a home store goes to headquarters', async ({ db }) => {
    const house = await openHouse(db);
    const seeker = await join(house, yuko);
    await join(house, { ...yuko, mail: 'yuko.saito@example.jp' });
    const { requestId } = await askByMail(house, seeker);
    await proveRequest(member(house, seeker), { requestId, code: await codeSent(db) });
    expect((await requestOf(db, requestId, at()))?.store?.name).toBe('本部');
  });

  test('a code is good for five tries and no more, also when the fifth refusal rolls back', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const right = await codeSent(db);
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const refused = proveRequest(member(house, today), { requestId, code: '00000' });
      await expect(refused).rejects.toMatchObject({ code: 'wrong_code', facts: { triesLeft } });
    }
    await expect(proveRequest(member(house, today), { requestId, code: right })).rejects.toMatchObject({
      code: 'code_expired',
    });
    expect(await stateOf(db, requestId)).toBe('proving');
  });

  test('another code has the tries that are left, and there is none when none is left', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const guess = (minute: number) => proveRequest(member(house, today, at(minute)), { requestId, code: '00000' });
    for (const triesLeft of [4, 3, 2]) await expect(guess(1)).rejects.toMatchObject({ facts: { triesLeft } });
    await resendCode(member(house, today, at(2)), { requestId });
    for (const triesLeft of [1, 0]) await expect(guess(3)).rejects.toMatchObject({ facts: { triesLeft } });
    await expect(resendCode(member(house, today, at(4)), { requestId })).rejects.toMatchObject({
      code: 'code_expired',
    });
  });

  test('fifteen tries a day are listened to for one card, whoever makes them, and nobody can tell', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const ask = { soughtKind: 'memberNumber', sought: older.memberNumber, name: '斎藤優子' } as const;
    for (let thief = 0; thief < 3; thief++) {
      const guest = await join(house, yuko);
      const { requestId } = await requestMerge(member(house, guest), ask);
      for (let guess = 0; guess < 5; guess++)
        await proveRequest(member(house, guest), { requestId, code: '00000' }).catch(() => {});
    }
    const { requestId } = await askByMail(house, today);
    const right = { requestId, code: await codeSent(db) };
    await expect(proveRequest(member(house, today), right)).rejects.toMatchObject({
      code: 'wrong_code',
      facts: { triesLeft: 4 },
    });
    const again = await askByMail(house, today, at(24 * 60));
    const next = { requestId: again.requestId, code: await codeSent(db) };
    expect(await proveRequest(member(house, today, at(24 * 60)), next)).toEqual({ state: 'waiting' });
  });

  test('a card goes to its store with what its maker merely typed marked so', async ({ db }) => {
    const house = await openHouse(db);
    const { older } = await twoCards(house);
    const poisoner = await join(house, {});
    const typed = { ...yuko, birthDate: '1985-03-14', phone: '0467-22-3326', mail: 'yuko.saito@example.jp' };
    await recordProfile(member(house, poisoner), poisoner.accountId, typed, 'self');
    const { requestId } = await startAtCounter(clerk(house, 'sayaka'), {
      presentNumber: poisoner.memberNumber,
      oldNumber: older.memberNumber,
    });
    const results = (await requestOf(db, requestId, at(1)))?.evidence.map(({ result }) => result);
    expect(results).toEqual(['claimed', 'claimed', 'claimed', 'claimed', 'claimed', 'unknown']);
  });

  test('a code ends after ten minutes, and with the next one', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const first = await codeSent(db);
    await expect(proveRequest(member(house, today, at(10)), { requestId, code: first })).rejects.toMatchObject({
      code: 'code_expired',
    });
    const times = await resendCode(member(house, today, at(11)), { requestId });
    expect(times).toEqual({ codeUntil: at(21), resendAfter: at(12) });
    const second = await codeSent(db);
    if (first !== second)
      await expect(proveRequest(member(house, today, at(12)), { requestId, code: first })).rejects.toMatchObject({
        code: 'wrong_code',
      });
    await proveRequest(member(house, today, at(13)), { requestId, code: second });
  });

  test('proving twice is proving once', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const code = await codeSent(db);
    await proveRequest(member(house, today), { requestId, code });
    const before = (await told(db)).length;
    expect(await proveRequest(member(house, today), { requestId, code: '000000' })).toEqual({ state: 'waiting' });
    expect((await told(db)).length).toBe(before);
  });

  test('another code is sent after a minute, to the same contact, five times at most', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await expect(resendCode(member(house, today, at(0.5)), { requestId })).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterSeconds: 30 },
    });
    for (let minute = 1; minute <= 5; minute++) await resendCode(member(house, today, at(minute)), { requestId });
    await expect(resendCode(member(house, today, at(6)), { requestId })).rejects.toMatchObject({
      code: 'rate_limited',
    });
    expect(new Set((await told(db)).map(({ profileValueId }) => profileValueId)).size).toBe(1);
  });

  test("a request is nobody else's to prove, resend or see", async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const code = await codeSent(db);
    await expect(proveRequest(member(house, older), { requestId, code })).rejects.toMatchObject({ code: 'not_found' });
    await expect(resendCode(member(house, older, at(2)), { requestId })).rejects.toMatchObject({ code: 'not_found' });
    expect(await latestRequestOf(db, older.accountId)).toBeUndefined();
  });

  test('at the counter staff name the old card of a request that found none', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const { requestId } = await requestMerge(member(house, today), {
      soughtKind: 'mail',
      sought: 'old@example.jp',
      name: '齋藤優子',
    });
    await expect(proveAtCounter(clerk(house, 'sayaka'), { requestId })).rejects.toMatchObject({ code: 'not_found' });
    expect(await proveAtCounter(clerk(house, 'sayaka'), { requestId, memberNumber: older.memberNumber })).toEqual({
      state: 'waiting',
    });
    const [request] = await db.select().from(mergeRequests);
    expect(request).toMatchObject({
      targetAccountId: older.accountId,
      proof: 'counter',
      storeId: house.stores.kichijoji,
    });
  });

  test('staff who left, or whose own card it is, prove nothing', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await db.update(staff).set({ accountId: older.accountId }).where(eq(staff.id, house.staff.sayaka));
    await db.update(staff).set({ active: false }).where(eq(staff.id, house.staff.mariko));
    await expect(proveAtCounter(clerk(house, 'sayaka'), { requestId })).rejects.toMatchObject({
      code: 'about_yourself',
    });
    await expect(proveAtCounter(clerk(house, 'mariko'), { requestId })).rejects.toMatchObject({ code: 'not_staff' });
  });
});

describe('guessing at the same time', () => {
  onServer.test('a hundred wrong codes at once are five tries', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const tries = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => proveRequest(member(house, today), { requestId, code: String(index) })),
    );
    const codes = tries.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'proved'));
    expect(codes.filter((code) => code === 'wrong_code')).toHaveLength(5);
    expect(codes.filter((code) => code === 'code_expired')).toHaveLength(95);
  });
});
