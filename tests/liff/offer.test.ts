import { desc, isNotNull } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { lookUpNewcomers } from '../../core/duplicates/newcomers.ts';
import { acceptInvitation, invite } from '../../core/households/invite.ts';
import { letBeFound } from '../../core/households/settings.ts';
import { recordProfile } from '../../core/members/profile.ts';
import { codeFor } from '../../core/merges/proof.ts';
import { householdInvitations } from '../../db/schema/households.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { databases } from '../setup.ts';
import { now, openShop, type Person, type Shop, secret } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

const home = '0467-55-1010';
const minute = 60_000;
/** What every card has of its own, whoever else there is. */
const drawnAnew = /"(memberNumber|barcode|tail|card)":("(\\.|[^"\\])*"|\d+)/g;

/** Yuko and Misaki in one household, Yuko found by a phone that the shop recorded. */
async function linked(shop: Shop): Promise<void> {
  const speaking = ({ accountId, identityId }: Person) =>
    ({ db: shop.db, secret, now, actor: { kind: 'member', accountId, identityId } }) as const;
  const { token } = await invite(speaking(shop.yuko), { shownName: '優子' });
  await acceptInvitation(speaking(shop.misaki), { token, visible: true });
  const system = { db: shop.db, secret, now, actor: { kind: 'system', job: 'test' } } as const;
  await recordProfile(system, shop.yuko.accountId, { phone: home }, 'store');
  await letBeFound(speaking(shop.yuko), { findable: true });
}

describe.each(databases)('who registers with the phone of somebody else, on $name,', ({ test }) => {
  let shop: Shop;
  let stand: Stand;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
    await linked(shop);
  });
  test.afterEach(() => stand.close());

  const profile = {
    familyName: '齋藤',
    givenName: '健',
    familyKana: 'サイトウ',
    givenKana: 'ケン',
    birthDate: '1990-02-03',
  };
  const looked = () => {
    stand.clock.now = new Date(stand.clock.now.getTime() + minute);
    const context = { db: shop.db, secret, now: stand.clock.now, actor: { kind: 'system', job: 'lookups' } } as const;
    return lookUpNewcomers(context);
  };
  /** Everything a page or a script of this member can be told, but for its number. */
  const everything = async (token: string) => {
    const told: string[] = [];
    for (const path of ['/me', '/household', '/household/offer', '/settings', '/merge', '/leave']) {
      const answer = await stand.call('GET', path, token);
      const headers = JSON.stringify([...answer.headers].filter(([name]) => name !== 'date'));
      told.push(headers, (await answer.text()).replace(drawnAnew, '…'));
    }
    return told;
  };
  const registers = async (line: string, phone: string) => {
    const answer = await stand.call('POST', '/register', await stand.enter(line), { ...profile, phone });
    return ((await answer.json()) as { token: string }).token;
  };

  test('and cannot prove it, learns nothing: the same bytes as with a phone that nobody has', async () => {
    const started = stand.clock.now;
    const answers: string[][] = [];
    for (const [index, phone] of [home, '0467-55-9999'].entries()) {
      stand.clock.now = started;
      const token = await registers(`Ue00${index}7e28a63d4c90b1f4d92e8c7a60a9`, phone);
      const told: string[] = await everything(token);
      await looked();
      told.push(...(await everything(token)));
      const say = async (path: string, body: unknown) => {
        const answer = await stand.call('POST', path, token, body);
        told.push(`${answer.status}`, await answer.text());
      };
      await say('/contact/ask', { kind: 'phone', value: phone });
      for (let guess = 0; guess < 6; guess++) await say('/contact/prove', { code: '000000' });
      await looked();
      for (const verb of ['ask', 'decline-offer', 'accept-asker', 'decline-asker'])
        for (const invitationId of [1, 2, 3, 9_999]) await say(`/household/${verb}`, { invitationId });
      told.push(...(await everything(token)));
      answers.push(told);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.join('')).toContain('offer_over');
    const offers = await shop.db
      .select()
      .from(householdInvitations)
      .where(isNotNull(householdInvitations.forAccountId));
    expect(offers).toEqual([]);
  });

  test('proves it where no relative lets itself be found: the same bytes as with a phone that nobody has', async () => {
    const actor = { kind: 'member', accountId: shop.yuko.accountId, identityId: shop.yuko.identityId } as const;
    await letBeFound({ db: shop.db, secret, now, actor }, { findable: false });
    const started = stand.clock.now;
    const answers: string[][] = [];
    for (const [index, phone] of [home, '0467-55-9999'].entries()) {
      stand.clock.now = started;
      const token = await registers(`Ud00${index}7e28a63d4c90b1f4d92e8c7a60a9`, phone);
      await stand.call('POST', '/contact/ask', token, { kind: 'phone', value: phone });
      const [proof] = await shop.db.select().from(proofCodes).orderBy(desc(proofCodes.id)).limit(1);
      const answer = await stand.call('POST', '/contact/prove', token, { code: codeFor(secret, proof!.id) });
      const told = [`${answer.status}`, await answer.text()];
      await looked();
      told.push(...(await everything(token)));
      answers.push(told);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.join('')).toContain('"family":null');
  });
});
