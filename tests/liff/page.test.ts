import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { codeFor, latestProof } from '../../core/merges/proof.ts';
import { latestRequestOf } from '../../core/merges/requests.ts';
import { activities } from '../../db/schema/activities.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { counterLink } from '../../liff/counter/link.ts';
import { type Look, newPage, openBrowser } from '../chromium.ts';
import { onServer } from '../setup.ts';
import { audit, buildPages, overflow, pages, servePages, torn } from './browser.ts';
import { joinCards, now, openShop, type Shop, secret } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

const { test } = onServer;
const newcomer = 'Uf05b7e28a63d4c90b1f4d92e8c7a60a9';
const looks: Look[] = [{}, { dark: true }, { width: 320, language: 'en-US' }];

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('the pages of the mini-app', () => {
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

  const open = async (path: string, look: Look = {}, who = shop.yuko.line) => {
    page = await newPage(browser, look);
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    await page.goto(`${site.origin}/liff${path}?as=${who}`);
    await page.waitForSelector('main h1, main h2');
    return troubles;
  };
  const goes = async (path: string, ready: string) => {
    await page.evaluate((to) => {
      history.pushState({ inside: true }, '', `/liff${to}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await page.waitForSelector(ready);
  };
  const sound = async (where: string) => {
    expect([where, await audit(page), await overflow(page), await torn(page)]).toEqual([where, [], 0, []]);
  };

  test.for(looks)('pass the accessibility audit and fit the phone: %o', { timeout: 240_000 }, async (look) => {
    await joinCards(shop, shop.yuko, 'yuko.saito@example.jp');
    const troubles = await open('/', look);
    await sound('home');
    await goes('/points', '.lots');
    await sound('points');
    await goes('/history', '.threads');
    await sound('history');
    await goes('/recommend', '.hero');
    await sound('recommend');
    await goes('/products/soba-pillow', '.care');
    await sound('product');
    await goes('/settings', '.switch');
    await page.click('section:last-child .textlink');
    await sound('settings');
    await goes('/merge', '.sum');
    await sound('done');
    await page.click('.buttons .plain:last-child');
    await sound('not me');
    expect(troubles).toEqual([]);
  });

  test.for(looks)('lead through a request, audited at every station: %o', { timeout: 240_000 }, async (look) => {
    const troubles = await open('/merge', look);
    await sound('start');
    await page.fill('#sought', 'yuko.saito@example.jp');
    await page.fill('#name', '斎藤 優子');
    await page.click('button[type=submit]');
    await page.waitForSelector('.digits');
    await sound('code');
    await page.click('.rows li:nth-child(2) button');
    await page.waitForSelector('.qr svg');
    await sound('counter code');
    await page.click('main > .button.quiet');
    const request = await latestRequestOf(shop.db, shop.yuko.accountId);
    const proof = await latestProof(shop.db, request!.requestId);
    const code = codeFor(secret, proof!.id);
    await page.fill('.digits input', wide(code === '000000' ? '111111' : '000000'));
    await page.click('button[type=submit]');
    await page.waitForSelector('.trouble');
    await sound('wrong code');
    await page.fill('.digits input', wide(code));
    await page.press('.digits input', 'Enter');
    await page.waitForSelector('.timeline');
    await sound('waiting');
    await page.click('.buttons .plain');
    await page.click('.buttons .buttons .plain, section .buttons .plain');
    await page.waitForSelector('.timeline', { state: 'detached' });
    await sound('cancelled');
    // A wrong code is a 409, which a browser writes to its console; nothing else may stand there.
    expect(troubles.filter((trouble) => !trouble.includes('409'))).toEqual([]);
  });

  test('hold an empty member, a newcomer, a very long name and letters at twice the size', {
    timeout: 240_000,
  }, async () => {
    await open('/', { width: 320 }, shop.misaki.line);
    await sound('long name');
    await page.context().close();
    await open('/points', { width: 320 }, shop.sora.line);
    await sound('no points');
    await goes('/history', '.note');
    await sound('no history');
    await page.context().close();
    await open('/', { width: 320 }, newcomer);
    await sound('registration');
    await page.context().close();
    await open('/');
    await page.addStyleTag({ content: 'html { font-size: 200% }' });
    expect(await overflow(page)).toBe(0);
  });

  test('ask once for the first view, and anew when somebody comes back to it', async () => {
    const asked: string[] = [];
    page = await newPage(browser);
    page.on(
      'request',
      (request) => request.url().includes('/liff/api/') && asked.push(new URL(request.url()).pathname),
    );
    await page.goto(`${site.origin}/liff/?as=${shop.yuko.line}`);
    await page.waitForSelector('.card');
    expect(asked.filter((path) => !path.endsWith('/config'))).toEqual(['/liff/api/session']);
    await goes('/points', '.lots');
    await goes('/', '.card');
    expect(asked.at(-1)).toBe('/liff/api/me');
  });

  test('say where to go when nothing lies at an address, rather than to load it again', async () => {
    await open('/');
    await goes('/products/no-such-thing', '.trouble');
    expect(await page.getByRole('button', { name: 'もう一度読み込む' }).count()).toBe(0);
    await page.getByRole('link', { name: 'はじめの画面へ' }).click();
    await page.waitForSelector('.card');
  });

  test('show every step of a merge from its top', async () => {
    await open('/merge', { width: 320, height: 560 });
    await page.fill('#sought', 'yuko.saito@example.jp');
    await page.fill('#name', '斎藤 優子');
    await page.locator('button[type=submit]').scrollIntoViewIfNeeded();
    await page.click('button[type=submit]');
    await page.waitForSelector('.digits');
    expect(await page.evaluate(() => [scrollY, document.activeElement?.tagName])).toEqual([0, 'H1']);
  });

  test('take what is pressed twice once, and keep the step over back and forward', { timeout: 60_000 }, async ({
    db,
  }) => {
    const troubles = await open('/');
    await page.locator('a[href="/liff/merge"]').first().click();
    await page.fill('#sought', 'yuko.saito@example.jp');
    await page.fill('#name', '斎藤 優子');
    await page.dblclick('button[type=submit]');
    await page.waitForSelector('.digits');
    await page.goBack();
    await page.waitForSelector('.card');
    await page.goForward();
    await page.waitForSelector('.digits');
    const request = await latestRequestOf(db, shop.yuko.accountId);
    const proof = await latestProof(db, request!.requestId);
    await page.fill('.digits input', codeFor(secret, proof!.id));
    for (let again = 0; again < 2; again++) await page.press('.digits input', 'Enter').catch(() => {});
    await page.waitForSelector('.timeline');
    await page.goBack();
    await page.waitForSelector('.card');
    await page.goForward();
    await page.waitForSelector('.timeline');
    await page.click('.buttons .plain');
    await page.dblclick('.buttons .buttons .plain, section .buttons .plain');
    await page.waitForSelector('.timeline', { state: 'detached' });
    const rows = await db.select().from(mergeRequests);
    expect(rows.map(({ state }) => state)).toEqual(['cancelled']);
    const acts = (await db.select().from(auditEntries)).map(({ action }) => action);
    expect(acts.filter((action) => action.startsWith('request.')).sort()).toEqual([
      'request.cancelled',
      'request.made',
      'request.proved',
    ]);
    expect([troubles, await page.locator('.trouble').count()]).toEqual([[], 0]);
  });

  test('keep a button pressed until the next step is there, however slow the network is', async ({ db }) => {
    await open('/merge');
    const { promise: arriving, resolve: arrive } = Promise.withResolvers<void>();
    let asked = 0;
    await page.route('**/liff/api/merge', async (route) => {
      asked += 1;
      await arriving;
      await route.continue();
    });
    await page.fill('#sought', 'yuko.saito@example.jp');
    await page.fill('#name', '斎藤 優子');
    await page.click('button[type=submit]');
    await expect.poll(() => asked).toBeGreaterThan(0);
    expect(await page.locator('button[type=submit]').isDisabled()).toBe(true);
    await page.press('#name', 'Enter');
    arrive();
    await page.waitForSelector('.digits');
    expect(await page.locator('.trouble').count()).toBe(0);
    expect(await db.select().from(mergeRequests)).toHaveLength(1);
  });

  test('say what to do when LINE’s token is refused', async () => {
    stand.clock.now = new Date(now.getTime() + 7_200_000);
    const late = await stand.idToken(shop.yuko.line);
    stand.clock.now = now;
    page = await newPage(browser);
    await page.route('**/token?*', (route) => route.fulfill({ body: `${late}x` }));
    await page.goto(`${site.origin}/liff/?as=${shop.yuko.line}`);
    await page.waitForSelector('.trouble');
    expect(await page.textContent('.trouble')).toContain('LINEから開き直してください');
    await sound('door');
  });

  test('make a newcomer a member', async () => {
    await open('/', {}, newcomer);
    await page.fill('#familyName', '森');
    await page.fill('#givenName', '真央');
    await page.click('button[type=submit]');
    await page.waitForSelector('.card');
    expect(await page.textContent('.card-name')).toContain('森 真央');
  });

  test('tell a view of a product once for each time it is opened', async ({ db }) => {
    await open('/products/soba-pillow');
    await page.waitForSelector('.care');
    await expect.poll(() => views(db)).toBe(1);
    await page.reload();
    await page.waitForSelector('.care');
    await expect.poll(() => views(db)).toBe(2);
  });

  test('the barcode’s modules are whole device pixels on every phone', async () => {
    for (const look of [
      { width: 390, scale: 3 },
      { width: 320, scale: 2 },
      { width: 360, scale: 2 },
    ]) {
      await open('/', look);
      const width = await page.getAttribute('.code svg', 'width');
      expect((Number(width) * look.scale) % 99).toBe(0);
      if (look.width !== 360) await page.context().close();
    }
  });

  test('the counter page compares two cards that were typed, and joins them', { timeout: 120_000 }, async ({ db }) => {
    const actor = { kind: 'staff', staffId: shop.morishita, storeId: shop.kichijoji, role: 'clerk' } as const;
    page = await newPage(browser);
    await page.goto(counterLink(site.origin, { db, now, secret, actor }));
    await page.waitForSelector('#number');
    await sound('counter: first');
    await page.fill('#number', shop.yuko.number);
    await page.click('button[type=submit]');
    await page.waitForSelector('.button.plain');
    await page.fill('#number', shop.old.number);
    await page.click('button[type=submit]');
    await page.waitForSelector('.evidence');
    await sound('counter: compared');
    await page.click('.button.main');
    await page.waitForSelector('.knot');
    await sound('counter: done');
    expect((await latestRequestOf(db, shop.yuko.accountId))?.state).toBe('approved');
  });
});

test('the mini-app’s own script is at most 60 KB gzip beside the LIFF SDK', async () => {
  await buildPages();
  const folder = join(pages, 'liff', 'assets');
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const own = scripts.filter((name) => !name.startsWith('sdk-'));
  const sizes = await Promise.all(own.map(async (name) => gzipSync(await readFile(join(folder, name))).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(scripts.length).toBeGreaterThan(own.length);
  expect(total).toBeLessThanOrEqual(60 * 1024);
});

async function views(db: Shop['db']): Promise<number> {
  return (await db.select().from(activities).where(eq(activities.kind, 'product_view'))).length;
}

/** As a Japanese keyboard types digits. */
function wide(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}
