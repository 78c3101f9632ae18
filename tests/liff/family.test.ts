import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { acceptInvitation, invite } from '../../core/households/invite.ts';
import { payIn } from '../../core/households/pot.ts';
import { showMyself } from '../../core/households/settings.ts';
import type { AccountId, IdentityId } from '../../db/ids.ts';
import { type Look, newPage, openBrowser } from '../chromium.ts';
import { onServer } from '../setup.ts';
import { audit, overflow, servePages, torn } from './browser.ts';
import { now, openShop, type Person, type Shop, secret } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

const { test } = onServer;
const looks: Look[] = [{}, { dark: true }, { width: 320, language: 'en-US' }];
const pictures = process.env.PICTURES;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('the family page of the mini-app', () => {
  let shop: Shop;
  let stand: Stand;
  let site: Awaited<ReturnType<typeof servePages>>;
  let page: Page;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
    site = await servePages(stand);
  });
  test.afterEach(async () => {
    await page.context().close();
    await site.close();
    await stand.close();
  });

  const speaking = ({ accountId, identityId }: { accountId: AccountId; identityId: IdentityId }, minutes = 0) => ({
    ...{ db: shop.db, secret, now: new Date(now.getTime() + minutes * 60_000) },
    actor: { kind: 'member', accountId, identityId } as const,
  });
  const open = async (path: string, look: Look = {}, who = shop.yuko) => {
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
  const family = async (...others: Person[]) => {
    for (const [i, other] of others.entries()) {
      const { token } = await invite(speaking(shop.yuko, i), { shownName: '優子' });
      await acceptInvitation(speaking(other, i), { token, visible: i === 0 });
    }
    stand.clock.now = new Date(now.getTime() + 10 * 60_000);
  };

  test('begins with nobody, makes an invitation to show and to send, and waits', { timeout: 60_000 }, async () => {
    const troubles = await open('/family');
    await page.locator('h1', { hasText: 'つながる' }).waitFor();
    await sound('empty');
    await shoot('family-empty');
    await page.getByRole('button', { name: 'ご家族を招く' }).click();
    await page.getByLabel('ご招待に書くお名前').fill('お母さん');
    await sound('invite');
    await shoot('family-invite');
    await page.getByRole('button', { name: 'ご招待を作る' }).click();
    await page.getByRole('img', { name: 'ご招待のQRコード' }).waitFor();
    await sound('waiting');
    await shoot('family-waiting');
    await page.getByRole('button', { name: 'LINEで送る' }).click();
    const [shared] = await page.evaluate(() => (globalThis as unknown as { shared: { text: string }[] }).shared);
    const link = /https:\/\/liff\.line\.me\/1650000000-fukurou(\/family\/[\w-]{22})/.exec(shared!.text);
    expect(shared?.text).not.toContain('優子');
    await page.reload();
    await page.getByRole('img', { name: 'ご招待のQRコード' }).waitFor();
    expect(troubles).toEqual([]);

    await page.context().close();
    await open(link![1]!, {}, shop.misaki);
    await page.locator('h1', { hasText: '「お母さん」からの' }).waitFor();
    expect(await page.textContent('main')).not.toMatch(/優子|齋藤|20487153/);
    await sound('join');
    await shoot('family-join');
    await page.getByRole('button', { name: 'つながる' }).click();
    await page.locator('h1', { hasText: '2人で' }).waitFor();
    expect(await page.textContent('main')).not.toMatch(/優子|齋藤/);
  });

  test('shows the newest of several invitations, and the others when they are asked for', {
    timeout: 60_000,
  }, async () => {
    for (const minutes of [0, 1, 2]) await invite(speaking(shop.yuko, minutes), { shownName: `優子${minutes}` });
    await open('/family', { width: 320, language: 'en-US' });
    await page.getByRole('heading', { name: 'Waiting for an answer' }).waitFor();
    const codes = page.getByRole('img', { name: 'QR' });
    await expect.poll(() => codes.count()).toBe(1);
    await sound('several');
    await page.getByRole('button', { name: 'Show the code and the link' }).first().click();
    await expect.poll(() => codes.count()).toBe(2);
  });

  test('shows who is linked and what is shared, soundly in every look', { timeout: 120_000 }, async () => {
    await family(shop.misaki, shop.sora);
    await payIn(speaking(shop.yuko, 5), { amount: 240, key: 'a' });
    for (const look of looks) {
      await open('/family', look);
      await page.locator('.balance').first().waitFor();
      await sound(JSON.stringify(look));
      await shoot(`family-${look.dark ? 'dark' : look.width ? 'narrow-en' : 'light'}`);
      expect(await page.textContent('main')).not.toContain('空');
      await page.context().close();
    }
    await open('/family', {}, shop.misaki);
    await page.locator('h1', { hasText: '3人で' }).waitFor();
    expect(await page.textContent('main')).not.toMatch(/優子|空/);
    await showMyself(speaking(shop.yuko, 9), { visible: true });
    await page.reload();
    await page.getByText('齋藤 優子').waitFor();
  });

  test('moves points in and out and takes somebody out of the family only when told so', {
    timeout: 90_000,
  }, async () => {
    await family(shop.misaki, shop.sora);
    const troubles = await open('/family');
    await page.getByRole('button', { name: '出す', exact: true }).click();
    await page.getByLabel('ポイント数').fill('１２０');
    await sound('pay in');
    await shoot('family-pay-in');
    await page.getByRole('button', { name: '出す', exact: true }).click();
    await page.locator('.balance', { hasText: '120' }).waitFor();
    await page.getByRole('button', { name: '会員証へ移す' }).click();
    await page.getByLabel('ポイント数').fill('121');
    await page.getByRole('button', { name: '移す', exact: true }).click();
    await page.getByText('いまは 120 pt までです').waitFor();
    await page.getByLabel('ポイント数').fill('20');
    await page.getByRole('button', { name: '移す', exact: true }).click();
    await page.locator('.balance', { hasText: '100' }).waitFor();
    await page.getByRole('button', { name: '抜けるとどうなるか見る' }).click();
    await page.getByText('100', { exact: false }).last().waitFor();
    await page.getByRole('heading', { name: 'ご家族から抜けますか' }).waitFor();
    await sound('leave');
    await shoot('family-leave');
    await page.getByRole('button', { name: '抜ける', exact: true }).click();
    await page.locator('h1', { hasText: 'つながる' }).waitFor();
    expect(troubles).toEqual(['Failed to load resource: the server responded with a status of 409 (Conflict)']);
  });

  test('tells whoever opens a link that is over what to do next', { timeout: 60_000 }, async () => {
    await open(`/family/${'A'.repeat(22)}`);
    await page.getByText('このご招待は、いまはお使いいただけません。', { exact: false }).waitFor();
    await sound('over');
  });
});
