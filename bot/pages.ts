import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The mini-app, and the page staff open at the counter. */
export type Page = 'liff' | 'counter';

/** Serves a built page: one of its files when there is one, else the page itself, which finds its way by the address. */
export type Pages = (wanted: { page: Page; path: string }) => Promise<Response>;

const built = fileURLToPath(new URL('../dist/', import.meta.url));
const kinds: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
/** Names of built files carry a hash of what is in them, so they never change. */
const forEver = 'public, max-age=31536000, immutable';

/** The pages out of `dist`, for Node. `path` begins behind `/liff/` or `/counter/`. */
export const pagesOfNode: Pages = async ({ page, path }) => {
  const name = /^assets\/[\w.-]+$/.test(path) && !path.includes('..') ? path : 'index.html';
  try {
    const kind = kinds[extname(name)] ?? 'application/octet-stream';
    const headers = { 'content-type': kind, 'cache-control': name === 'index.html' ? 'no-cache' : forEver };
    return new Response(new Uint8Array(await readFile(join(built, page, name))), { headers });
  } catch {
    return new Response('not found', { status: 404 });
  }
};
