import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordPurchase } from '../../../core/activities/record.ts';
import type { Actor, Context } from '../../../core/context.ts';
import { lookUpNewcomers } from '../../../core/duplicates/newcomers.ts';
import { acceptOffer, askContactProof, proveContact } from '../../../core/members/contact.ts';
import type { ProfileInput } from '../../../core/members/profile.ts';
import { askRecall, linkRecalled, proveRecall } from '../../../core/members/recall.ts';
import { register } from '../../../core/members/register.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { codeFor, proveRequest } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { sightOf } from '../../../core/merges/visible.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { earn } from '../../../core/points/earn.ts';
import { spend } from '../../../core/points/spend.ts';
import { Refusal } from '../../../core/refusal.ts';
import type { AccountId, IdentityId } from '../../../db/ids.ts';
import { duplicatePairs } from '../../../db/schema/duplicates.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeRequests, proofCodes } from '../../../db/schema/merges.ts';
import { channels, products } from '../../../db/schema/shop.ts';
import { onEmbedded } from '../../setup.ts';
import {
  at,
  clerk,
  codeSent,
  type Guest,
  type House,
  join,
  member,
  openHouse,
  secret,
  tick,
  told,
  welcomeOf,
  yuko,
} from '../house.ts';

const { test } = onEmbedded;

const victim = {
  ...{ ...yuko, birthDate: '1985-03-14', phone: '090-1111-2271', mail: 'yuko.saito@gmail.com' },
  ...{ postalCode: '180-0004', address: '東京都武蔵野市吉祥寺本町2-5-12' },
};

/** What somebody who means harm may know of a member, in every way of writing it. */
const disguises: Record<string, ProfileInput> = {
  'to the letter': {},
  'in half-width kana and full-width figures': {
    ...{ familyKana: 'ｻｲﾄｳ', givenKana: 'ﾕｳｺ', phone: '０９０ー１１１１ー２２７１', birthDate: '１９８５年３月１４日' },
    mail: 'ｙｕｋｏ．ｓａｉｔｏ＠ｇｍａｉｌ．ｃｏｍ',
  },
  'in Latin letters': { familyName: 'SAITOH', givenName: 'Yuko', familyKana: '', givenKana: '' },
  'with other characters': { familyName: '斉藤', givenName: '裕子', familyKana: 'さいとう', givenKana: 'ゆーこ' },
  'with the halves of the name changed about': {
    familyName: '優子',
    givenName: '齋藤',
    familyKana: 'ユウコ',
    givenKana: 'サイトウ',
  },
  'with dots and tags in the mail': { mail: 'y.u.k.o.saito+points@googlemail.com', phone: '+81 (0)90-1111-2271' },
  'in capitals, with an extension': { mail: 'YUKO.SAITO@GMAIL.COM', phone: '090-1111-2271 内線 3' },
  'by the era, with the address in kanji': {
    birthDate: '昭和60年3月14日',
    address: '武蔵野市吉祥寺本町二丁目五番十二号',
    postalCode: '〒１８０−０００４',
  },
  'with letters that nobody sees': {
    familyName: '齋\u200b藤',
    givenName: '優\u2060子',
    mail: 'yuko.saito\u200b@gmail.com',
  },
  'with a title and a variant selector': { familyName: '齋\u{E0100}藤', givenName: '優子様', birthDate: '1985/3/14' },
};

type Thief = Guest;
type Act = (house: House, thief: Thief, disguise: typeof victim) => Promise<void>;

const guesses = ['000000', '123456', '222222', '19850314', '112271', '999999'];

async function tryAll(attempt: (code: string) => Promise<unknown>): Promise<void> {
  for (const code of guesses)
    expect(await attempt(code).then(() => 'in', refusalOf)).toMatch(/wrong_code|code_expired/);
}

function refusalOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  throw error;
}

