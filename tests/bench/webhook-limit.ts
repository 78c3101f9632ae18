import { serve } from '@hono/node-server';
import { validateSignature } from '@line/bot-sdk';
import { Hono } from 'hono';
import postgres from 'postgres';

/** The least a webhook door can do that keeps its promise: check the signature, store the event by one INSERT, answer 200. */
const [url = '', secret = ''] = process.argv.slice(2);
const sql = postgres(url, { max: 10, onnotice: () => {} });
await sql`create table if not exists bare_events (event_id text primary key, body jsonb not null, received_at timestamptz not null default now())`;

const app = new Hono().post('/line/webhook', async (c) => {
  const raw = Buffer.from(await c.req.arrayBuffer());
  if (!validateSignature(raw, secret, c.req.header('x-line-signature') ?? '')) return c.body(null, 401);
  for (const event of JSON.parse(raw.toString('utf8')).events) {
    await sql`insert into bare_events (event_id, body) values (${event.webhookEventId}, ${event}) on conflict do nothing`;
  }
  return c.body(null, 200);
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.({ port }));
process.on('disconnect', () => process.exit(0));
