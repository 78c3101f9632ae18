import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { Actor, Context } from '../../../core/context.ts';
import { lookUp } from '../../../core/duplicates/lookup.ts';
import { lookUpNewcomers } from '../../../core/duplicates/newcomers.ts';
import { type ProfileInput, recordProfile } from '../../../core/members/profile.ts';
import { register } from '../../../core/members/register.ts';
import type { AccountId } from '../../../db/ids.ts';
import { duplicatePairs, lookups } from '../../../db/schema/duplicates.ts';
import { accounts } from '../../../db/schema/members.ts';
import { cannotLinks, mergeRequests } from '../../../db/schema/merges.ts';
import { outbox } from '../../../db/schema/plumbing.ts';
import { databases } from '../../setup.ts';
import { at, type House, join, openHouse, secret, tick, yuko } from '../house.ts';

const known = {
  ...{ ...yuko, birthDate: '1985-03-14', phone: '090-1111-2271', mail: 'yuko.saito@example.jp' },
  ...{ postalCode: '180-0004', address: '東京都武蔵野市吉祥寺本町2-5-12' },
};
const others: ProfileInput[] = [
  { familyName: '田中', givenName: '一郎', familyKana: 'タナカ', givenKana: 'イチロウ', birthDate: '1985-03-14' },
  { familyName: '齋藤', givenName: '恵子', familyKana: 'サイトウ', givenKana: 'ケイコ', birthDate: '1958-09-30' },
  { familyName: '山本', givenName: '優子', familyKana: 'ヤマモト', givenKana: 'ユウコ', phone: '090-2222-3333' },
];

async function filled(house: House): Promise<AccountId> {
  const { accountId } = await join(house, known);
  for (const other of others) await join(house, other);
  return accountId;
}

let visitors = 0;
async function comes(house: House, profile: ProfileInput): Promise<AccountId> {
  const actor: Extract<Actor, { kind: 'stranger' }> = { kind: 'stranger', lineUserId: `Unew${visitors++}` };
  const context: Context<typeof actor> = { db: house.db, now: at(), secret, actor };
  const named = { familyName: '齋藤', givenName: '優子', ...profile };
  const { accountId } = await register(context, { profile: named, channelCode: 'line' });
  return accountId;
}

