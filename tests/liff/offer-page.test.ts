import { desc } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { lookUpNewcomers } from '../../core/duplicates/newcomers.ts';
import { acceptInvitation, invite } from '../../core/households/invite.ts';
import { askForHousehold, offerOf } from '../../core/households/offer.ts';
import { askContactProof, proveContact } from '../../core/members/contact.ts';
import { recordProfile } from '../../core/members/profile.ts';
import { codeFor } from '../../core/merges/proof.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import type { Look } from '../chromium.ts';
import { onServer } from '../setup.ts';
import { now, openShop, type Person, type Shop, secret } from './shop.ts';
import { openVisit, type Visit } from './visit.ts';

const { test } = onServer;
const looks: Look[] = [{}, { dark: true }, { width: 320, language: 'en-US' }];
const home = '0467-55-1010';

describe('the offer of a household in the mini-app', () => {
  let shop: Shop;
  let visit: Visit;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    visit = await openVisit(shop);
    const { token } = await invite(speaking(shop.yuko), { shownName: '優子' });
    await acceptInvitation(speaking(shop.misaki), { token, visible: true });
    await recordProfile({ ...system(), now }, shop.yuko.accountId, { phone: home }, 'store');
  });
  test.afterEach(() => visit.close());

  const system = () => ({
    db: shop.db,
    secret,
    now: visit.stand.clock.now,
    actor: { kind: 'system', job: 'test' } as const,
  });
  const speaking = ({ accountId, identityId }: Person) => ({
    ...{ db: shop.db, secret, now: visit.stand.clock.now },
    actor: { kind: 'member', accountId, identityId } as const,
  });
  const forward = (minutes: number) => {
    visit.stand.clock.now = new Date(visit.stand.clock.now.getTime() + minutes * 60_000);
  };
  /** Sora shows by a code that the phone of the house is hers too, and a tick looks. */
  const proves = async () => {
    forward(1);
    await askContactProof(speaking(shop.sora), { kind: 'phone', value: home });
    const [proof] = await shop.db.select().from(proofCodes).orderBy(desc(proofCodes.id)).limit(1);
    await proveContact(speaking(shop.sora), { code: codeFor(secret, proof!.id) });
    await lookUpNewcomers(system());
  };
  const nameOf = (look: Look) => (look.dark ? 'dark' : look.width ? 'narrow-en' : 'light');

  test('a relative switches it on, a newcomer asks, the relative lets them in', { timeout: 90_000 }, async () => {
    let page = await visit.open('/family', {}, shop.yuko);
    await page.getByRole('switch', { name: 'ご家族に参加をたずねる' }).click();
    await page.locator('[role=switch][aria-checked=true]').waitFor();
    await visit.isSound('offer-settings');
    await proves();

    page = await visit.open('/', {}, shop.sora);
    await page.getByText('ご家族がすでに会員です', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'くわしく見る' }).click();
    await page.locator('h1', { hasText: 'すでに会員です' }).waitFor();
    expect(await page.textContent('main')).not.toMatch(/優子|齋藤|美咲|0467|7153/);
    await page.getByRole('button', { name: '参加をお願いする' }).click();
    await page.locator('h1', { hasText: 'お待ちしています' }).waitFor();
    await visit.isSound('offer-asked');

    page = await visit.open('/', {}, shop.yuko);
    await page.getByText('ご家族への参加のお願いが届いています。').waitFor();
    await page.getByRole('link', { name: 'くわしく見る' }).click();
    await page.getByRole('heading', { name: '「空」さま' }).waitFor();
    expect(await page.textContent('main')).not.toMatch(/小野寺|3333|1660/);
    await page.getByRole('button', { name: 'お受けする' }).click();
    await page.locator('h1', { hasText: '3人で' }).waitFor();
    expect(visit.troubles).toEqual([]);
  });

  test('stands soundly in every look, on both sides', { timeout: 120_000 }, async () => {
    await visit.stand.call('POST', '/household/findable', await visit.stand.enter(shop.yuko.line), { findable: true });
    await proves();
    for (const look of looks) {
      for (const [path, ready] of [
        ['/', '.member-card, section.sheet'],
        ['/family', '.button.main'],
      ] as const) {
        const page = await visit.open(path, look, shop.sora);
        await page.locator(ready).first().waitFor();
        await visit.isSound(`offer${path.replace('/', '-')}-${nameOf(look)}`);
      }
    }
    const offer = await offerOf(shop.db, shop.sora.accountId, visit.stand.clock.now);
    await askForHousehold(speaking(shop.sora), offer!);
    for (const look of looks) {
      const page = await visit.open('/family', look, shop.yuko);
      await page.locator('.balance').first().waitFor();
      await visit.isSound(`asker-${nameOf(look)}`);
    }
  });

  test('is over kindly when the relative thinks better of it before anybody asked', { timeout: 60_000 }, async () => {
    const yuko = await visit.stand.enter(shop.yuko.line);
    await visit.stand.call('POST', '/household/findable', yuko, { findable: true });
    await proves();
    const page = await visit.open('/family', {}, shop.sora);
    await page.getByRole('button', { name: '参加をお願いする' }).waitFor();
    await visit.stand.call('POST', '/household/findable', yuko, { findable: false });
    await page.getByRole('button', { name: '参加をお願いする' }).click();
    await page.getByText('このお願いは、もう終わっています。', { exact: false }).waitFor();
    await page.reload();
    await page.locator('h1', { hasText: 'つながる' }).waitFor();
  });
});