/** What is tried with it. */
const acts: Record<string, Act> = {
  'waits for the machine': async (house) => {
    for (let minute = 1; minute < 4; minute++) await lookUpNewcomers(tick(house, at(minute)));
  },
  'guesses the code of the phone and the mail': async (house, thief, { phone, mail }) => {
    for (const [minute, kind, value] of [
      [1, 'phone', phone],
      [5, 'mail', mail],
    ] as const) {
      const asked = await askContactProof(member(house, thief, at(minute)), { kind, value }).then(
        () => true,
        refusalOf,
      );
      if (asked === true) await tryAll((code) => proveContact(member(house, thief, at(minute + 1)), { code }));
    }
    expect(await acceptOffer(member(house, thief, at(9))).catch(refusalOf)).toBe('not_found');
  },
  'asks to join the card and guesses its code': async (house, thief, { phone, familyName, givenName }) => {
    const name = `${familyName}${givenName}`;
    const { requestId } = await requestMerge(member(house, thief, at(1)), { soughtKind: 'phone', sought: phone, name });
    await tryAll((code) => proveRequest(member(house, thief, at(2)), { requestId, code }));
  },
  'says to have forgotten the number': async (house, _thief, { mail, familyName, givenName }) => {
    const context = stranger(house, 'Usecond', 1);
    await askRecall(context, { kind: 'mail', value: mail, name: `${familyName}${givenName}` });
    await tryAll((code) => proveRecall(stranger(house, 'Usecond', 2), { code }));
    expect(await linkRecalled(stranger(house, 'Usecond', 3), { familyName, givenName }).catch(refusalOf)).toBe(
      'not_found',
    );
  },
  'buys something small for the welcome points': async (house, thief) => buy(house, thief.accountId, 'thief'),
};

function stranger({ db }: House, lineUserId: string, minutes = 0): Context<Extract<Actor, { kind: 'stranger' }>> {
  return { db, now: at(minutes), secret, actor: { kind: 'stranger', lineUserId } };
}

async function buy(house: House, accountId: AccountId, sourceId: string): Promise<void> {
  const [channel] = await house.db.select().from(channels);
  await house.db
    .insert(products)
    .values({ code: 'tea', name: 'お茶', productGroup: 'tea', priceYen: 50 })
    .onConflictDoNothing();
  const [product] = await house.db.select().from(products);
  const lines = [{ productId: product!.id, quantity: 1, amountYen: 50 }];
  const sale = { accountId, channelId: channel!.id, boughtAt: at(5), lines, source: 'till', sourceId };
  await recordPurchase(tick(house, at(5)), sale);
}

/** The member whose details are known: has proved the phone, has had the welcome points, and more. */
async function settle(house: House): Promise<Guest> {
  const actor = stranger(house, 'Uowner', -900);
  const made = await register(actor, { profile: victim, channelCode: 'line' });
  const owner = { ...made, identityId: made.identityId as IdentityId, lineUserId: 'Uowner' };
  await askContactProof(member(house, owner, at(-899)), { kind: 'phone', value: victim.phone });
  await proveContact(member(house, owner, at(-898)), { code: await codeSent(house.db) });
  const { accountId } = owner;
  const given = { accountId, amount: 2_060, origin: 'import', source: 'test', key: 'opening' } as const;
  await earn(tick(house, at(-897)), given);
  return owner;
}

async function enter(house: House, profile: typeof victim): Promise<Thief> {
  const lineUserId = 'Uthief';
  const made = await register(stranger(house, lineUserId), { profile, channelCode: 'line' });
  return { ...made, identityId: made.identityId as IdentityId, lineUserId };
}

const scripts = Object.keys(disguises).flatMap((disguise) => Object.keys(acts).map((act) => [disguise, act] as const));

