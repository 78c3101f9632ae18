import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command } from '../../sandbox/child.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

const tinyProduct = fileURLToPath(new URL('./tiny-product.ts', import.meta.url));
const setupCommand = fileURLToPath(new URL('./tiny-setup.ts', import.meta.url));
const pageFolder = fileURLToPath(new URL('../../sandbox/page', import.meta.url));
let dataFolder: string;
let sandbox: Sandbox;
let out: PassThrough;
let deaths: string[];
let said: string;

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'musubi-sandbox-'));
});
afterEach(async () => {
  await sandbox.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function start(reset = false, setup?: Command): Promise<void> {
  out = new PassThrough();
  deaths = [];
  said = '';
  sandbox = await startSandbox({
    port: 0,
    dataFolder,
    reset,
    environment: { PATH: process.env.PATH, OPENAI_API_KEY: 'from outside' },
    out,
    sayDeath: (how) => deaths.push(how),
    productCommand: [process.execPath, tinyProduct],
    backoffMs: [1],
    pageFolder,
    ...(setup ? { setupCommand: setup } : {}),
  });
  await sandbox.product.whenReady();
}

const json = async (path: string) => (await fetch(sandbox.url + path)).json();
const post = (path: string, body: unknown) =>
  fetch(sandbox.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const product = async (path: string) => {
  const { productPort } = (await json('/config')) as { productPort: number };
  return fetch(`http://127.0.0.1:${productPort}${path}`);
};
const environment = async () => (await (await product('/environment')).json()) as Record<string, string>;

test('the product is started with everything it needs to reach LINE, Slack, the post box and the clock', async () => {
  await start();
  const env = await environment();
  for (const name of [
    'LINE_CHANNEL_SECRET',
    'LINE_CHANNEL_ACCESS_TOKEN',
    'LINE_LOGIN_CHANNEL_ID',
    'LIFF_ID',
    'SLACK_SIGNING_SECRET',
    'SLACK_BOT_TOKEN',
    'SLACK_TEAM_ID',
    'SLACK_APP_ID',
    'MAIL_FROM',
    'MUSUBI_SECRET',
  ]) {
    expect(env[name], name).toBeTruthy();
  }
  expect(env.MUSUBI_PUBLIC_URL).toBe('https://fukuro.example');
  expect(env.OPENAI_API_KEY).toBe('from outside');
  expect(await (await fetch(env.MUSUBI_CLOCK_URL!)).json()).toHaveProperty('now');
  expect((await fetch(env.LINE_JWKS_URL!)).status).toBe(200);
  expect((await fetch(env.MUSUBI_LIFF_SDK_URL!)).headers.get('content-type')).toContain('javascript');
  expect((await fetch(`${env.SLACK_API_URL}auth.test`, { method: 'POST' })).status).toBe(200);
  expect(out.read().toString()).toContain('tiny product listens');
});

test('the LINE account is set up by the command a shop would use, and again when the language changes', async () => {
  await start(false, [process.execPath, setupCommand]);
  const { LINE_API_URL } = await environment();
  const hear = () => {
    said += out.read() ?? '';
    return said;
  };
  await expect.poll(hear).toContain(`set up ${LINE_API_URL} in ja`);
  await post('/language', { language: 'ja' });
  await post('/language', { language: 'en' });
  await expect.poll(hear).toContain('in en');
  expect(said.match(/set up/g)).toHaveLength(2);
});

test('a product that dies is started again, which is said once', async () => {
  await start();
  await product('/die').catch(() => {});
  await new Promise<void>((resolve) => {
    sandbox.product.onState((state) => state === 'ready' && resolve());
  });
  expect(deaths).toEqual(['code 7']);
  expect((await product('/health/ready')).status).toBe(200);
});

test('a reset reaches only the first start: what a crash left behind is never cleared', async () => {
  await start(true);
  expect((await environment()).MUSUBI_RESET).toBe('1');
  await product('/die').catch(() => {});
  await new Promise<void>((resolve) => {
    sandbox.product.onState((state) => state === 'ready' && resolve());
  });
  expect((await environment()).MUSUBI_RESET).toBe('');
});

test('secrets, chats and the moved clock are the same after a restart, and new after a reset', async () => {
  await start();
  const before = await environment();
  const { members } = (await json('/config')) as { members: { userId: string }[] };
  const userId = members[0]?.userId;
  await post(`/_sandbox/line/users/${userId}/say`, { text: '会員証' });
  await post('/clock', { advance: { days: 3 } });
  const movedTo = ((await json('/clock')) as { now: string }).now;
  await sandbox.close();

  await start();
  expect((await environment()).LINE_CHANNEL_SECRET).toBe(before.LINE_CHANNEL_SECRET);
  expect(((await json('/clock')) as { now: string }).now >= movedTo).toBe(true);
  const chat = (await json(`/_sandbox/line/chats/${userId}`)) as { messages: { body: { text: string } }[] };
  expect(chat.messages.map((message) => message.body.text)).toEqual(['会員証']);
  await sandbox.close();

  await start(true);
  expect((await environment()).LINE_CHANNEL_SECRET).not.toBe(before.LINE_CHANNEL_SECRET);
  expect(((await json('/clock')) as { now: string }).now < movedTo).toBe(true);
});

test('the secrets are readable by their owner only', async () => {
  await start();
  const file = join(dataFolder, 'sandbox.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('keys.lineChannelSecret');
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('closing ends the product', async () => {
  await start();
  const { productPort } = (await json('/config')) as { productPort: number };
  await sandbox.close();
  await expect(fetch(`http://127.0.0.1:${productPort}/`)).rejects.toThrow();
  expect(sandbox.product.state()).toBe('stopped');
});

test('a counted link is tapped at the product and leads where the product says', async () => {
  await start();
  const answer = await post('/follow', { url: 'https://fukuro.example/r/abc' });
  expect(await answer.json()).toEqual({ to: 'https://liff.line.me/2001234567-Musubi01/products/kumo' });
});

test('the language of the page is the language of everybody’s LINE app, and of every staff member’s Slack', async () => {
  await start();
  const env = await environment();
  const { members, staff } = (await json('/config')) as { members: { userId: string }[]; staff: { id: string }[] };
  const profile = async () => {
    const answer = await fetch(`${env.LINE_API_URL}/v2/bot/profile/${members[0]?.userId}`, {
      headers: { authorization: `Bearer ${env.LINE_CHANNEL_ACCESS_TOKEN}` },
    });
    return (await answer.json()) as { language: string };
  };
  const locales = () =>
    Promise.all(
      staff.map(async ({ id }) => {
        const answer = await fetch(`${env.SLACK_API_URL}users.info?user=${id}&include_locale=true`, {
          headers: { authorization: `Bearer ${env.SLACK_BOT_TOKEN}` },
        });
        return ((await answer.json()) as { user: { locale: string } }).user.locale;
      }),
    );
  expect((await profile()).language).toBe('ja');
  expect(new Set(await locales())).toEqual(new Set(['ja-JP']));
  expect((await post('/language', { language: 'en' })).status).toBe(204);
  expect((await profile()).language).toBe('en');
  expect(new Set(await locales())).toEqual(new Set(['en-US']));
  expect((await post('/language', { language: 'fr' })).status).toBe(400);
});

test('a webhook sent to the public address reaches the product on this machine', async () => {
  await start();
  const { members } = (await json('/config')) as { members: { userId: string }[] };
  const deed = await post(`/_sandbox/line/users/${members[0]?.userId}/say`, { text: 'こんにちは' });
  const { deliveries } = (await deed.json()) as { deliveries: { outcome: string; status: number }[] };
  expect(deliveries).toEqual([expect.objectContaining({ outcome: 'ok', status: 200 })]);
});

test.each(['https://example.com/r/abc', 'http://127.0.0.1:22/', 'x', null])(
  'nothing but a link of the shop is followed: %s',
  async (url) => {
    await start();
    expect((await post('/follow', { url })).status).toBe(400);
  },
);

test("another site's page in the same browser can press nothing, and another host name reads nothing", async () => {
  await start();
  const foreign = await fetch(`${sandbox.url}/clock`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' },
    body: '{"advance":{"days":1}}',
  });
  expect(foreign.status).toBe(403);
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    get(`${sandbox.url}/config`, { headers: { host: 'evil.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  expect(rebound).toBe(421);
});

test('the page is told of a new letter as it arrives', async () => {
  await start();
  const stop = new AbortController();
  const stream = await fetch(`${sandbox.url}/live`, { signal: stop.signal });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => JSON.parse((await reader.read()).value!.replace(/^data: /, '')) as { unread: number };
  expect((await next()).unread).toBe(0);
  await post('/sms', { to: '09000000026', text: '番号は 301142 です。' });
  expect((await next()).unread).toBe(1);
  stop.abort();
});
