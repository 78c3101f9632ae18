import { serve } from '@hono/node-server';
import { validateSignature } from '@line/bot-sdk';
import { Hono } from 'hono';
import postgres from 'postgres';

/**
 * The least a webhook door can do that keeps its promise: check the signature, store the event by one INSERT, answer 200. The row
 * goes into a table of the same shape and indexes as ours, so that what is compared is the way there.
 */
const [url = '', secret = ''] = process.argv.slice(2);
const sql = postgres(url, { max: 10, onnotice: () => {} });
await sql`create table if not exists bare_events (like inbox including all)`;

const app = new Hono().post('/line/webhook', async (c) => {
  const raw = Buffer.from(await c.req.arrayBuffer());
  if (!validateSignature(raw, secret, c.req.header('x-line-signature') ?? '')) return c.body(null, 401);
  for (const event of JSON.parse(raw.toString('utf8')).events) {
    await sql`insert into bare_events (source, event_id, body, received_at, due_at)
      values ('line', ${event.webhookEventId}, ${event}, now(), now()) on conflict do nothing`;
  }
  return c.body(null, 200);
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.({ port }));
process.on('disconnect', () => process.exit(0));
