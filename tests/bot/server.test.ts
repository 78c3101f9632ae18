import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, test as plain } from 'vitest';
import { openServer, rowsOf } from '../../db/open.ts';
import { listenLineStandIn } from '../../sandbox/line/listen.ts';
import { join, openHouse, yuko } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { channelSecret, environment } from './door.ts';

const root = pathOf(import.meta.dirname, '../..');
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** The product as a process, listening on a free port; resolves when it is up. */
async function start(more: Record<string, string>, program = ['bot/server.ts']) {
  const env = { PATH: process.env.PATH, ...environment, PORT: '0', ...more };
  const child = spawn(process.execPath, program, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  const port = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      said += bytes;
      const found = /"start.listening","port":(\d+)/.exec(said)?.[1];
      if (found) resolve(Number(found));
    });
    child.stderr.on('data', (bytes) => {
      said += bytes;
    });
    child.once('exit', () => reject(new Error(said)));
  });
  return { child, origin: `http://127.0.0.1:${await port}`, said: () => said };
}

async function ended(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

/** A run that is over by itself: what it said, and how it ended. */
async function run(program: string[], env: Record<string, string | undefined>) {
  const child = spawn(process.execPath, program, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env } as NodeJS.ProcessEnv,
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
  return { code: await ended(child), said };
}

describe('the process', () => {
  const { test } = onServer;

  test('serves, ends within ten seconds when it is told to, and leaves nothing half done', {
    timeout: 120_000,
  }, async ({ url }) => {
    const { child, origin, said } = await start({ DATABASE_URL: url ?? '' });
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(said()).toContain('"event":"stop"');
  });

  test('killed between its 200 and its work, it works on the event after a restart', { timeout: 180_000 }, async ({
    db,
    url,
  }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko, { points: 10 });
    let aheadMs = 0;
    const now = () => new Date(Date.now() + aheadMs);
    const line = await listenLineStandIn({
      ...{ now, channelSecret, channelAccessToken: environment.LINE_CHANNEL_ACCESS_TOKEN },
      ...{ loginChannelId: environment.LINE_LOGIN_CHANNEL_ID, liffId: environment.LIFF_ID },
      ...{ liffEndpoint: 'https://fukuro.example/liff/', botUserId: `U${'b'.repeat(32)}`, accountName: 'ふくろう' },
      webhookUrl: '',
    });
    line.addUser({ displayName: '優子', userId: guest.lineUserId, friend: true });
    const clock = await import('@hono/node-server').then(({ serve }) => {
      const server = serve({
        port: 0,
        hostname: '127.0.0.1',
        fetch: () => Response.json({ now: now().toISOString() }),
      });
      return once(server, 'listening').then(() => ({ server, port: (server.address() as { port: number }).port }));
    });
    const env = {
      DATABASE_URL: url ?? '',
      LINE_API_URL: line.origin,
      MUSUBI_CLOCK_URL: `http://127.0.0.1:${clock.port}`,
    };
    // Nobody answers for the speaker's profile, so the event hangs before its transaction until the process is killed.
    line.failCalls({ fault: { kind: 'slow', ms: 60_000 }, path: '/v2/bot/profile' });
    const first = await start(env);
    line.setWebhookUrl(`${first.origin}/line/webhook`);
    await line.say(guest.lineUserId, 'ポイント');
    expect(line.deliveries().at(-1)?.status).toBe(200);
    first.child.kill('SIGKILL');
    await ended(first.child);
    line.healthy();
    aheadMs = 2 * 60_000;
    await start(env);
    await expect
      .poll(() => line.chatOf(guest.lineUserId).messages.filter(({ from }) => from === 'bot').length, {
        timeout: 30_000,
        interval: 200,
      })
      .toBe(1);
    const rows = await rowsOf<{ state: string }>(db, sql`select state from inbox`);
    expect(rows).toEqual([{ state: 'done' }]);
    clock.server.close();
    await line.stop();
  });

  test('two of them start at once on an empty database', { timeout: 120_000 }, async ({ url }) => {
    const empty = new URL(url ?? '');
    const admin = openServer(empty.href, { connectionsMax: 1 });
    const name = `musubi_twice_${process.pid}`;
    await admin.db.execute(sql.raw(`create database ${name}`));
    empty.pathname = name;
    const both = await Promise.all([start({ DATABASE_URL: empty.href }), start({ DATABASE_URL: empty.href })]);
    for (const { origin } of both) expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    for (const { child } of both) child.kill('SIGTERM');
    await Promise.all(both.map(({ child }) => ended(child)));
    await admin.db.execute(sql.raw(`drop database ${name} with (force)`));
    await admin.close();
  });
});

plain('it says what is missing and does not start', { timeout: 60_000 }, async () => {
  const half = await run(['bot/cli.ts', 'serve'], { LINE_CHANNEL_SECRET: 'x', SLACK_BOT_TOKEN: 'y' });
  expect(half.code).toBe(1);
  for (const name of [
    'MUSUBI_SECRET',
    'MUSUBI_PUBLIC_URL',
    'LINE_CHANNEL_ACCESS_TOKEN',
    'LIFF_ID',
    'SLACK_SIGNING_SECRET',
  ]) {
    expect(half.said).toContain(`${name} is missing`);
  }
  expect(half.said).not.toContain('LINE_CHANNEL_SECRET is');
  const server = await run(['bot/server.ts'], { ...environment, LINE_CHANNEL_SECRET: '' });
  expect([server.code, server.said]).toEqual([1, expect.stringContaining('LINE_CHANNEL_SECRET is empty')]);
});

plain('a second process on the same folder is refused with a sentence that helps', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(pathOf(tmpdir(), 'musubi-folder-'));
  const first = await start({ MUSUBI_DATA: folder });
  expect(first.said()).toContain('not against a power cut');
  const second = await run(['bot/server.ts'], { ...environment, PORT: '0', MUSUBI_DATA: folder });
  expect(second.code).toBe(1);
  expect(second.said).toContain(`is open in process ${first.child.pid}`);
  expect(second.said).toContain('DATABASE_URL');
  first.child.kill('SIGTERM');
  expect(await ended(first.child)).toBe(0);
  await rm(folder, { recursive: true, force: true });
});
