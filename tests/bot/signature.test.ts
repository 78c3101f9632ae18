import { createHmac } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { rowsOf } from '../../db/open.ts';
import { openHouse } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { channelSecret, openBot } from './door.ts';

const { test } = onServer;
const sign = (body: string | Buffer, secret = channelSecret) =>
  createHmac('sha256', secret).update(body).digest('base64');
const event = (id: string, text: string) => ({
  ...{ type: 'message', mode: 'active', timestamp: Date.parse('2026-11-21T05:05:00Z'), webhookEventId: id },
  source: { type: 'user', userId: `U${'1'.repeat(32)}` },
  message: { type: 'text', id: `m${id}`, text },
});
const bodyOf = (...events: unknown[]) => JSON.stringify({ destination: `U${'b'.repeat(32)}`, events });

/** Fourteen ways in which a signature arrives: what stands in the headers, what body comes with it, and whether it is LINE's. */
const cases: Record<string, (body: string) => { headers: [string, string][]; body?: string | Buffer; right?: true }> = {
  'the right one': (body) => ({ headers: [['x-line-signature', sign(body)]], right: true }),
  'the right one, header in capitals': (body) => ({ headers: [['X-LINE-SIGNATURE', sign(body)]], right: true }),
  'the right one, header in mixed case': (body) => ({ headers: [['X-Line-Signature', sign(body)]], right: true }),
  'one made with another secret': (body) => ({ headers: [['x-line-signature', sign(body, 'another')]] }),
  'one made with an empty secret': (body) => ({ headers: [['x-line-signature', sign(body, '')]] }),
  'one of a body that differs in a byte': (body) => ({ headers: [['x-line-signature', sign(body)]], body: `${body} ` }),
  'one of the body written anew': (body) => ({
    headers: [['x-line-signature', sign(body)]],
    body: JSON.stringify(JSON.parse(body), null, 1),
  }),
  'an empty one': () => ({ headers: [['x-line-signature', '']] }),
  'none at all': () => ({ headers: [] }),
  'two of them': (body) => ({
    headers: [
      ['x-line-signature', sign(body)],
      ['x-line-signature', sign(body)],
    ],
  }),
  'the right one in the URL alphabet': (body) => ({
    headers: [['x-line-signature', sign(body).replaceAll('+', '-').replaceAll('/', '_').replace('=', '')]],
  }),
  'the right one with a space inside': (body) => ({
    headers: [['x-line-signature', `${sign(body).slice(0, 20)} ${sign(body).slice(20)}`]],
  }),
  'the right one in hex': (body) => ({
    headers: [['x-line-signature', Buffer.from(sign(body), 'base64').toString('hex')]],
  }),
  garbage: () => ({ headers: [['x-line-signature', 'ほげ=='].map(encodeURIComponent) as [string, string]] }),
};

const bodies = {
  'one event': bodyOf(event('01A', 'ポイント')),
  'two events with letters of every width': bodyOf(event('01B', '𠮷田🍎ﾎﾟｲﾝﾄ'), event('01C', 'e\u0301')),
  'no event': bodyOf(),
};

test('only what LINE signed comes in, and nothing else leaves a row', async ({ db }) => {
  await openHouse(db);
  const bot = await openBot(db);
  const rows = async () => (await rowsOf<{ n: number }>(db, sql`select count(*)::int as n from inbox`))[0]?.n;
  for (const [bodyName, body] of Object.entries(bodies)) {
    for (const [name, arrive] of Object.entries(cases)) {
      await db.execute(sql`delete from inbox`);
      const { headers, body: sent = body, right } = arrive(body);
      const request = new Request('http://app.test/line/webhook', { method: 'POST', headers, body: sent as BodyInit });
      const { status } = await bot.app.fetch(request);
      await bot.settled();
      const events = (JSON.parse(body) as { events: unknown[] }).events.length;
      expect({ bodyName, name, status, rows: await rows() }).toEqual({
        ...{ bodyName, name, status: right ? 200 : 401 },
        rows: right ? events : 0,
      });
    }
  }
  await bot.close();
});

test("LINE's own example of a signature is taken", async ({ db }) => {
  const bot = await openBot(db);
  const answer = await bot.app.request('/line/webhook', {
    method: 'POST',
    headers: { 'x-line-signature': 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=' },
    body: '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}',
  });
  expect(answer.status).toBe(200);
  await bot.close();
});

test('a signed body that is no list of events is answered 400 and leaves no row', async ({ db }) => {
  const bot = await openBot(db);
  for (const body of ['', '{', 'null', '[]', '{}', '{"events":{}}', '"events"', '\u0000', '[[[[']) {
    const headers = { 'x-line-signature': sign(body) };
    const { status } = await bot.app.request('/line/webhook', { method: 'POST', headers, body });
    expect({ body, status }).toEqual({ body, status: 400 });
  }
  expect(await rowsOf(db, sql`select 1 from inbox`)).toEqual([]);
  await bot.close();
});
