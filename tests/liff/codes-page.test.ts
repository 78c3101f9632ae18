import { desc } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { codeFor } from '../../core/merges/proof.ts';
import { erasures } from '../../db/schema/erasure.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { en } from '../../liff/words/en.ts';
import { ja } from '../../liff/words/ja.ts';
import type { Look } from '../chromium.ts';
import { onServer } from '../setup.ts';
import { openShop, type Shop, secret } from './shop.ts';
import { openVisit, type Visit } from './visit.ts';

const { test } = onServer;
const looks: [string, Look][] = [
  ['light', {}],
  ['dark', { dark: true }],
  ['narrow-en', { width: 320, language: 'en-US' }],
];
const words = ({ language }: Look) => (language ? en : ja);
const newPhone = '090-5555-0199';

describe('a code entered in a browser', () => {
  let shop: Shop;
  let visit: Visit;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    visit = await openVisit(shop);
  });
  test.afterEach(() => visit.close());

  const rightCode = async () => {
    const [proof] = await shop.db.select().from(proofCodes).orderBy(desc(proofCodes.id)).limit(1);
    return codeFor(secret, proof!.id);
  };
  /** Enters a code that is wrong, sees why and that it is asked for anew, then the right one: once by Enter, once by the button. */
  const enterTwice = async (page: Page, name: string, check: string) => {
    await page.waitForSelector('.digits input');
    const right = await rightCode();
    const wrong = right === '000000' ? '000001' : '000000';
    await visit.isSound(`${name}-1-code`);
    await page.locator('.digits input').fill(wrong);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.trouble');
    expect(await page.inputValue('.digits input')).toBe('');
    await visit.isSound(`${name}-2-wrong`);
    await page.locator('.digits input').fill(right);
    await page.getByRole('button', { name: check, exact: true }).click();
  };

  test.for(looks)('proves a new phone, after a wrong try (%s)', { timeout: 90_000 }, async ([name, look]) => {
    const page = await visit.open('/settings', look, shop.yuko);
    await page.getByRole('button', { name: words(look).settings.contactOpen }).click();
    await page.fill('#contact', newPhone);
    await page.locator('form:has(#contact) button[type=submit]').click();
    await enterTwice(page, `contact-${name}`, words(look).settings.contactCheck);
    await page.getByText(words(look).settings.contactDone).waitFor();
    expect(await page.locator('.digits').count()).toBe(0);
    await visit.isSound(`contact-${name}-3-proved`);
  });

  test.for(looks)('leads to leaving, which can be taken back (%s)', { timeout: 90_000 }, async ([name, look]) => {
    const page = await visit.open('/leave', look, shop.yuko);
    await page.getByRole('button', { name: words(look).leave.choose }).click();
    await visit.isSound(`leave-${name}-0-sure`);
    await page.getByRole('button', { name: words(look).leave.byMail }).click();
    await enterTwice(page, `leave-${name}`, words(look).leave.confirm);
    const back = page.getByRole('button', { name: words(look).leave.back });
    await back.waitFor();
    await visit.isSound(`leave-${name}-3-waiting`);
    expect(await shop.db.$count(erasures)).toBe(1);
    await back.click();
    await page.getByRole('button', { name: words(look).leave.choose }).waitFor();
    expect(visit.troubles.filter((trouble) => !trouble.includes('status of 4'))).toEqual([]);
  });
});
