import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';

/** Tells the page's live state and calls back whenever it may have changed. */
export type LiveSource = { read: () => unknown; onChange: (listener: () => void) => () => void };

const heartbeatMs = 20_000;
// As the browser inside LINE names itself: products tell a person's tap from a preview robot by it.
const phoneAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari Line/15.0.0';

/** What the page's own server needs; `parts` are mounted by their path below the root. */
export type PageServerOptions = {
  folder: string;
  config: () => unknown;
  live: LiveSource;
  parts: Record<string, Hono>;
  publicOrigin: string;
  productOrigin: string;
};

/** The server of the sandbox page: its files, its live state, and what the bar's controls talk to. */
export function createPageServer(options: PageServerOptions): Hono {
  const app = new Hono();
  app.use(ownHostOnly, bodyLimit({ maxSize: 12_000_000 }));
  app.get('/config', (c) => c.json(options.config()));
  app.get('/live', (c) => tellLive(c, options.live));
  app.post('/follow', (c) => followCountedLink(c, options));
  for (const [path, part] of Object.entries(options.parts)) app.route(path, part);
  app.use('/assets/*', async (c, next) => {
    await next();
    c.header('cache-control', 'public, max-age=31536000, immutable'); // the build puts a hash into every name
  });
  app.use(serveStatic({ root: options.folder }));
  return app;
}

/**
 * Only requests that name this machine, and for writing only JSON: a page of another site open in the same browser
 * can neither read the chats (DNS rebinding) nor press buttons (a form cannot send JSON unasked).
 */
const ownHostOnly = createMiddleware(async (c, next) => {
  const host = new URL(c.req.url).hostname;
  const site = c.req.header('sec-fetch-site');
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (c.req.method !== 'GET' && foreign) return c.text('not from here', 403);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(host) && !host.endsWith('.localhost')) {
    return c.text('open this page as http://localhost', 421);
  }
  await next();
});

function tellLive(c: Context, live: LiveSource): Response {
  return streamSSE(c, async (stream) => {
    let wake = () => {};
    const stopListening = live.onChange(() => wake());
    const heartbeat = setInterval(() => wake(), heartbeatMs);
    stream.onAbort(() => wake());
    while (!stream.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await stream.writeSSE({ data: JSON.stringify(live.read()) });
      await woken;
    }
    clearInterval(heartbeat);
    stopListening();
  });
}

const followBody = z.object({ url: z.url() });

/** Taps a counted link the way a phone does, so that the product counts it, and answers where it leads. */
async function followCountedLink(c: Context, { publicOrigin, productOrigin }: PageServerOptions): Promise<Response> {
  const body = followBody.safeParse(await c.req.json().catch(() => null));
  const link = body.success ? new URL(body.data.url) : null;
  if (link?.origin !== publicOrigin) return c.json({ error: 'only links of the shop can be followed' }, 400);
  const answer = await fetch(productOrigin + link.pathname + link.search, {
    redirect: 'manual',
    headers: { 'user-agent': phoneAgent },
    signal: AbortSignal.timeout(10_000),
  });
  await answer.body?.cancel();
  const to = answer.headers.get('location');
  return c.json({ to: to ? new URL(to, link).href : link.href });
}
