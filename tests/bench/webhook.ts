import { fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import postgres from 'postgres';
import { migrate } from '../../db/migrate.ts';
import { openServer } from '../../db/open.ts';
import { startPostgres } from '../postgres.ts';
import { median, report } from './table.ts';
import { drainAgainstBare } from './webhook-drain.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run bench -- webhook [--seconds 6] [--rounds 3] [--connections 32]\nAcceptance and drain of the LINE webhook against their limits, on PostgreSQL, in one run (NUMBERS W1).',
  );
  process.exit(0);
}
const [seconds, rounds, connections] = [Number(options.seconds), Number(options.rounds), Number(options.connections)];
const channelSecret = '8c570fa6dd201bb328f1c1eac23a96d8';
const memberCount = 500;

/** LINE that takes every reply at once: what is measured is us. */
let replies = 0;
const line = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url?.includes('/message/')) replies++;
    response.setHeader('x-line-request-id', randomUUID()).setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ sentMessages: [{ id: '1' }], displayName: 'A', userId: 'U', language: 'ja' }));
  });
});
await new Promise<void>((done) => line.listen(0, '127.0.0.1', done));
const lineOrigin = `http://127.0.0.1:${(line.address() as { port: number }).port}`;

const server = await startPostgres({ fsync: true });
const shop = openServer(server.url);
await migrate(shop);
await shop.close();
const sql = postgres(server.url, { max: 4, onnotice: () => {} });
await sql`insert into accounts (id, person_id, member_number, registered_at)
  select n, n, (20000000 + n)::text, now() from generate_series(1, ${memberCount}::int) n`;
await sql`insert into identities (account_id, kind, value, linked_at, language)
  select n, 'line', 'U' || lpad(n::text, 32, '0'), now(), 'ja' from generate_series(1, ${memberCount}::int) n`;

const environment = {
  ...process.env,
  MUSUBI_SECRET: 'a secret of the benchmark',
  MUSUBI_PUBLIC_URL: 'https://fukuro.example',
  LINE_CHANNEL_SECRET: channelSecret,
  LINE_CHANNEL_ACCESS_TOKEN: 'token',
  LINE_LOGIN_CHANNEL_ID: '2000000001',
  LIFF_ID: '2000000001-bench',
  LINE_API_URL: lineOrigin,
  SLACK_SIGNING_SECRET: 'secret',
  SLACK_BOT_TOKEN: 'xoxb-bench',
  SLACK_TEAM_ID: 'T1',
  SLACK_APP_ID: 'A1',
};

/** A body of about 1 KB with one event: a member asks for help, which every member may ask at any time. */
function delivery() {
  const member = 1 + Math.floor(Math.random() * memberCount);
  const event = {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    webhookEventId: `01${randomUUID().replaceAll('-', '').toUpperCase()}`,
    deliveryContext: { isRedelivery: false },
    replyToken: randomUUID(),
    source: { type: 'user', userId: `U${String(member).padStart(32, '0')}` },
    message: {
      type: 'text',
      id: String(Math.floor(Math.random() * 1e15)),
      quoteToken: 'q'.repeat(480),
      text: 'ヘルプ',
    },
  };
  const body = JSON.stringify({ destination: `U${'b'.repeat(32)}`, events: [event] });
  const signature = createHmac('sha256', channelSecret).update(body).digest('base64');
  return { body, headers: { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signature } };
}

async function start(file: string, ...args: string[]) {
  const child = fork(join(import.meta.dirname, file), [server.url, ...args], {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port } = await new Promise<{ port: number }>((done, fail) => {
    child.once('message', (message) => done(message as { port: number }));
    child.once('exit', (code) => fail(new Error(`${file} ended with ${code}`)));
  });
  const stop = () => new Promise<void>((done) => child.once('exit', () => done()).kill());
  return { url: `http://127.0.0.1:${port}/line/webhook`, stop };
}

/** Sends signed deliveries, each with an event of its own, as fast as they are taken or at `perSecond`. */
async function load(url: string, durationSec: number, perSecond?: number) {
  const ready = Array.from({ length: 4_000 * durationSec }, delivery);
  const client = autocannon({
    url,
    connections: perSecond ? 16 : connections,
    duration: durationSec,
    overallRate: perSecond,
    requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, ...(ready.pop() ?? delivery()) }) }],
  });
  const result = await client;
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result.non2xx + result.errors,
    taken: result.requests.total,
  };
}

async function backlog(): Promise<number> {
  const [row] = await sql`select count(*)::int as waiting from inbox where state = 'pending'`;
  return row?.waiting ?? 0;
}

/** Until the inbox is empty. */
async function drained(): Promise<void> {
  while ((await backlog()) > 0) await pause(50);
}

const limit = await start('webhook-limit.ts', channelSecret);
const ours = await start('webhook-ours.ts');
await load(limit.url, 1);
await load(ours.url, 1);
await drained();

const acceptance = { limit: [] as number[], ours: [] as number[], p99: [] as number[] };
let refused = 0;
for (let round = 0; round < rounds; round++) {
  const bare = await load(limit.url, seconds);
  const full = await load(ours.url, seconds);
  acceptance.limit.push(bare.perSecond);
  acceptance.ours.push(full.perSecond);
  acceptance.p99.push(full.p99);
  refused += full.refused;
  await drained();
}
const steady = await load(ours.url, seconds, 200);
await drained();
const left = await backlog();
await Promise.all([limit.stop(), ours.stop()]);
const drain = await drainAgainstBare(server.url, lineOrigin, environment, delivery);

const ratio = median(acceptance.ours) / median(acceptance.limit);
report(
  `LINE webhook, ${rounds} rounds of ${seconds} s, ${connections} connections, PostgreSQL with fsync`,
  [
    { what: 'accepted: bare Hono + HMAC + one INSERT', 'per second': Math.round(median(acceptance.limit)) },
    {
      what: 'accepted: ours, workers running',
      'per second': Math.round(median(acceptance.ours)),
      ratio: ratio.toFixed(2),
      'p99 ms': median(acceptance.p99),
      refused,
    },
    {
      what: 'accepted: ours at 200/s',
      'per second': Math.round(steady.perSecond),
      'p99 ms': steady.p99,
      refused: steady.refused,
    },
    { what: 'drained: the same statements, bare', 'per second': Math.round(drain.bare) },
    { what: 'drained: ours', 'per second': Math.round(drain.ours), ratio: (drain.ours / drain.bare).toFixed(2) },
    { what: 'left in the inbox at the end', 'per second': left },
  ],
  {
    bench: 'webhook',
    acceptanceRatio: Number(ratio.toFixed(3)),
    drainRatio: Number((drain.ours / drain.bare).toFixed(3)),
    statementsPerEvent: drain.statementsPerEvent,
    p99MsAt200PerSecond: steady.p99,
    refused: refused + steady.refused,
    left,
    replies,
  },
);
line.close();
await sql.end();
await server.stop();
process.exit(0);
