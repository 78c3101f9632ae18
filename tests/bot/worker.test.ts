import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unstable_startWorker } from 'wrangler';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { loadDemo } from '../../core/demo/load.ts';
import { rowsOf } from '../../db/open.ts';
import { secret } from '../core/house.ts';
import { onServer, type TestDatabase } from '../setup.ts';
import { openStandIns, type StandIns } from '../stories/stand-ins.ts';
import { until } from '../stories/until.ts';

type Worker = Awaited<ReturnType<typeof unstable_startWorker>>;

const yuko = cast.line.find(({ key }) => key === 'yuko')!;

/** The built bundle in workerd, on a real PostgreSQL, with the stand-ins of LINE and Slack behind it. */
describe('the product on Workers', () => {
  let shop: TestDatabase;
  let standIns: StandIns;
  let worker: Worker;

  beforeAll(async () => {
    shop = await onServer.open();
    const now = new Date();
    await loadDemo({ db: shop.db, now, secret, actor: { kind: 'system', job: 'demo' } });
    standIns = await openStandIns({
      now: () => new Date(),
      deliver: (url, init) => worker.fetch(url, init as never) as unknown as Promise<Response>,
    });
    const connection = new URL(shop.url!);
    connection.password ||= 'none';
    const variables = Object.entries({ ...standIns.environment, MUSUBI_SECRET: secret });
    worker = await unstable_startWorker({
      config: './wrangler.toml',
      bindings: {
        HYPERDRIVE: { type: 'hyperdrive', id: 'local', localConnectionString: connection.href },
        ...Object.fromEntries(variables.map(([name, value]) => [name, { type: 'plain_text' as const, value }])),
      },
      dev: { inspector: false, server: { port: 0 }, logLevel: 'error', watch: false },
    });
    await worker.ready;
  }, 180_000);
  afterAll(async () => {
    await worker?.dispose();
    await standIns?.close();
    await shop?.close();
  });

  test('answers to health and reaches its database', async () => {
    const answer = await worker.fetch('http://worker/health/ready');
    expect(await answer.json()).toEqual({ ready: true });
  });

  test('answers a signed word of a member in the chat, and refuses an unsigned one', async () => {
    const unsigned = await worker.fetch('http://worker/line/webhook', { method: 'POST', body: '{"events":[]}' });
    expect(unsigned.status).toBe(401);
    const before = standIns.line.chatOf(yuko.userId).messages.length;
    const { deliveries } = await standIns.line.say(yuko.userId, 'ポイント');
    expect(deliveries.map((delivery) => delivery.status)).toEqual([200]);
    await until(() => standIns.line.chatOf(yuko.userId).messages.length >= before + 2);
    expect(JSON.stringify(standIns.line.chatOf(yuko.userId).messages.at(-1))).toContain('1,840');
  });

  test('opens the mini-app and its API to the bearer of a real ID token', async () => {
    const page = await worker.fetch('http://worker/liff/points');
    expect(await page.text()).toContain('<div id=');
    const idToken = await standIns.line.idTokenFor(yuko.userId);
    const session = await worker.fetch('http://worker/liff/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ idToken }),
    });
    const { token } = (await session.json()) as { token: string };
    const points = await worker.fetch('http://worker/liff/api/points', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await points.text()).toContain('1840');
  });

  test('draws a picture with Japanese letters', async () => {
    const picture = await worker.fetch('http://worker/media/knot.png');
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  test('lets a member of staff press a button in Slack', async () => {
    const cron = await worker.fetch('http://worker/cdn-cgi/handler/scheduled?cron=*+*+*+*+*');
    expect(await cron.text()).toBe('ok');
    const [store] = cast.channels.filter(({ storeCode }) => storeCode === 'kichijoji');
    const delivery = await standIns.slack.command('U0YAMAGUCHI', store!.id, '/musubi', '待ち');
    expect(delivery.status).toBe(200);
    await until(
      async () =>
        (
          await rowsOf<{ open: number }>(
            shop.db,
            sql`select count(*)::int as open from outbox where state = 'pending' and due_at < now()`,
          )
        )[0]?.open === 0,
    );
    const card = standIns.slack
      .messagesIn(store!.id)
      .find((message) => JSON.stringify(message).includes('request_approve'));
    const pressed = await standIns.slack.press('U0YAMAGUCHI', { channel: store!.id, ts: card!.ts }, 'request_approve');
    expect(pressed.status).toBe(200);
    const decided = () => standIns.slack.messagesIn(store!.id).find(({ ts }) => ts === card!.ts);
    await until(() => JSON.stringify(decided()).includes('承認済み'));
  });
});
