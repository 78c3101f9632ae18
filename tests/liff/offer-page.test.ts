import { mkdirSync } from 'node:fs';
import { desc } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { lookUpNewcomers } from '../../core/duplicates/newcomers.ts';
import { acceptInvitation, invite } from '../../core/households/invite.ts';
import { askForHousehold, offerOf } from '../../core/households/offer.ts';
import { askContactProof, proveContact } from '../../core/members/contact.ts';
import { recordProfile } from '../../core/members/profile.ts';
import { codeFor } from '../../core/merges/proof.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { type Look, newPage, openBrowser } from '../chromium.ts';
import { onServer } from '../setup.ts';
import { audit, overflow, servePages, torn } from './browser.ts';
import { now, openShop, type Person, type Shop, secret } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

const { test } = onServer;
const looks: Look[] = [{}, { dark: true }, { width: 320, language: 'en-US' }];
const pictures = process.env.PICTURES;
const home = '0467-55-1010';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('the offer of a household in the mini-app', () => {
  let shop: Shop;
  let stand: Stand;
  let site: Awaited<ReturnType<typeof servePages>>;
  let page: Page;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
    site = await servePages(stand);
    const { token } = await invite(speaking(shop.yuko), { shownName: '優子' });
    await acceptInvitation(speaking(shop.misaki), { token, visible: true });
    await recordProfile({ ...system(), now }, shop.yuko.accountId, { phone: home }, 'store');
  });
  test.afterEach(async () => {
    await page.context().close();
    await site.close();
    await stand.close();
  });

  const system = () => ({ db: shop.db, secret, now: stand.clock.now, actor: { kind: 'system', job: 'test' } as const });
  const speaking = ({ accountId, identityId }: Person) => ({
    ...{ db: shop.db, secret, now: stand.clock.now },
    actor: { kind: 'member', accountId, identityId } as const,
  });
  const forward = (minutes: number) => {
    stand.clock.now = new Date(stand.clock.now.getTime() + minutes * 60_000);
  };
  /** Sora shows by a code that the phone of the house is hers too, and a tick looks. */
  const proves = async () => {
    forward(1);
    await askContactProof(speaking(shop.sora), { kind: 'phone', value: home });
    const [proof] = await shop.db.select().from(proofCodes).orderBy(desc(proofCodes.id)).limit(1);
    await proveContact(speaking(shop.sora), { code: codeFor(secret, proof!.id) });
    await lookUpNewcomers(system());
  };
  const open = async (path: string, look: Look, who: Person) => {
    page = await newPage(browser, look);
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    await page.goto(`${site.origin}/liff${path}?as=${who.line}`);
    await page.waitForSelector('main h1, main h2, main .trouble');
    return troubles;
  };
  const sound = async (where: string) => {
    expect([where, await audit(page), await overflow(page), await torn(page)]).toEqual([where, [], 0, []]);
  };
  const shoot = async (name: string) => {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  };
  const nameOf = (look: Look) => (look.dark ? 'dark' : look.width ? 'narrow-en' : 'light');

  test('a relative switches it on, a newcomer asks, the relative lets them in', { timeout: 90_000 }, async () => {
    const troubles = await open('/family', {}, shop.yuko);
    await page.getByRole('switch', { name: 'ご家族に参加をたずねる' }).click();
    await page.locator('[role=switch][aria-checked=true]').waitFor();
    await sound('settings');
    await shoot('settings');
    await page.context().close();
    await proves();

    await open('/', {}, shop.sora);
    await page.getByText('ご家族がすでに会員です', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'くわしく見る' }).click();
    await page.locator('h1', { hasText: 'すでに会員です' }).waitFor();
    expect(await page.textContent('main')).not.toMatch(/優子|齋藤|美咲|0467|7153/);
    await page.getByRole('button', { name: '参加をお願いする' }).click();
    await page.locator('h1', { hasText: 'お待ちしています' }).waitFor();
    await sound('asked');
    await shoot('asked');
    await page.context().close();

    await open('/', {}, shop.yuko);
    await page.getByText('ご家族への参加のお願いが届いています。').waitFor();
    await page.getByRole('link', { name: 'くわしく見る' }).click();
    await page.getByRole('heading', { name: '「空」さま' }).waitFor();
    expect(await page.textContent('main')).not.toMatch(/小野寺|3333|1660/);
    await page.getByRole('button', { name: 'お受けする' }).click();
    await page.locator('h1', { hasText: '3人で' }).waitFor();
    expect(troubles).toEqual([]);
  });

  test('stands soundly in every look, on both sides', { timeout: 120_000 }, async () => {
    await stand.call('POST', '/household/findable', await stand.enter(shop.yuko.line), { findable: true });
    await proves();
    for (const look of looks) {
      for (const [path, ready] of [
        ['/', '.member-card, section.sheet'],
        ['/family', '.button.main'],
      ] as const) {
        await open(path, look, shop.sora);
        await page.locator(ready).first().waitFor();
        await sound(`offer ${path} ${nameOf(look)}`);
        await shoot(`offer${path.replace('/', '-')}-${nameOf(look)}`);
        await page.context().close();
      }
    }
    const offer = await offerOf(shop.db, shop.sora.accountId, stand.clock.now);
    await askForHousehold(speaking(shop.sora), offer!);
    for (const look of looks) {
      await open('/family', look, shop.yuko);
      await page.locator('.balance').first().waitFor();
      await sound(`asker ${nameOf(look)}`);
      await shoot(`asker-${nameOf(look)}`);
      await page.context().close();
    }
    await open('/', {}, shop.yuko);
  });

  test('is over kindly when the relative thinks better of it before anybody asked', { timeout: 60_000 }, async () => {
    const yuko = await stand.enter(shop.yuko.line);
    await stand.call('POST', '/household/findable', yuko, { findable: true });
    await proves();
    await open('/family', {}, shop.sora);
    await page.getByRole('button', { name: '参加をお願いする' }).waitFor();
    await stand.call('POST', '/household/findable', yuko, { findable: false });
    await page.getByRole('button', { name: '参加をお願いする' }).click();
    await page.getByText('このお願いは、もう終わっています。', { exact: false }).waitFor();
    await page.reload();
    await page.locator('h1', { hasText: 'つながる' }).waitFor();
  });
});
