import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { activities, purchases } from '../../db/schema/activities.ts';
import { purchaseReturns } from '../../db/schema/till.ts';
import { counterLink } from '../../liff/counter/link.ts';
import { onServer } from '../setup.ts';
import { now, openShop, type Shop, secret } from './shop.ts';
import { openVisit } from './visit.ts';

const { test } = onServer;

/** The counter page in a browser, its session opened by a link from Slack. */
async function openCounterPage(shop: Shop) {
  const visit = await openVisit(shop);
  const actor = { kind: 'staff', staffId: shop.morishita, storeId: shop.kichijoji, role: 'clerk' } as const;
  const link = () => `${counterLink('', { db: shop.db, now, secret, actor })}&do=till`;
  const page = await visit.open(link());
  const enter = () => page.goto(visit.origin + link());
  return { page, enter, isSound: visit.isSound, close: visit.close };
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();

describe('the till in a browser', () => {
  test('rings up a sale that was pressed twice once, and takes part of it back', { timeout: 180_000 }, async ({
    db,
  }) => {
    const shop = await openShop(db);
    const { page, isSound, close } = await openCounterPage(shop);
    const before = await db.$count(purchases);
    try {
      await page.fill('#number', shop.yuko.number);
      await isSound('till-member');
      await press(page, '進む');
      await heading(page, '金額とポイント');
      await page.fill('#goods', 'kumo');
      await press(page, 'さがす');
      await page.locator('.rows button.row').first().click();
      await page.fill('#total', '150,000');
      await page.fill('#use', '500');
      await isSound('till-amount');
      await press(page, '確かめる');
      await heading(page, 'この内容でよろしいですか');
      await isSound('till-preview');
      await page.getByRole('button', { name: '会計する' }).dblclick();
      await heading(page, '会計を記録しました');
      await isSound('till-receipt');
      expect(await db.$count(purchases)).toBe(before + 1);

      await press(page, '返品');
      await page.fill('#number', shop.yuko.number);
      await press(page, '進む');
      await heading(page, 'どれを返品しますか');
      await isSound('return-list');
      await page.locator('.rows button.row').first().click();
      await page.getByLabel('一部').check();
      await page.locator('input[id^=line-]').first().fill('1');
      await isSound('return-what');
      await press(page, '確かめる');
      await heading(page, 'この内容で返品します');
      await isSound('return-preview');
      await page.getByRole('button', { name: '返品する' }).dblclick();
      await heading(page, '返品を記録しました');
      expect(await db.$count(purchaseReturns)).toBe(1);
    } finally {
      await close();
    }
  });

  test('serves a customer without a card: found by name, without points, or only a visit', {
    timeout: 180_000,
  }, async ({ db }) => {
    const shop = await openShop(db);
    const { page, isSound, close } = await openCounterPage(shop);
    const before = await db.$count(purchases);
    const pick = async () => {
      await page.fill('#name', '齋藤優子');
      await press(page, 'さがす');
      await page.getByRole('button', { name: '••••7153' }).click();
      await heading(page, '金額とポイント');
    };
    try {
      await page.fill('#name', '齋藤優子');
      await press(page, 'さがす');
      await page.getByRole('button', { name: '••••7153' }).waitFor();
      await isSound('till-by-name');
      await pick();
      expect(await page.locator('#use').count()).toBe(0);
      await isSound('till-by-name-amount');
      await page.fill('#total', '3000');
      await press(page, '確かめる');
      await press(page, '会計する');
      await heading(page, '会計を記録しました');
      expect(await db.$count(purchases, eq(purchases.attribution, 'inferred'))).toBe(1);
      expect(await db.$count(purchases)).toBe(before + 1);
      await press(page, '次のお客さま');
      await pick();
      await press(page, 'ご来店だけを記録する');
      await heading(page, 'ご来店を記録しました');
      expect(await db.$count(activities, eq(activities.attribution, 'inferred'))).toBe(1);
    } finally {
      await close();
    }
  });

  test('a search that is still out when the customer is picked leaves nothing of itself behind', {
    timeout: 180_000,
  }, async ({ db }) => {
    const { page, close } = await openCounterPage(await openShop(db));
    try {
      await page.fill('#name', '齋藤優子');
      await press(page, 'さがす');
      await page.getByRole('button', { name: '••••7153' }).waitFor();
      const mayAnswer = Promise.withResolvers<void>();
      await page.route('**/till/find', (route) => mayAnswer.promise.then(() => route.continue()));
      await press(page, 'さがす');
      await page.getByRole('button', { name: '••••7153' }).click();
      await heading(page, '金額とポイント');
      const answered = page.waitForResponse('**/till/find');
      mayAnswer.resolve();
      await (await answered).finished();
      await page.evaluate(() => new Promise((done) => setTimeout(done)));
      expect(await page.locator('#name').count()).toBe(0);
      expect(await page.getByRole('button', { name: 'さがす' }).count()).toBe(1);
    } finally {
      await close();
    }
  });

  test('whose answer was lost goes on as the same sale when the page is opened again', { timeout: 180_000 }, async ({
    db,
  }) => {
    const shop = await openShop(db);
    const { page, enter, isSound, close } = await openCounterPage(shop);
    const before = await db.$count(purchases);
    try {
      await page.fill('#number', shop.yuko.number);
      await press(page, '進む');
      await page.fill('#total', '3000');
      await press(page, '確かめる');
      await heading(page, 'この内容でよろしいですか');
      await page.route('**/till/sell', async (route) => {
        await route.fetch();
        await route.abort();
      });
      await press(page, '会計する');
      await page.getByText('つながりません').waitFor();
      await page.unroute('**/till/sell');
      await enter();
      await page.getByText('途中の会計があります').waitFor();
      await isSound('till-unfinished');
      await press(page, '続ける');
      await heading(page, 'この会計は、もう記録されています');
      expect(await db.$count(purchases)).toBe(before + 1);
      await press(page, '次のお客さま');
      expect(await page.getByText('途中の会計があります').count()).toBe(0);
    } finally {
      await close();
    }
  });
});
