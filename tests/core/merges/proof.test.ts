import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { proveAtCounter, proveRequest, resendCode } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { requestForMember, requestOf } from '../../../core/merges/requests.ts';
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
    const seen = await requestForMember(db, today.accountId, requestId);
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
    expect(await requestForMember(db, older.accountId, requestId)).toBeUndefined();
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
