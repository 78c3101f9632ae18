import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { type ListeningLine, listenLineStandIn } from '../../sandbox/line/listen.ts';
import { createSlackStandIn, type SlackStandIn } from '../../sandbox/slack/standin.ts';

type Deliver = (url: string, init: RequestInit) => Promise<Response>;

export type StandIns = {
  line: ListeningLine;
  slack: SlackStandIn;
  /** The text messages that were sent. */
  texts: { to: string; text: string }[];
  /** What the product's environment says when these stand behind it. */
  environment: Record<string, string>;
  close: () => Promise<void>;
};

/** Where the stand-ins find the product; `deliver` may lead anywhere. */
export const productOrigin = 'http://product.test';

/** LINE, Slack and a text message service on loopback, with the cast of the demo shop in them. */
export async function openStandIns({ now, deliver }: { now: () => Date; deliver: Deliver }): Promise<StandIns> {
  const toProduct: typeof fetch = (url, init) => deliver(String(url), init ?? {});
  const variables = {
    MUSUBI_PUBLIC_URL: 'https://fukuro.example',
    LINE_CHANNEL_SECRET: '8c570fa6dd201bb328f1c1eac23a96d8',
    LINE_CHANNEL_ACCESS_TOKEN: 'token-of-the-stories',
    LINE_LOGIN_CHANNEL_ID: '2000000001',
    LIFF_ID: '2000000001-stories',
    SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
    SLACK_BOT_TOKEN: 'xoxb-stories',
    SLACK_TEAM_ID: cast.workspace.teamId,
    SLACK_APP_ID: cast.workspace.appId,
  };
  const line = await listenLineStandIn({
    now,
    channelSecret: variables.LINE_CHANNEL_SECRET,
    channelAccessToken: variables.LINE_CHANNEL_ACCESS_TOKEN,
    loginChannelId: variables.LINE_LOGIN_CHANNEL_ID,
    liffId: variables.LIFF_ID,
    liffEndpoint: `${variables.MUSUBI_PUBLIC_URL}/liff/`,
    botUserId: `U${'b'.repeat(32)}`,
    webhookUrl: `${productOrigin}/line/webhook`,
    accountName: cast.shop.name,
    users: cast.line.map(({ userId, displayName, follows }) => ({ userId, displayName, friend: follows })),
    fetch: toProduct,
  });
  const everybody = cast.slack.map(({ id }) => id);
  const slackOrigin = { url: '' };
  const slack = createSlackStandIn({
    now,
    signingSecret: variables.SLACK_SIGNING_SECRET,
    botToken: variables.SLACK_BOT_TOKEN,
    ...cast.workspace,
    workspaceName: cast.workspace.name,
    eventsUrl: `${productOrigin}/slack/events`,
    apiOrigin: () => slackOrigin.url,
    users: cast.slack.map(({ id, name, realName }) => ({ id, name, realName })),
    channels: cast.channels.map(({ id, name }) => ({ id, name, members: everybody })),
    rules: { tiers: false, postsPerChannel: false },
    fetch: toProduct,
  });
  const texts: StandIns['texts'] = [];
  const others = new Hono().post('/sms', async (c) => {
    texts.push(await c.req.json());
    return c.body(null, 202);
  });
  others.mount('/', slack.api.fetch);
  const server = serve({ fetch: others.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((done) => server.once('listening', done));
  slackOrigin.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    line,
    slack,
    texts,
    environment: {
      ...variables,
      LINE_API_URL: line.origin,
      LINE_JWKS_URL: `${line.origin}/oauth2/v2.1/certs`,
      SLACK_API_URL: `${slackOrigin.url}/api/`,
      SMS_URL: `${slackOrigin.url}/sms`,
    },
    close: async () => {
      await line.stop();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
