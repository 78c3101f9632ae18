import { createHmac } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import { expect, test as pure } from 'vitest';
import { errorFacts, jsonLog } from '../../bot/log.ts';
import { barcodeUrl } from '../../bot/messages/links.ts';
import { oneAtATime } from '../../bot/one-at-a-time.ts';
import { notMeToken } from '../../core/merges/notMe.ts';
import { tell } from '../../core/outbox.ts';
import { Refusal } from '../../core/refusal.ts';
import { rowsOf } from '../../db/open.ts';
import { activities } from '../../db/schema/activities.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import { trackedLinks } from '../../db/schema/scenarios.ts';
import { askByMail, at, join, openHouse, secret, tick, twoCards, yuko } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { channelSecret, environment, openBot } from './door.ts';

const { test } = onServer;

test('"this was not me" shows a page first, and freezes only when its button is pressed, once', async ({ db }) => {
  const house = await openHouse(db);
  const { today } = await twoCards(house);
  const { requestId } = await askByMail(house, today);
  const bot = await openBot(db);
  const path = `/not-me/${notMeToken(secret, { requestId })}`;
  const frozen = async () =>
    (await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId)))[0]?.frozenAt;
  for (const method of ['GET', 'HEAD']) {
    const shown = await bot.app.request(path, { method });
    expect(shown.status).toBe(200);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(await frozen()).toBeNull();
  }
  expect(await (await bot.app.request(path)).text()).toContain('お心当たりがありません');
  const pressed = await bot.app.request(path, { method: 'POST' });
  expect(await pressed.text()).toContain('お知らせありがとうございます');
  const first = await frozen();
  expect(first).not.toBeNull();
  bot.forward(60_000);
  expect((await bot.app.request(path, { method: 'POST' })).status).toBe(200);
  expect(await frozen()).toEqual(first);
  await bot.close();
});

test('a "this was not me" link that is not ours says so and changes nothing', async ({ db }) => {
  await openHouse(db);
  const bot = await openBot(db);
  for (const token of ['r1.x', 'r1', notMeToken('another secret of a shop', { requestId: 1 as never }), '%00', '<b>']) {
    for (const method of ['GET', 'POST']) {
      expect((await bot.app.request(`/not-me/${encodeURIComponent(token)}`, { method })).status).toBe(404);
    }
  }
  await bot.close();
});

test('a link in a message is noted once and leads into the mini-app; an unknown one leads to the card', async ({
  db,
}) => {
  const guest = await join(await openHouse(db), yuko);
  const bot = await openBot(db);
  const link = {
    token: 'A'.repeat(22),
    identityId: guest.identityId,
    target: '/products/kumo-mattress',
    createdAt: at(),
  };
  await db.insert(trackedLinks).values(link);
  for (let taps = 0; taps < 3; taps++) {
    const answer = await bot.app.request(`/r/${link.token}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `https://liff.line.me/${environment.LIFF_ID}/products/kumo-mattress`,
    ]);
  }
  expect((await db.select().from(activities)).map(({ kind }) => kind)).toEqual(['link_tap']);
  for (const unknown of ['nothing', 'https:%2F%2Fevil.example', '%2F%2Fevil.example', '\u0000'.repeat(3)]) {
    const answer = await bot.app.request(`/r/${encodeURIComponent(unknown)}`);
    expect(answer.headers.get('location')).toBe(`https://liff.line.me/${environment.LIFF_ID}/`);
  }
  await bot.close();
});

test('pictures are drawn, and a barcode only at an address that we made', async ({ db }) => {
  const bot = await openBot(db);
  const png = async (path: string) => {
    const answer = await bot.app.request(path);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, 'image/png']);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const view = new DataView(bytes.buffer);
    return { width: view.getUint32(16), height: view.getUint32(20), bytes: bytes.length };
  };
  for (const name of [
    'knot.png',
    'owl.png',
    'goods/kumo-mattress.png',
    'goods/soba-pillow.png',
    'goods/anything-else.png',
    'initial/68ee.png',
  ]) {
    expect((await png(`/media/${name}`)).bytes).toBeGreaterThan(500);
  }
  const menu = await png('/media/rich-menu/ja.png');
  expect(menu).toMatchObject({ width: 2500, height: 1080 });
  expect(menu.bytes).toBeLessThan(1_000_000);
  const right = new URL(barcodeUrl(bot.deps.config, '20487153')).pathname;
  const { width } = await png(right);
  const svg = await (await bot.app.request(right.replace('.png', '.svg'))).text();
  expect(width % Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])).toBe(0);
  for (const wrong of [
    right.replace('20487153', '20487154'),
    '/media/barcode/20487153.png',
    '/media/goods/..%2Fsecret.png',
    '/media/initial/110000.png',
  ]) {
    expect([wrong, (await bot.app.request(wrong)).status]).toEqual([wrong, 404]);
  }
  await bot.close();
});

