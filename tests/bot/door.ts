import { createApp } from '../../bot/app.ts';
import { readConfig } from '../../bot/config.ts';
import type { Deps } from '../../bot/deps.ts';
import { lineClient } from '../../bot/line.ts';
import { filesOfNode } from '../../bot/media/files.ts';
import { createPictures } from '../../bot/media/pictures.ts';
import { pagesOfNode } from '../../bot/pages.ts';
import type { Mail, ShortMessage } from '../../bot/post.ts';
import { createPressure } from '../../bot/pressure.ts';
import { tick } from '../../bot/tick.ts';
import type { Database } from '../../db/open.ts';
import { listenLineStandIn } from '../../sandbox/line/listen.ts';
import type { LineStandInOptions } from '../../sandbox/line/options.ts';
import { secret } from '../core/house.ts';

export const channelSecret = '8c570fa6dd201bb328f1c1eac23a96d8';

/** Every variable the product needs, with nothing real behind it. */
export const environment = {
  MUSUBI_SECRET: secret,
  MUSUBI_PUBLIC_URL: 'https://fukuro.example',
  LINE_CHANNEL_SECRET: channelSecret,
  LINE_CHANNEL_ACCESS_TOKEN: 'token-of-the-tests',
  LINE_LOGIN_CHANNEL_ID: '2000000001',
  LIFF_ID: '2000000001-tests',
  SLACK_SIGNING_SECRET: 'signing-secret-of-the-tests',
  SLACK_BOT_TOKEN: 'xoxb-tests',
  SLACK_TEAM_ID: 'T0TESTS',
  SLACK_APP_ID: 'A0TESTS',
};

export type BotDoor = Awaited<ReturnType<typeof openBot>>;

/** The product on a database, with LINE's stand-in at the other end of the real SDK, a clock that is moved by hand, and a post box. */
export async function openBot(
  db: Database,
  options: { line?: Partial<LineStandInOptions>; sendTimeoutMs?: number } = {},
) {
  let time = Date.parse('2026-11-21T14:05:00+09:00');
  const now = () => new Date(time);
  const doors: { fetch: (request: Request) => Response | Promise<Response> }[] = [];
  const line = await listenLineStandIn({
    now,
    channelSecret,
    channelAccessToken: environment.LINE_CHANNEL_ACCESS_TOKEN,
    loginChannelId: environment.LINE_LOGIN_CHANNEL_ID,
    liffId: environment.LIFF_ID,
    liffEndpoint: 'https://fukuro.example/liff/',
    botUserId: `U${'b'.repeat(32)}`,
    webhookUrl: 'http://app.test/line/webhook',
    accountName: 'ふくろう',
    fetch: async (url, init) => {
      const [door] = doors;
      if (!door) throw new Error('the bot is not open yet');
      return door.fetch(new Request(url, init));
    },
    ...options.line,
  });
  const config = readConfig({ ...environment, LINE_API_URL: line.origin });
  const work = new Set<Promise<unknown>>();
  const lines: string[] = [];
  const mails: Mail[] = [];
  const texts: ShortMessage[] = [];
  const deps: Deps = {
    config,
    db,
    now,
    log: (event, facts) => lines.push(JSON.stringify({ event, ...facts })),
    background: (promise) => {
      const settled = promise.catch((error: unknown) => lines.push(`background failed: ${(error as Error).stack}`));
      work.add(settled);
      settled.finally(() => work.delete(settled));
    },
    line: lineClient(config, { sendTimeoutMs: options.sendTimeoutMs }),
    post: { mail: async (mail) => void mails.push(mail), sms: async (message) => void texts.push(message) },
    pictures: createPictures(filesOfNode),
    pages: pagesOfNode,
    pressure: createPressure(),
    hands: 4,
  };
  const app = createApp(deps);
  doors.push(app);
  /** Until nothing is under way: no webhook on its way, no work behind an answer. */
  const settled = async () => {
    await line.idle();
    while (work.size > 0) await Promise.all(work);
  };
  return {
    app,
    deps,
    line,
    lines,
    mails,
    texts,
    now,
    settled,
    forward: (ms: number) => {
      time += ms;
    },
    tick: async () => {
      await tick(deps);
      await settled();
    },
    /** The bodies of what a person's phone shows of the bot, oldest first. */
    heard: (userId: string) =>
      line
        .chatOf(userId)
        .messages.filter(({ from }) => from === 'bot')
        .map(({ body }) => body),
    close: async () => {
      await settled();
      await line.stop();
    },
  };
}
