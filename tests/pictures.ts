import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Browser, Page } from 'playwright-core';
import cast from '../core/demo/cast.json' with { type: 'json' };
import { codeIn } from '../sandbox/page/letter-text.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { type Look, newPage, openBrowser } from './chromium.ts';

/** `node tests/pictures.ts`: plays the README's story in a fresh sandbox and takes the pictures of docs/pictures anew. */
const root = join(import.meta.dirname, '..');
const at = (name: string) => join(root, 'docs', 'pictures', `${name}.png`);
const dataFolder = mkdtempSync(join(tmpdir(), 'musubi-pictures-'));
const program = (name: string) => join(root, 'bot', name);
const sandbox = await startSandbox({
  port: 0,
  dataFolder,
  reset: true,
  environment: process.env,
  out: new PassThrough().resume(),
  sayDeath: (how) => console.error(how),
  productCommand: [process.execPath, program('server.ts')],
  setupCommand: [process.execPath, program('cli.ts'), 'setup'],
});
const browser = await openBrowser();
try {
  await sandbox.product.whenReady();
  await thePhone(browser);
  await theSlack(browser);
  await theNight(browser);
} finally {
  await browser.close();
  await sandbox.close();
  rmSync(dataFolder, { recursive: true, force: true });
}

/** Yuko's way from two cards to one, and her pages afterwards; at the moment both sides wait, both sides at a glance. */
async function thePhone(browser: Browser): Promise<void> {
  const page = await ask(browser, 'yuko', (name, shown) => shown.screenshot({ path: at(name) }).then(() => {}));
  const both = await newPage(browser, { width: 1440, height: 900 });
  await both.goto(`${sandbox.url}/?tour=0`);
  await write('/_sandbox/line/users/:yuko/say', { text: '会員証' });
  await both.locator('.fx-text', { hasText: '2048 7153' }).last().waitFor();
  await both.getByRole('button', { name: '承認する' }).waitFor();
  await both.locator('.line-menu img').waitFor(); // the account's menu is made after the product is ready
  await rested(both);
  await both.screenshot({ path: at('sandbox') });

  await both.getByRole('button', { name: '承認する' }).click();
  await both.getByRole('button', { name: '承認する' }).last().click();
  await both.getByText('M-142 承認済み').waitFor();
  await both.context().close();
  await page.reload();
  await page.waitForSelector('.sum');
  await rested(page);
  await page.screenshot({ path: at('merge-done') });
  await page.context().close();
  for (const [name, path, ready, look] of [
    ['home', '', '.proposal', {}],
    ['home-dark', '', '.proposal', { dark: true }],
    ['points', '/points', '.lots', {}],
    ['history', '/history', '.threads', {}],
  ] as const) {
    const shown = await miniApp(browser, 'yuko', path, look);
    await shown.waitForSelector(ready);
    await rested(shown);
    await shown.screenshot({ path: at(name) });
    await shown.context().close();
  }
}

/** The preview of an undo whose points were spent meanwhile, and the app's home with three requests that wait. */
async function theSlack(browser: Browser): Promise<void> {
  await (await ask(browser, 'yoshida')).context().close();
  const page = await newPage(browser, { width: 1440, height: 1660 });
  await page.goto(`${sandbox.url}/?tour=0&staff=okubo&room=C0KICHIJOJI1`);
  const undo = { user: 'U0OKUBOKEN1', channel: 'C0KICHIJOJI1', text: '/musubi undo M-121' };
  await page.locator('.sl-composer').waitFor();
  await write('/_sandbox/slack/command', undo);
  const modal = page.locator('.sl-modal');
  await modal.getByText('M-121 を元に戻すと').waitFor();
  await rested(page);
  await modal.screenshot({ path: at('slack-undo') });
  await page.keyboard.press('Escape');
  await page.goto(`${sandbox.url}/?tour=0&staff=okubo&room=home`);
  await page.setViewportSize({ width: 1340, height: 1400 });
  await page.getByText('確認をお待ちの方').waitFor();
  await rested(page);
  await page.locator('.workspace').screenshot({ path: at('slack-home') });
  await page.context().close();
}

/** The card of the night after, in headquarters' channel. */
async function theNight(browser: Browser): Promise<void> {
  await write('/clock', { advance: { days: 1 } });
  const page = await newPage(browser, { width: 1340, height: 1200 });
  await page.goto(`${sandbox.url}/?tour=0&staff=okubo&room=C0HONBUMEM01`);
  const card = page.locator('.sl-message', { hasText: '夜の点検が終わりました' });
  await card.getByRole('img').last().waitFor({ timeout: 90_000 });
  await rested(page);
  await card.screenshot({ path: at('slack-night') });
  await page.context().close();
}

type Taken = (name: string, page: Page) => Promise<void>;

/** Somebody asks for the older card, up to the moment when the store is looking. */
async function ask(browser: Browser, key: string, taken: Taken = async () => {}): Promise<Page> {
  const old = cast.oldCards.find((card) => card.of === key);
  const page = await miniApp(browser, key, '/merge');
  await page.fill('#sought', old?.mail ?? '');
  await page.fill('#name', old?.name ?? '');
  await rested(page);
  await taken('merge-start', page);
  await page.click('button[type=submit]');
  await page.waitForSelector('.digits');
  const code = await codeTo(old?.mail ?? '');
  await page.locator('.digits input').pressSequentially(code.slice(0, 3));
  await rested(page);
  await taken('merge-code', page);
  await page.fill('.digits input', code);
  await page.press('.digits input', 'Enter');
  await page.waitForSelector('.timeline');
  await rested(page);
  await taken('merge-waiting', page);
  return page;
}

async function codeTo(mail: string): Promise<string> {
  type Box = { letters: { to: string; text: string }[] };
  for (;;) {
    const { letters } = (await (await fetch(`${sandbox.url}/mailbox`)).json()) as Box;
    const code = letters.find(({ to, text }) => to === mail && codeIn(text));
    if (code) return codeIn(code.text) ?? '';
  }
}

/** The mini-app as LINE opens it for one of the cast, in a phone of its own. */
async function miniApp(browser: Browser, key: string, path: string, look: Look = {}): Promise<Page> {
  const { liffId, productPort } = (await (await fetch(`${sandbox.url}/config`)).json()) as Record<string, string>;
  const uri = `https://liff.line.me/${liffId}${path}`;
  const launch = (await (await write(`/_sandbox/line/users/:${key}/mini-app`, { uri })).json()) as { url: string };
  const { pathname, search } = new URL(launch.url);
  const page = await newPage(browser, look);
  await page.goto(`http://127.0.0.1:${productPort}${pathname}${search}`);
  await page.waitForSelector('main h1');
  return page;
}

/** Sends one wish to the sandbox; `:key` in the path names one of the cast. */
function write(path: string, body: object): Promise<Response> {
  const named = path.replace(/:([\w-]+)/, (_, key) => cast.line.find((one) => one.key === key)?.userId ?? key);
  const headers = { 'content-type': 'application/json' };
  return fetch(sandbox.url + named, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Every picture there and every font in its place. */
async function rested(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {}); // an open event stream never falls idle
  await page.evaluate(() => document.fonts.ready.then(() => {}));
}