test('every answer forbids what it does not need; only our own page may frame it, and errors tell nothing', async ({
  db,
}) => {
  const bot = await openBot(db);
  const plain = (await bot.app.request('/health/live')).headers;
  expect(plain.get('content-security-policy')).toContain("default-src 'none'");
  expect(plain.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(plain.get('x-content-type-options')).toBe('nosniff');
  const page = (await bot.app.request('/liff/')).headers.get('content-security-policy') ?? '';
  expect(page).toContain("script-src 'self'");
  expect(page).not.toContain("'unsafe-eval'");
  expect((await bot.app.request('/nothing')).status).toBe(404);
  await db.execute(sql`alter table tracked_links rename to tracked_links_away`);
  const broken = await bot.app.request(`/r/${'A'.repeat(22)}`);
  await db.execute(sql`alter table tracked_links_away rename to tracked_links`);
  const said = (await broken.json()) as { requestId: string };
  expect([broken.status, Object.keys(said)]).toEqual([500, ['error', 'requestId']]);
  expect(bot.lines.some((line) => line.includes('request.failed') && line.includes(said.requestId))).toBe(true);
  await bot.close();
});

test('a body of two megabytes is turned away before it is read', async ({ db }) => {
  const bot = await openBot(db);
  const body = 'x'.repeat(2 * 1024 * 1024);
  const signature = createHmac('sha256', channelSecret).update(body).digest('base64');
  const headers = { 'x-line-signature': signature, 'content-length': String(body.length) };
  expect((await bot.app.request('/line/webhook', { method: 'POST', headers, body })).status).toBe(413);
  for (const length of [undefined, 'nonsense', '-1e9']) {
    const lying = { 'x-line-signature': signature, ...(length && { 'content-length': length }) };
    const { status } = await bot.app.request('/line/webhook', { method: 'POST', headers: lying, body });
    expect([length, status]).toEqual([length, 413]);
  }
  await bot.close();
});

test('it is ready when it reaches its database, and alive when it does not', async ({ db }) => {
  const bot = await openBot(db);
  expect((await bot.app.request('/health/ready')).status).toBe(200);
  bot.deps.db.execute = () => Promise.reject(new Error('away')) as never;
  expect((await bot.app.request('/health/ready')).status).toBe(503);
  expect((await bot.app.request('/health/live')).status).toBe(200);
  delete (bot.deps.db as { execute?: unknown }).execute;
  await bot.close();
});

test('a job of the tick that fails holds up no other', async ({ db }) => {
  const house = await openHouse(db);
  const guest = await join(house, yuko);
  const bot = await openBot(db);
  bot.line.addUser({ displayName: '優子', userId: guest.lineUserId, friend: true });
  const message = { to: guest.identityId, template: 'unmerged', edgeId: 1 as never, points: 5 } as const;
  await tell(tick(house, bot.now()), { topic: 'line', message }, 'one');
  await db.execute(sql`alter table product_buyers rename to product_buyers_away`);
  await bot.tick();
  await db.execute(sql`alter table product_buyers_away rename to product_buyers`);
  expect(bot.lines.filter((line) => line.includes('tick.failed'))).toHaveLength(1);
  expect((await db.select().from(outbox).orderBy(asc(outbox.id))).map(({ state }) => state)).toEqual(['sent']);
  await bot.close();
});

test('what is kept only to tell repeats is forgotten in time, and not before', async ({ db }) => {
  const house = await openHouse(db);
  const guest = await join(house, yuko);
  const bot = await openBot(db);
  bot.line.addUser({ displayName: '優子', userId: guest.lineUserId, friend: true });
  await bot.line.say(guest.lineUserId, 'ポイント');
  await bot.settled();
  const days = 86_400_000;
  bot.forward(40 * days);
  await bot.tick();
  expect(await rowsOf(db, sql`select 1 from inbox`)).toHaveLength(1);
  bot.forward(6 * days);
  await bot.tick();
  expect(await rowsOf(db, sql`select 1 from inbox`)).toEqual([]);
  await bot.close();
});

pure('the log tells of an error what it was and where, never what it was about', () => {
  const lines: string[] = [];
  const log = jsonLog(
    (line) => lines.push(line),
    () => at(),
  );
  const cause = Object.assign(new Error('duplicate key (phone)=(090-1234-5678)'), {
    code: '23505',
    constraint_name: 'identities_live',
  });
  log('failed', errorFacts(new Error('Failed query: insert 090-1234-5678', { cause })));
  log('failed', errorFacts(new Refusal('wrong_code', { triesLeft: 2 })));
  log('failed', errorFacts('090-1234-5678'));
  expect(lines.join('')).not.toContain('1234');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    at: at().toISOString(),
    event: 'failed',
    code: '23505',
    constraint: 'identities_live',
  });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ code: 'wrong_code' });
});

pure('work that is asked for while it runs runs once more, and never beside itself', async () => {
  let [running, runs] = [0, 0];
  const gates: (() => void)[] = [];
  const work = oneAtATime(async () => {
    runs += 1;
    running += 1;
    expect(running).toBe(1);
    await new Promise<void>((resolve) => gates.push(resolve));
    running -= 1;
  });
  const first = work();
  const later = [work(), work(), work()];
  expect(runs).toBe(1);
  gates.shift()?.();
  await first;
  await expect.poll(() => runs).toBe(2);
  gates.shift()?.();
  await Promise.all(later);
  expect(runs).toBe(2);
});
