import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { build } from 'vite';
import { workspace } from '../bolt.ts';
import { playApp, tellStory } from './story.ts';

const knot = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 220"><rect width="600" height="220" fill="#faf7f1"/><path d="M60 110h480" stroke="#c2391b" stroke-width="6" stroke-dasharray="14 10"/></svg>`;

/** The Slack screen with the story in it, on a free port, over the real stand-in and a real Bolt app. */
export async function serveScreen(into: string) {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    base: './',
    oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx/dom' } },
    build: { outDir: into, emptyOutDir: true },
  });
  const made = workspace({
    users: [
      { id: 'U1', name: 'morishita', realName: '森下 さやか', initial: '森' },
      { id: 'U2', name: 'yamaguchi', realName: '山口 真理子', initial: '山' },
      { id: 'U3', name: 'okubo', realName: '大久保 健', initial: '大' },
    ],
    channels: ['お知らせ-全店', '吉祥寺店-会員', '鎌倉店-会員', '神戸元町店-会員', '本部-会員', '週報'].map(
      (name, index) => ({
        id: ['C0', 'C1', 'C6', 'C7', 'C8', 'C9'][index] ?? '',
        name,
        topic: '会員のご依頼と、そのお返事',
        members: ['U1', 'U2', 'U3'],
      }),
    ),
    commands: [{ command: '/musubi', usage: '[お名前]', description: '会員をさがす、店頭でまとめる、元に戻す' }],
  });
  playApp(made.app);
  made.clock.advance(-5 * 3_600_000 - 5 * 60_000);
  await tellStory(made.slack, made.client, made.clock);
  const site = new Hono();
  site.route('/_sandbox/slack', made.slack.control);
  site.get('/knot.svg', (c) => c.body(knot, 200, { 'content-type': 'image/svg+xml' }));
  site.get('/', async (c) => c.html(await readFile(join(into, 'index.html'), 'utf8')));
  site.use('/assets/*', serveStatic({ root: into }));
  const server = serve({ fetch: site.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { ...made, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