describe('somebody who registers as a member whose details they know', () => {
  test('is tried in fifty ways', () => expect(scripts).toHaveLength(50));

  test.for(scripts)(
    '%s, who %s, is not merged, sees and spends nothing, and robs nobody of the welcome',
    async ([disguise, act], { db }) => {
      const house = await openHouse(db);
      const owner = await settle(house);
      const thief = await enter(house, { ...victim, ...disguises[disguise] });
      await acts[act]!(house, thief, { ...victim, ...disguises[disguise] });
      await lookUpNewcomers(tick(house, at(20)));

      const persons = await db.select({ id: accounts.id, person: accounts.personId }).from(accounts);
      expect(persons.filter(({ id, person }) => id !== person)).toEqual([]);
      const pairs = await db.select().from(duplicatePairs);
      expect(pairs.filter(({ zone, state }) => zone === 'automatic' || state !== 'open')).toEqual([]);
      const requests = await db.select().from(mergeRequests);
      expect(requests.filter(({ state }) => state !== 'proving' && state !== 'cancelled')).toEqual([]);
      expect((await sightOf(db, thief.identityId)).accountIds).toEqual([thief.accountId]);
      const balance = await balanceOf(db, thief.accountId, at(30));
      expect(balance).toMatchObject({ spendable: 0, total: 0 });
      const stolen = spend(tick(house, at(30)), {
        accountId: thief.accountId,
        amount: 1,
        key: 'stolen',
        source: 'till',
      } as never);
      expect(await stolen.catch(refusalOf)).toBe('not_enough_points');
      expect((await balanceOf(db, owner.accountId, at(30))).spendable).toBe(2_360);
      expect(await welcomeOf(db, thief.accountId)).toBe(0);
      const toThief = (await told(db)).filter(({ to }) => to === thief.identityId);
      expect(toThief).toEqual([]);
    },
  );

  test('the owner who registers later and proves the phone has the welcome points that somebody typed their way to', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const thief = await enter(house, victim);
    await buy(house, thief.accountId, 'thief');
    const made = await register(stranger(house, 'Uowner', 40), { profile: victim, channelCode: 'line' });
    const owner = { ...made, identityId: made.identityId as IdentityId, lineUserId: 'Uowner' };
    await askContactProof(member(house, owner, at(41)), { kind: 'phone', value: victim.phone });
    await proveContact(member(house, owner, at(42)), { code: await codeSent(db) });
    expect(await welcomeOf(db, owner.accountId)).toBe(300);
  });

  test('who talks the counter into it is announced to the owner, everywhere, with the way to say no', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const owner = await join(house, victim, { points: 2_360, store: house.stores.kamakura });
    const thief = await enter(house, victim);
    const cards = { presentNumber: thief.memberNumber, oldNumber: owner.memberNumber };
    await startAtCounter(clerk(house, 'sayaka', at(1)), cards);
    const about = (await told(db)).filter(({ template }) => template === 'request_about_you');
    expect(about.map(({ topic, to }) => (topic === 'line' ? to : topic))).toEqual(
      expect.arrayContaining([owner.identityId, 'mail', 'sms']),
    );
    expect((await balanceOf(db, thief.accountId, at(2))).spendable).toBe(0);
  });

  test('each code that is asked for goes to the owner and to nobody else', async ({ db }) => {
    const house = await openHouse(db);
    const owner = await join(house, victim);
    const thief = await enter(house, victim);
    const name = '齋藤優子';
    await requestMerge(member(house, thief, at(1)), { soughtKind: 'phone', sought: victim.phone, name });
    await askRecall(stranger(house, 'Usecond', 1), { kind: 'phone', value: victim.phone, name });
    const codes = await db.select().from(proofCodes);
    expect(codes.map(({ accountId }) => accountId)).toEqual([owner.accountId, owner.accountId]);
    const letters = (await told(db)).filter(({ template }) => template === 'proof_code');
    expect(letters.map(({ topic }) => topic)).toEqual(['sms', 'sms']);
    const [second] = await db.select().from(accounts).where(eq(accounts.id, owner.accountId));
    expect(second!.personId).toBe(owner.accountId);
    expect(codeFor(secret, codes[0]!.id)).not.toBe(codeFor(secret, codes[1]!.id));
  });
});
