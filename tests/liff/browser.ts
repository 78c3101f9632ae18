import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { goodsPicture } from '../../bot/media/goods.ts';
import { counterRoutes } from '../../liff/counter/routes.ts';
import type { Stand } from './stand.ts';

const root = join(import.meta.dirname, '..', '..');
const types: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
/** The policy the product's server sends with these pages. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
].join('; ');

let built: Promise<unknown> | undefined;

const oneHourMs = 3_600_000;
const cache = join(root, 'node_modules', '.cache', 'musubi');

/** Where this process builds the pages: not where a running product serves its own from, and no other process empties it. */
export const pages = join(cache, `pages-${process.pid}`);

/** Builds both pages once. */
export function buildPages(): Promise<unknown> {
  built ??= (async () => {
    await forgetOld();
    for (const [room, folder] of [
      ['page', 'liff'],
      ['counter', 'counter'],
    ] as const) {
      const configFile = join(root, 'liff', room, 'vite.config.ts');
      await build({ configFile, logLevel: 'error', build: { outDir: join(pages, folder), emptyOutDir: true } });
    }
  })();
  return built;
}

/** What earlier runs built, but not from under one that may just be using it. */
async function forgetOld(): Promise<void> {
  const folders = (await readdir(cache)).filter((name) => name.startsWith('pages-')).map((name) => join(cache, name));
  for (const folder of folders) {
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > oneHourMs) await rm(folder, { recursive: true, force: true });
  }
}

/** The pages and their APIs on a port of their own; `?as=` says who holds the phone. */
export async function servePages(stand: Stand) {
  await buildPages();
  const app = new Hono().route('/', stand.app).route('/counter/api', counterRoutes(stand.deps));
  app.get('/sdk.js', (c) => c.body(standInSdk, 200, { 'content-type': 'text/javascript' }));
  app.get('/token', async (c) => c.text(await stand.idToken(c.req.query('as') ?? '')));
  app.get('/media/goods/:file', (c) =>
    c.body(goodsPicture(c.req.param('file').replace('.svg', '')), 200, { 'content-type': 'image/svg+xml' }),
  );
  for (const room of ['liff', 'counter']) app.get(`/${room}/*`, (c) => file(room, new URL(c.req.url).pathname));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  stand.deps.config.liffSdkUrl = `${origin}/sdk.js`;
  return { origin, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

async function file(room: string, path: string): Promise<Response> {
  const type = types[extname(path)];
  const bytes = await readFile(join(pages, type ? path : `${room}/index.html`));
  return new Response(bytes, { headers: { 'content-type': type ?? 'text/html', 'content-security-policy': policy } });
}

const standInSdk = `
const as = new URLSearchParams(location.search).get('as') ?? sessionStorage.as;
sessionStorage.as = as;
const token = await (await fetch('/token?as=' + as)).text();
export const liff = {
  init: async () => {}, isLoggedIn: () => true, login() {}, logout() {}, getIDToken: () => token,
  isInClient: () => true, closeWindow() {}, getAppLanguage: () => navigator.language,
  isApiAvailable: () => true, shareTargetPicker: async (messages) => { globalThis.shared = messages; },
};`;

/** What the accessibility audit finds on a page: rule and place, one line each. */
export async function audit(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    type Violation = { id: string; nodes: { target: string[] }[] };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}

/** How far the page runs out of the window sideways, in px. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

/** The days and amounts of points on a page that do not keep to one line. */
export function torn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const match of (node.textContent ?? '').matchAll(/\d+月\d+日(\u2060?\(.\))?|[\d,]+\s?pt\b/g)) {
        const range = document.createRange();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const tops = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)));
        if (tops.size > 1) found.push(match[0]);
      }
    }
    return found;
  });
}
