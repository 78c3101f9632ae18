import { desc } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordProfile } from '../../core/members/profile.ts';
import { codeFor } from '../../core/merges/proof.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { counterLink } from '../../liff/counter/link.ts';
import type { Look } from '../chromium.ts';
import { onServer } from '../setup.ts';
import { now, openShop, secret } from './shop.ts';
import { openVisit } from './visit.ts';

const { test } = onServer;
const newcomer = 'Uf05b7e28a63d4c90b1f4d92e8c7a60a9';

describe('a forgotten number in a browser', () => {
  test.for<[string, Look]>([
    ['ja', {}],
    ['ja-dark', { dark: true }],
    ['en', { width: 320, language: 'en-US' }],
  ])('is asked for, proved and shown, and leads to a card (%s)', { timeout: 180_000 }, async ([name, look], { db }) => {
    const shop = await openShop(db);
    const visit = await openVisit(shop);
    try {
      const page = await visit.open('/', look, { line: newcomer });
      await page.waitForSelector('a[href$="/forgotten"]');
      await visit.isSound(`register-${name}`);
      await page.click('a[href$="/forgotten"]');
      await page.waitForSelector('#value');
      await visit.isSound(`forgotten-1-ask-${name}`);
      await page.click('label:has(input[name=kind]):nth-of-type(2)');
      await page.fill('#value', 'yuko.saito@example.jp');
      await page.fill('#name', '斎藤 優子');
      await page.click('button[type=submit]');
      await page.waitForSelector('.digits input');
      await visit.isSound(`forgotten-2-code-${name}`);
      const [proof] = await db.select().from(proofCodes).orderBy(desc(proofCodes.id)).limit(1);
      await page.fill('.digits input', codeFor(secret, proof!.id));
      await page.click('button[type=submit]');
      await page.waitForSelector('.balance');
      expect(await page.textContent('.balance')).toBe('2031 6624');
      await visit.isSound(`forgotten-3-found-${name}`);
      await page.fill('#familyName', '斎藤');
      await page.fill('#givenName', '優子');
      await page.click('button[type=submit]');
      await page.waitForSelector('nav.tabs');
      expect(await page.textContent('main')).not.toContain('2031 6624');
    } finally {
      await visit.close();
    }
  });

  test('and the counter shows who is probably known before it makes a card', { timeout: 180_000 }, async ({ db }) => {
    const shop = await openShop(db);
    const visit = await openVisit(shop);
    const actor = { kind: 'staff', staffId: shop.morishita, storeId: shop.kichijoji, role: 'clerk' } as const;
    try {
      const page = await visit.open(`${counterLink('', { db, now, secret, actor })}&do=register`);
      await page.waitForSelector('#familyName');
      await visit.isSound('counter-register-1-form');
      const customer = { familyName: '斉藤', givenName: '優子', familyKana: 'さいとう', givenKana: 'ゆうこ' };
      for (const [field, value] of Object.entries({ ...customer, birthDate: '1984-06-02', phone: '0467-22-3326' }))
        await page.fill(`#${field}`, value);
      await page.click('button[type=submit]');
      await page.getByRole('heading', { name: 'おそらく既にお持ちです' }).waitFor();
      await visit.isSound('counter-register-2-known');
      await page.getByRole('button', { name: '別の方なので、新しく作る' }).click();
      await page.getByRole('heading', { name: '会員証ができました' }).waitFor();
      await visit.isSound('counter-register-3-made');
      expect(await page.textContent('body')).not.toContain('同じ世帯');

      const home = { phone: '0467-22-3326', address: '神奈川県鎌倉市大町1-2-3', postalCode: '248-0007' };
      const context = { db, now, secret, actor: { kind: 'system', job: 'test' } } as const;
      await recordProfile(context, shop.old.accountId, home, 'store');
      await page.getByRole('button', { name: '次のお客さま' }).click();
      const daughter = { familyName: '斎藤', givenName: '葵', familyKana: 'さいとう', givenKana: 'あおい' };
      for (const [field, value] of Object.entries({ ...daughter, birthDate: '2001-07-07', ...home }))
        await page.fill(`#${field}`, value);
      await page.click('button[type=submit]');
      await page.getByText('同じ世帯の会員がいる可能性があります').waitFor();
      await visit.isSound('counter-register-4-relatives');
    } finally {
      await visit.close();
    }
  });
});
