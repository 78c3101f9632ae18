import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import cast from '../../../core/demo/cast.json' with { type: 'json' };
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { newPage, openBrowser } from '../../chromium.ts';

const tinyProduct = fileURLToPath(new URL('../tiny-product.ts', import.meta.url));
const yuko = 'U7c1e5b0a94d24f6f8b3a2d9e61f07153';
let browser: Browser;
let sandbox: Sandbox;
let dataFolder: string;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'musubi-page-'));
  sandbox = await startSandbox({
    port: 0,
    dataFolder,
    reset: false,
    environment: { PATH: process.env.PATH },
    out: new PassThrough().resume(),
    sayDeath: () => {},
    productCommand: [process.execPath, tinyProduct],
  });
  await sandbox.product.whenReady();
});
afterEach(async () => {
  await page.context().close();
  await sandbox.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function open(query: string, width = 1280): Promise<void> {
  page = await newPage(browser, { width, height: width > 800 ? 800 : 844 });
  await page.goto(`${sandbox.url}/${query}`);
  await page.waitForSelector('.line-chat', { state: 'attached' });
}
const post = (path: string, body: unknown) =>
  fetch(sandbox.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const keys = () =>
  (JSON.parse(readFileSync(join(dataFolder, 'sandbox.json'), 'utf8')) as { keys: Record<string, string> }).keys;
async function environment(): Promise<Record<string, string>> {
  const { productPort } = (await (await fetch(`${sandbox.url}/config`)).json()) as { productPort: number };
  return (await (await fetch(`http://127.0.0.1:${productPort}/environment`)).json()) as Record<string, string>;
}
async function deliverMail(to: string, text: string): Promise<void> {
  const { SMTP_URL } = await environment();
  await createTransport(SMTP_URL).sendMail({ from: 'shop@fukuro.example', to, subject: '確認の番号', text });
}
async function slackApi(method: string, body: unknown): Promise<{ ts: string }> {
  const { SLACK_API_URL } = await environment();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys().slackBotToken}` };
  return (await (
    await fetch(`${SLACK_API_URL}${method}`, { method: 'POST', headers, body: JSON.stringify(body) })
  ).json()) as { ts: string };
}
function cardOf(asks: boolean, text: string) {
  const button = {
    type: 'button',
    action_id: 'approve',
    style: 'primary',
    text: { type: 'plain_text', text: '承認する' },
  };
  const said = { type: 'section', text: { type: 'mrkdwn', text } };
  return { text, blocks: asks ? [said, { type: 'actions', elements: [button] }] : [said] };
}
const overflows = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

test('a first visitor is led through four steps, once, and can ask for them again', async () => {
  await open('');
  await expect.poll(() => page.locator('.tour-step').count()).toBe(4);
  await page.getByRole('button', { name: '試しかたを閉じる' }).click();
  await page.reload();
  await page.waitForSelector('.line-chat');
  expect(await page.locator('.tour').count()).toBe(0);
  await page.getByRole('button', { name: '試しかたをもう一度見る' }).click();
  expect(await page.locator('.tour').count()).toBe(1);
});

test('the tour follows what really happens: the code, the card, the decision, the undo', async () => {
  await open('');
  const { story } = (await (await fetch(`${sandbox.url}/config`)).json()) as { story: Record<string, string> };
  const at = (title: string) => page.locator('.tour-step[aria-current="step"]', { hasText: title }).waitFor();
  await page.getByRole('region', { name: '葉山 澪さんのSlack' }).waitFor();
  await at('古い会員証をまとめる');
  await deliverMail(story.oldMail ?? '', '確認の番号は 301142 です。');
  await at('届いた番号を入れる');
  await page.locator('.code strong', { hasText: '301142' }).waitFor();
  const card = await slackApi('chat.postMessage', { channel: story.channelId, ...cardOf(true, 'M-150 斎藤 優子') });
  await at('Slackで承認する');
  await expect.poll(() => page.locator('.drawer').count()).toBe(0);
  await page.getByText('M-150 斎藤 優子').waitFor();
  const change = (text: string) =>
    slackApi('chat.update', { channel: story.channelId, ts: card.ts, ...cardOf(false, text) });
  await change('M-150 承認済み');
  await at('元に戻す');
  await page.getByText('/musubi undo M-150').waitFor();
  await change('M-150 元に戻しました');
  await page.getByText('ひとまわりしました').waitFor();
  await page.getByRole('button', { name: 'はじめから見る' }).click();
  await at('古い会員証をまとめる');
  await page.reload();
  await page.getByText('ひとまわりしました').waitFor();
});

test('a step of the tour leads to where it happens', async () => {
  await open('?member=misaki');
  await page.getByRole('button', { name: 'まとめる画面へ' }).click();
  const state = async () => new URL((await page.locator('.mini-app iframe').getAttribute('src')) ?? '').searchParams;
  expect((await state()).get('liff.state')).toBe('/merge');
  await page.getByRole('region', { name: '齋藤 優子さんのスマートフォン' }).waitFor();
  await page.getByRole('button', { name: 'yuko.saito@example.jp' }).waitFor();
});

test('who has become a friend of the shop is no longer called not yet one', async () => {
  await open('?tour=0&member=newcomer-mao');
  await page.getByRole('button', { name: /^お客さまを選ぶ/ }).click();
  const aside = page.getByRole('option', { selected: true }).getByText('友だち追加前');
  await aside.waitFor();
  await page.keyboard.press('Escape');
  const { userId } = cast.line.find((person) => person.key === 'newcomer-mao') ?? { userId: '' };
  await post(`/_sandbox/line/users/${userId}/follow`, {});
  await page.getByRole('button', { name: /^お客さまを選ぶ/ }).click();
  await expect.poll(() => aside.count()).toBe(0);
});

test('a code that the shop mails lies in the post box, large, and the unread mark goes once it was seen', async () => {
  await open('?tour=0');
  await post('/sms', { to: '09000000026', text: '眠りの店 ふくろう: 番号は 301142 です。' });
  await page.getByRole('button', { name: '郵便受けを開く(未読 1通)' }).click();
  expect(await page.locator('.code strong').textContent()).toBe('301142');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '郵便受けを開く', exact: true }).waitFor();
});

test('one day later the clock says so', async () => {
  await open('?tour=0&lang=en');
  const before = ((await (await fetch(`${sandbox.url}/clock`)).json()) as { now: string }).now;
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByText(/^It is now /).waitFor();
  const after = ((await (await fetch(`${sandbox.url}/clock`)).json()) as { now: string }).now;
  expect(Date.parse(after) - Date.parse(before)).toBeGreaterThanOrEqual(86_400_000);
});

test('people are chosen with the keyboard alone, and the address follows', async () => {
  await open('?tour=0');
  await page.getByRole('button', { name: /^お客さまを選ぶ/ }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-selected'))).toBe('true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'アレクサンドラ・フォンテーヌ 美咲さんのスマートフォン' }).waitFor();
  const named = () => new URL(page.url()).searchParams.get('member');
  await expect.poll(named).toBe('U2b90d6f17ac84e53a1c4f0e87d65b9a1');
});

test('what a customer writes goes out as a signed webhook and stands in the chat', async () => {
  await open('?tour=0');
  await page.getByPlaceholder('メッセージを入力').fill('会員証');
  await page.keyboard.press('Enter');
  await page.locator('.line-own', { hasText: '会員証' }).waitFor();
  const answer = await fetch(`${sandbox.url}/_sandbox/line/deliveries`);
  const { deliveries } = (await answer.json()) as { deliveries: unknown[] };
  expect(deliveries).toHaveLength(1);
});

test('the newest message stays in sight when the room for it shrinks', async () => {
  await open('?tour=0');
  for (let i = 0; i < 12; i += 1) await post(`/_sandbox/line/users/${yuko}/say`, { text: `ひとこと ${i}` });
  await page.getByText('ひとこと 11').waitFor();
  await page.setViewportSize({ width: 1280, height: 560 });
  const beyondPx = () =>
    page.locator('.line-thread').evaluate((one) => one.scrollHeight - one.clientHeight - one.scrollTop);
  await expect.poll(beyondPx).toBeLessThan(2);
});

test('at phone width one tab shows at a time, and the other is marked when something happened there', async () => {
  await open('?tour=0&tab=slack&staff=morishita', 390);
  expect(await page.locator('.phone').isVisible()).toBe(false);
  expect(await page.locator('.mark').count()).toBe(0);
  await post(`/_sandbox/slack/say`, { user: 'U0YAMAGUCHI', channel: 'C0KICHIJOJI1', text: 'おはようございます' });
  await page.getByText('おはようございます').waitFor();
  await page.locator('#tab-line').click();
  await post(`/_sandbox/slack/say`, { user: 'U0YAMAGUCHI', channel: 'C0KICHIJOJI1', text: 'ありがとうございます' });
  await page.locator('#tab-slack .mark').waitFor();
  await page.locator('#tab-slack').click();
  await expect.poll(() => page.locator('.mark').count()).toBe(0);
});

test.each([
  [1440, 'ja'],
  [1280, 'en'],
  [1000, 'ja'],
  [390, 'ja'],
  [390, 'en'],
  [320, 'en'],
])('nothing sticks out at %i px in %s', async (width, lang) => {
  await open(`?lang=${lang}&tour=1&member=misaki`, width);
  expect(await overflows()).toBe(false);
  await page.addStyleTag({ content: 'html { font-size: 200% }' });
  expect(await overflows()).toBe(false);
});

test('a link to the mini-app opens it inside the phone, at the place the link names, and ✕ closes it', async () => {
  await open('?tour=0');
  const key = readFileSync(join(dataFolder, 'sandbox.json'), 'utf8');
  const { keys } = JSON.parse(key) as { keys: { lineAccessToken: string } };
  const { productPort } = (await (await fetch(`${sandbox.url}/config`)).json()) as { productPort: number };
  const environment = (await (await fetch(`http://127.0.0.1:${productPort}/environment`)).json()) as {
    LINE_API_URL: string;
  };
  const uri = 'https://liff.line.me/2001234567-Musubi01/points';
  await fetch(`${environment.LINE_API_URL}/v2/bot/message/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.lineAccessToken}` },
    body: JSON.stringify({
      to: yuko,
      messages: [
        {
          type: 'text',
          text: 'x',
          quickReply: { items: [{ type: 'action', action: { type: 'uri', label: 'ひらく', uri } }] },
        },
      ],
    }),
  });
  await page.getByRole('button', { name: 'ひらく' }).click();
  const frame = page.locator('.mini-app iframe');
  const url = new URL((await frame.getAttribute('src')) ?? '');
  expect(url.port).toBe(String(productPort));
  expect(url.pathname).toBe('/liff/');
  expect(url.searchParams.get('liff.state')).toBe('/points');
  await page.getByRole('button', { name: '閉じる' }).click();
  expect(await frame.count()).toBe(0);
});
