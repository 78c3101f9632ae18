import { createApp } from '../../bot/app.ts';
import { readConfig } from '../../bot/config.ts';
import type { Deps } from '../../bot/deps.ts';
import { lineClient } from '../../bot/line.ts';
import { filesOfNode } from '../../bot/media/files.ts';
import { createPictures } from '../../bot/media/pictures.ts';
import { pagesOfNode } from '../../bot/pages.ts';
import { type Mail, postOf } from '../../bot/post.ts';
import { createPressure } from '../../bot/pressure.ts';
import { tick } from '../../bot/tick.ts';
import { loadDemo } from '../../core/demo/load.ts';
import type { Database } from '../../db/open.ts';
import { secret } from '../core/house.ts';
import { openStandIns } from './stand-ins.ts';

export type Story = Awaited<ReturnType<typeof openStory>>;

/**
 * The whole product on a database with the demo shop in it, LINE, Slack and the letters at its doors, and a clock that is moved
 * by hand. Whoever acts here acts through a door: a signed webhook, the mini-app's API, a signed button.
 */
export async function openStory(db: Database, { finder }: Pick<Deps, 'finder'> = {}) {
  let time = Date.parse('2026-11-21T14:00:00+09:00');
  const now = () => new Date(time);
  await loadDemo({ db, now: now(), secret, actor: { kind: 'system', job: 'demo' } });
  const doors: { fetch: (request: Request) => Response | Promise<Response> }[] = [];
  const ask = async (request: Request) => {
    const [door] = doors;
    if (!door) throw new Error('the product is not open yet');
    return door.fetch(request);
  };
  const standIns = await openStandIns({ now, deliver: (url, init) => ask(new Request(url, init)) });
  const { line, slack } = standIns;
  const config = readConfig({ ...standIns.environment, MUSUBI_SECRET: secret });
  const mails: Mail[] = [];
  const failures: string[] = [];
  const work = new Set<Promise<unknown>>();
  const deps: Deps = {
    config,
    db,
    now,
    log: (event, facts) => event.includes('failed') && failures.push(JSON.stringify({ event, ...facts })),
    background: (promise) => {
      const settled = promise.catch((error: unknown) => failures.push((error as Error).stack ?? ''));
      work.add(settled);
      settled.finally(() => work.delete(settled));
    },
    line: lineClient(config),
    post: { ...postOf(config), mail: async (mail) => void mails.push(mail) },
    pictures: createPictures(filesOfNode),
    pages: pagesOfNode,
    pressure: createPressure(),
    hands: 4,
    ...(finder && { finder }),
  };
  doors.push(createApp(deps));

  /** Until nothing is under way and everything that is due has gone out. */
  const settled = async () => {
    await Promise.all([line.idle(), slack.idle()]);
    while (work.size > 0) await Promise.all(work);
    await tick(deps);
    while (work.size > 0) await Promise.all(work);
    await Promise.all([line.idle(), slack.idle()]);
  };

  /** The mini-app in the hands of a LINE user: each call carries the session that a real ID token opened. */
  const miniApp = async (userId: string) => {
    const call = async (method: string, path: string, body?: unknown, token = '') => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await ask(
        new Request(`http://product.test/liff/api${path}`, {
          method,
          headers,
          body: body === undefined ? undefined : JSON.stringify(body),
        }),
      );
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const { body } = await call('POST', '/session', { idToken: await line.idTokenFor(userId) });
    const token = String(body.token);
    return {
      get: async (path: string) => (await call('GET', path, undefined, token)).body,
      post: (path: string, input: unknown = {}) => call('POST', path, input, token),
    };
  };

  return {
    db,
    line,
    slack,
    mails,
    texts: standIns.texts,
    failures,
    now,
    settled,
    miniApp,
    /** What a phone shows of the bot, as one text. */
    heard: (userId: string) =>
      JSON.stringify(
        line
          .chatOf(userId)
          .messages.filter(({ from }) => from === 'bot')
          .map(({ body }) => body),
      ),
    /** Moves the clock, and lets as many ticks pass as a long way needs: each of them does a bounded share. */
    forward: async ({ days = 0, minutes = 0 }: { days?: number; minutes?: number }) => {
      time += days * 86_400_000 + minutes * 60_000;
      for (let ticks = 0; ticks <= Math.min(days, 6); ticks++) await settled();
    },
    close: async () => {
      await settled();
      await standIns.close();
    },
  };
}