describe.each(databases)('who comes and is known already, on $name', ({ test }) => {
  test.for<[string, ProfileInput]>([
    ['with a new mail', { ...known, mail: 'new@example.com' }],
    [
      'in Latin letters, by birth date and mail',
      { familyName: 'Saito', givenName: 'Yuko', birthDate: '1985-03-14', mail: known.mail },
    ],
    [
      'with another character and the same phone',
      { familyName: '斎藤', givenName: '優子', phone: '+81 90 1111 2271', birthDate: '昭和60年3月14日' },
    ],
    [
      'after marrying, by given name, birth date and address',
      {
        ...yuko,
        familyName: '高橋',
        familyKana: 'タカハシ',
        birthDate: '1985-03-14',
        phone: known.phone,
        address: '武蔵野市吉祥寺本町二丁目5番12号',
      },
    ],
    ['without a birth date, by name and both contacts', { ...yuko, phone: known.phone, mail: 'Yuko.Saito@example.jp' }],
  ])('%s is a pair for the staff, and nothing more', async ([, profile], { db }) => {
    const house = await openHouse(db);
    const first = await filled(house);
    const second = await comes(house, profile);
    expect(await db.select().from(duplicatePairs)).toHaveLength(0);
    expect(await lookUpNewcomers(tick(house))).toBe(1);
    expect(await lookUpNewcomers(tick(house))).toBe(0);
    const pairs = await db.select().from(duplicatePairs);
    expect(pairs).toMatchObject([{ a: first, b: second, zone: 'review', state: 'open', runId: null, requestId: null }]);
    expect(pairs[0]!.probability).toBeGreaterThan(0.3);
    expect(JSON.stringify(pairs[0]!.reasons)).not.toMatch(/齋|優|2271|1985|example|吉祥寺/);
    expect(await db.select().from(mergeRequests)).toHaveLength(0);
    expect(await db.select().from(outbox)).toHaveLength(0);
    const persons = await db.select({ id: accounts.id, person: accounts.personId }).from(accounts);
    expect(persons.every(({ id, person }) => id === person)).toBe(true);
  });

  test('a daughter at the same phone and a namesake are no pair to review, and a twin is left to people', async ({
    db,
  }) => {
    const house = await openHouse(db);
    await filled(house);
    const home = { postalCode: known.postalCode, address: known.address, phone: known.phone };
    await comes(house, { ...yuko, givenName: '由美', givenKana: 'ユミ', birthDate: '1985-03-14', ...home });
    await comes(house, { ...yuko, givenName: '葵', givenKana: 'アオイ', birthDate: '2014-07-07', ...home });
    await comes(house, { ...yuko, birthDate: '1990-11-02', phone: '080-9999-1111' });
    await lookUpNewcomers(tick(house));
    const pairs = await db.select().from(duplicatePairs);
    const [twin] = [5, 6, 7];
    expect(pairs.filter(({ b, zone }) => b !== twin && zone !== 'household')).toEqual([]);
    expect(pairs.filter(({ zone }) => zone === 'automatic')).toEqual([]);
  });

  test('a change of profile is looked up too, and what it undoes is gone', async ({ db }) => {
    const house = await openHouse(db);
    const first = await filled(house);
    const second = await comes(house, { familyName: '齋藤', givenName: '優子', phone: '080-5555-6666' });
    await lookUpNewcomers(tick(house));
    expect(await db.select().from(duplicatePairs)).toHaveLength(0);
    await recordProfile(tick(house), second, { phone: known.phone, birthDate: '1985-03-14' }, 'self');
    await lookUpNewcomers(tick(house));
    expect(await db.select().from(duplicatePairs)).toMatchObject([{ a: first, b: second, state: 'open' }]);
    await db.update(duplicatePairs).set({ orderedAt: at() });
    await recordProfile(tick(house), second, { phone: '080-5555-6666', birthDate: '1971-01-02' }, 'self');
    await lookUpNewcomers(tick(house));
    expect(await db.select().from(duplicatePairs)).toMatchObject([{ state: 'gone', settledAt: at(), orderedAt: null }]);
  });

  test.for(['rejected', 'undone'] as const)(
    'what was %s stays decided, however often it is found',
    async (state, { db }) => {
      const house = await openHouse(db);
      await filled(house);
      const second = await comes(house, known);
      await lookUpNewcomers(tick(house));
      await db.update(duplicatePairs).set({ state, settledAt: at() });
      await recordProfile(tick(house), second, { mail: 'new@example.jp' }, 'self');
      await lookUpNewcomers(tick(house));
      expect(await db.select().from(duplicatePairs)).toMatchObject([{ state }]);
    },
  );

  test('what was rejected stays decided for every card of the two, whichever is looked up', async ({ db }) => {
    const house = await openHouse(db);
    const first = await filled(house);
    const second = await comes(house, known);
    await lookUpNewcomers(tick(house));
    await db.update(duplicatePairs).set({ state: 'rejected', settledAt: at() });
    const third = await comes(house, { ...known, phone: '080-5555-6666' });
    await db.update(accounts).set({ personId: second }).where(eq(accounts.id, third));
    await recordProfile(tick(house), third, { mail: 'new@example.jp' }, 'self');
    await lookUpNewcomers(tick(house));
    expect(await db.select().from(duplicatePairs)).toMatchObject([{ a: first, b: second, state: 'rejected' }]);
  });

  test('two whom staff keep apart are no pair, nor is whoever has left', async ({ db }) => {
    const house = await openHouse(db);
    const first = await filled(house);
    const second = await comes(house, known);
    await db.insert(cannotLinks).values({ a: first, b: second, recordedAt: at(), recordedBy: 'staff:1' });
    await lookUpNewcomers(tick(house));
    await db.update(accounts).set({ closedAt: at() }).where(eq(accounts.id, first));
    await comes(house, known);
    await db.update(accounts).set({ closedAt: at() }).where(eq(accounts.id, second));
    await lookUpNewcomers(tick(house));
    expect(await db.select().from(duplicatePairs)).toEqual([]);
    expect(await db.select().from(lookups)).toEqual([]);
  });

  test('one account of each person is named, with why, and a stranger brings nobody', async ({ db }) => {
    const house = await openHouse(db);
    const first = await filled(house);
    const { accountId: older } = await join(house, { ...known, mail: '' });
    await db.update(accounts).set({ personId: first }).where(eq(accounts.id, older));
    const [found, ...more] = await lookUp(db, { values: { ...known, mail: 'new@example.com' } });
    expect(more).toEqual([]);
    expect([first, older]).toContain(found!.accountId);
    const why = Object.fromEntries(found!.reasons.map(({ feature, level }) => [feature, level]));
    expect(why).toMatchObject({ family: 'same', given: 'same', birth: 'same', phone: 'same' });
    expect(await lookUp(db, { values: { familyName: '森', givenName: '空', phone: '080-4444-1234' } })).toEqual([]);
    expect(await lookUp(db, { values: {} })).toEqual([]);
  });
});
