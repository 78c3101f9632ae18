import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { newPage, openBrowser } from '../../chromium.ts';
import { attacks } from './gallery/hostile.ts';

let browser: Browser;
let server: ViteDevServer;
let origin: string;

beforeAll(async () => {
  const root = join(import.meta.dirname, 'gallery');
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null, fs: { allow: [join(root, '../../../..')] } },
    oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx/dom' } },
  });
  await server.listen();
  origin = server.resolvedUrls?.local[0] ?? '';
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(query: string, width = 390): Promise<Page> {
  const page = await newPage(browser, { width });
  onTestFinished(() => page.context().close());
  await page.goto(`${origin}?${query}`);
  await page.waitForSelector('.line-chat');
  return page;
}

const told = (page: Page) => page.evaluate(() => (window as unknown as { told: unknown[][] }).told);

describe('the chat on the phone', () => {
  test('shows the account, the read mark and the time', async () => {
    const page = await open('scene=points');
    expect(await page.locator('.line-head h2').innerText()).toBe('眠りの店 ふくろう');
    expect(await page.locator('.line-own .line-meta').innerText()).toMatch(/既読\s+18:40/);
    expect(await page.locator('.line-day').innerText()).toBe('11月21日(土)');
  });

  test("a message of the person in charge names them before the account, in the reader's language", async () => {
    const page = await open('scene=care');
    expect(await page.locator('.line-name').allInnerTexts()).toEqual(['森下 さやか(吉祥寺店) from 眠りの店 ふくろう']);
    const english = await open('scene=points&lang=en');
    expect(await english.locator('.line-own .line-meta').innerText()).toMatch('Read');
  });

  test('a button tells its action, a link its address, by pointer and by keyboard', async () => {
    const page = await open('scene=care');
    await page.getByRole('button', { name: '森下に相談する' }).click();
    await page.getByRole('button', { name: '動画で見る' }).press('Enter');
    const [pressed, followed] = await told(page);
    expect(pressed).toMatchObject({ 0: 'action', 2: { type: 'postback', data: '森下に相談する' } });
    expect(followed).toEqual(['link', 'https://fukuro.example/r/abc']);
  });

  test('a date is asked for before it is told', async () => {
    const page = await open('scene=recommend');
    await page.getByRole('button', { name: '店頭で試す日を選ぶ' }).click();
    expect(await told(page)).toEqual([]);
    await page.locator('.line-picker input').fill('2026-12-01');
    await page.getByRole('button', { name: '決める' }).click();
    expect((await told(page))[0]).toMatchObject({ 0: 'action', 2: { data: 'try' }, 3: { date: '2026-12-01' } });
    await page.locator('.line-picker').waitFor({ state: 'detached' });
  });

  test('quick replies stand under the last message and can be pressed', async () => {
    const page = await open('scene=points');
    await page.locator('.line-quick').getByRole('button', { name: '購入の記録' }).click();
    expect((await told(page))[0]).toMatchObject({ 0: 'action', 2: { type: 'message', text: '購入の記録' } });
  });

  test('a picture is chosen and told', async () => {
    const page = await open('scene=photo');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '写真を選ぶ' }).click();
    await (await chooser).setFiles({ name: 'karte.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([255, 216]) });
    await page.waitForFunction(() => (window as unknown as { told: unknown[] }).told.length > 0);
    expect(await told(page)).toEqual([['image', 'karte.jpg', 'image/jpeg']]);
  });

  test('return sends what is written, but not in the middle of a conversion, and never nothing', async () => {
    const page = await open('scene=points');
    const field = page.getByRole('textbox', { name: 'メッセージを入力' });
    await field.press('Enter');
    await field.fill('かいいんしょう');
    await field.dispatchEvent('compositionstart');
    await field.press('Enter');
    expect(await told(page)).toEqual([]);
    await field.dispatchEvent('compositionend');
    await field.press('Enter');
    expect(await told(page)).toEqual([['say', 'かいいんしょう']]);
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.line-input input')?.value === '');
  });

  test('the rich menu has a named button on every area and folds away', async () => {
    const page = await open('scene=points&menu');
    await page.locator('.line-menu').getByRole('button', { name: 'まとめる' }).click();
    expect(await told(page)).toEqual([['menu', 3]]);
    await page.getByRole('button', { name: 'メニューを閉じる' }).click();
    await page.locator('.line-menu-picture').waitFor({ state: 'detached' });
  });

  test('the loading animation is announced', async () => {
    const page = await open('scene=points&loading');
    expect(await page.getByRole('status').getAttribute('aria-label')).toBe('入力しています');
  });

  test('who blocks or is no friend cannot write but can come back', async () => {
    const page = await open('scene=points&blocked');
    expect(await page.getByRole('textbox').count()).toBe(0);
    await page.getByRole('button', { name: 'ブロックを解除する' }).click();
    expect(await told(page)).toEqual([['follow']]);
  });

  test.each([320, 390, 1100])('at %i px nothing but a carousel is wider than the screen', async (width) => {
    for (const scene of ['points', 'joined', 'care', 'recommend', 'hostile']) {
      const page = await open(`scene=${scene}&menu`, width);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const wide = () => {
        const thread = document.querySelector('.line-thread');
        return thread ? thread.scrollWidth - thread.clientWidth : 0;
      };
      expect(await page.evaluate(wide)).toBe(0);
    }
  });
});

describe('hostile messages', () => {
  test('are shown letter by letter and run nothing', async () => {
    const page = await open('scene=hostile');
    const text = (await page.locator('.line-thread').textContent()) ?? '';
    for (const attack of attacks) expect(text).toContain(attack);
    expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
    expect(await page.locator('.line-thread script, .line-thread [onerror], .line-thread [onload]').count()).toBe(0);
    expect(await page.locator('.line-thread img').count()).toBe(0);
  });

  test('their links open nothing', async () => {
    const page = await open('scene=hostile');
    for (const button of await page.locator('.fx-button').all()) await button.click();
    expect(await told(page)).toEqual([]);
    const styles = await page
      .locator('.fx-bubble [style]')
      .evaluateAll((parts) => parts.map((part) => part.getAttribute('style') ?? ''));
    expect(styles.filter((style) => /javascript|url\(/.test(style))).toEqual([]);
  });
});
