import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { acceptOffer, askContactProof, proveContact } from '../../../core/members/contact.ts';
import { profileOfOne } from '../../../core/members/profile.ts';
import { contactsOf } from '../../../core/merges/contacts.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { accounts } from '../../../db/schema/members.ts';
import { databases } from '../../setup.ts';
import { at, codeSent, type Guest, type House, join, member, openHouse, told, yuko } from '../house.ts';

const phone = '090-1111-2271';

/** A newcomer proves a phone; answers whether linking was offered. */
async function prove(house: House, guest: Guest, value = phone, minute = 0): Promise<boolean> {
  await askContactProof(member(house, guest, at(minute)), { kind: value.includes('@') ? 'mail' : 'phone', value });
  return (await proveContact(member(house, guest, at(minute + 1)), { code: await codeSent(house.db) })).offer;
}

describe.each(databases)('proving a phone or mail, on $name', ({ test }) => {
  test("the contact is the account's own from then on, with the time of its proof", async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, { ...yuko, phone: '03-1111-1111' });
    expect(await askContactProof(member(house, guest), { kind: 'phone', value: phone })).toEqual({
      expiresAt: at(10),
      resendAfter: at(1),
    });
    expect((await profileOfOne(db, guest.accountId)).phone?.verifiedAt).toBeNull();
    await proveContact(member(house, guest, at(1)), { code: await codeSent(db) });
    expect((await profileOfOne(db, guest.accountId)).phone).toMatchObject({
      ...{ value: phone, source: 'proof', verifiedAt: at(1), known: 'proved' },
      former: [{ normalised: '0311111111', known: 'store' }],
    });
    expect((await told(db)).map(({ topic, template }) => [topic, template])).toEqual([
      ['sms', 'proof_code'],
      ['sms', 'contact_changed'],
    ]);
  });

  test('a contact that was only typed takes nothing over; once proved it does, and the old one is told', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const guest = await join(house, { ...yuko, mail: 'old@example.jp', phone });
    const reached = async () => (await contactsOf(db, [guest.accountId])).map(({ profileValueId }) => profileValueId);
    await prove(house, guest, 'proved@example.jp');
    const [proved] = await reached();
    await askContactProof(member(house, guest, at(5)), { kind: 'mail', value: 'thief@example.jp' });
    expect((await reached())[0]).toBe(proved);
    expect((await profileOfOne(db, guest.accountId)).mail).toMatchObject({ value: 'thief@example.jp', known: 'self' });
    await proveContact(member(house, guest, at(6)), { code: await codeSent(db) });
    expect((await told(db)).at(-1)).toEqual({ topic: 'mail', template: 'contact_changed', profileValueId: proved });
    expect((await reached())[0]).not.toBe(proved);
  });

  test('the same person in Latin letters is offered the card, a twin at the same phone is not', async ({ db }) => {
    const house = await openHouse(db);
    const born = { birthDate: '1985-03-14', phone };
    await join(house, { ...yuko, ...born });
    const abroad = await join(house, { familyName: 'Saito', givenName: 'Yuko', birthDate: '1985-03-14' });
    const twin = await join(house, { ...yuko, givenName: '由美', givenKana: 'ユミ', birthDate: '1985-03-14' });
    expect(await prove(house, twin)).toBe(false);
    expect(await prove(house, abroad, phone, 10)).toBe(true);
  });

  test('a relative whose card has no reading is not taken for the member by the phone they share', async ({ db }) => {
    const house = await openHouse(db);
    await join(house, { familyName: '齋藤', givenName: '和夫', phone });
    const guest = await join(house, yuko);
    expect(await prove(house, guest)).toBe(false);
    await join(house, { familyName: '齋藤', givenName: '優子', phone });
    expect(await prove(house, guest, phone, 10)).toBe(true);
  });

  test('a proved contact that is typed again in other letters stays proved, and nobody is told', async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, { ...yuko, phone });
    await prove(house, guest);
    await askContactProof(member(house, guest, at(5)), { kind: 'phone', value: '０９０１１１１２２７１' });
    expect((await profileOfOne(db, guest.accountId)).phone?.known).toBe('proved');
    await proveContact(member(house, guest, at(6)), { code: await codeSent(db) });
    expect((await told(db)).map(({ template }) => template)).toEqual(['proof_code', 'proof_code']);
  });

  test('somebody of the same name with the same contact is offered, and becomes a proved request', async ({ db }) => {
    const house = await openHouse(db);
    const older = await join(house, { ...yuko, familyName: '斎藤', phone }, { store: house.stores.kamakura });
    const guest = await join(house, {
      familyName: 'さいとう',
      givenName: 'ゆうこ',
      familyKana: 'サイトウ',
      givenKana: 'ユウコ',
    });
    expect(await prove(house, guest)).toBe(true);
    const { requestId } = await acceptOffer(member(house, guest, at(2)));
    const view = await requestOf(db, requestId, at(3));
    expect(view).toMatchObject({ state: 'waiting', proof: 'code', proofContact: 'phone', store: { name: '鎌倉店' } });
    expect(view?.target?.accountId).toBe(older.accountId);
    await expect(acceptOffer(member(house, guest, at(4)))).rejects.toMatchObject({ code: 'request_open' });
  });

  test.for([
    [
      'a family member who shares the phone',
      { familyName: '齋藤', givenName: '恵子', familyKana: 'サイトウ', givenKana: 'ケイコ' },
    ],
    [
      'a stranger who had the number',
      { familyName: '田中', givenName: '一郎', familyKana: 'タナカ', givenKana: 'イチロウ' },
    ],
  ] as const)('%s is not offered', async ([, other], { db }) => {
    const house = await openHouse(db);
    await join(house, { ...other, phone });
    const guest = await join(house, yuko);
    expect(await prove(house, guest)).toBe(false);
    await expect(acceptOffer(member(house, guest, at(2)))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('neither is a closed card, one of the same person, or one of two', async ({ db }) => {
    const house = await openHouse(db);
    const older = await join(house, { ...yuko, phone });
    const guest = await join(house, yuko);
    await db.update(accounts).set({ closedAt: at() }).where(eq(accounts.id, older.accountId));
    expect(await prove(house, guest)).toBe(false);
    await db
      .update(accounts)
      .set({ closedAt: null, personId: older.accountId })
      .where(eq(accounts.id, older.accountId));
    await join(house, { ...yuko, phone });
    expect(await prove(house, guest, phone, 5)).toBe(false);
  });

  test('an offer nobody proved for, or of yesterday, is no offer', async ({ db }) => {
    const house = await openHouse(db);
    await join(house, { ...yuko, phone });
    const guest = await join(house, { ...yuko, phone });
    await expect(acceptOffer(member(house, guest))).rejects.toMatchObject({ code: 'not_found' });
    expect(await prove(house, guest)).toBe(true);
    await expect(acceptOffer(member(house, guest, at(2 + 24 * 60)))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a wrong code costs a try, a late one is over, a used one is used', async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    await askContactProof(member(house, guest), { kind: 'mail', value: 'yuko@example.jp' });
    const code = await codeSent(db);
    const type = (text: string, minute: number) => proveContact(member(house, guest, at(minute)), { code: text });
    await expect(type('12345', 1)).rejects.toMatchObject({ code: 'wrong_code', facts: { triesLeft: 4 } });
    await expect(type(code, 10)).rejects.toMatchObject({ code: 'code_expired' });
    expect(await type(code, 9)).toEqual({ offer: false });
    await expect(type(code, 9)).rejects.toMatchObject({ code: 'code_expired' });
  });

  test('asking again for the same contact buys no guesses; a code that ended, or another contact, does', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    const ask = (minute: number, value = phone) =>
      askContactProof(member(house, guest, at(minute)), { kind: 'phone', value });
    const guess = (minute: number) => proveContact(member(house, guest, at(minute)), { code: '12345' });
    await ask(0);
    for (const triesLeft of [4, 3, 2]) await expect(guess(1)).rejects.toMatchObject({ facts: { triesLeft } });
    await ask(2);
    for (const triesLeft of [1, 0]) await expect(guess(3)).rejects.toMatchObject({ facts: { triesLeft } });
    await expect(ask(4)).rejects.toMatchObject({ code: 'rate_limited', facts: { retryAfterSeconds: 8 * 60 } });
    await ask(5, '090-2222-3333');
    await expect(guess(6)).rejects.toMatchObject({ facts: { triesLeft: 4 } });
  });

  test('fifteen tries a day are listened to for one phone, whoever types them', async ({ db }) => {
    const house = await openHouse(db);
    for (let thief = 0; thief < 3; thief++) {
      const guest = await join(house, yuko);
      await askContactProof(member(house, guest, at(thief)), { kind: 'phone', value: phone });
      for (let guess = 0; guess < 5; guess++)
        await proveContact(member(house, guest, at(thief)), { code: '12345' }).catch(() => {});
    }
    const owner = await join(house, { ...yuko, phone });
    await askContactProof(member(house, owner, at(5)), { kind: 'phone', value: phone });
    const right = { code: await codeSent(db) };
    await expect(proveContact(member(house, owner, at(6)), right)).rejects.toMatchObject({ code: 'wrong_code' });
    const tomorrow = 24 * 60;
    await askContactProof(member(house, owner, at(tomorrow)), { kind: 'phone', value: phone });
    expect(await proveContact(member(house, owner, at(tomorrow + 1)), { code: await codeSent(db) })).toMatchObject({});
  });

  test('one asks for a code once a minute and five times a day', async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    const ask = (minute: number) => askContactProof(member(house, guest, at(minute)), { kind: 'phone', value: phone });
    await ask(0);
    await expect(ask(0.5)).rejects.toMatchObject({ code: 'rate_limited', facts: { retryAfterSeconds: 30 } });
    for (let minute = 1; minute < 5; minute++) await ask(minute);
    await expect(ask(6)).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(askContactProof(member(house, guest), { kind: 'phone', value: '12' })).rejects.toMatchObject({
      code: 'bad_input',
    });
  });
});
