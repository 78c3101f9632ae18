import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { html } from 'hono/html';
import { ja } from '../../words/line.ja.ts';
import { actionsIn } from '../actions-in.ts';
import type { ApiEnv } from '../api/app.ts';
import { jsonBody, LineRefusal } from '../api/refusal.ts';
import { checkMessages } from '../check/messages.ts';
import { write } from '../person.ts';
import type { LineMessage } from '../shapes.ts';
import type { Launch } from '../state.ts';
import { type LineWorld, show } from '../world.ts';
import type { IdTokens } from './id-token.ts';
import { launchMiniApp } from './launch.ts';
import { liffSdk } from './sdk.ts';

/** The stub of `@line/liff` and what it asks its platform. */
export function liffRoutes(world: LineWorld, idTokens: IdTokens): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const open = cors({ origin: '*', allowMethods: ['GET', 'POST'], allowHeaders: ['content-type'] });
  routes.use('/liff-sdk.js', open);
  routes.use('/liff-sdk/*', open);

  routes.get('/liff-sdk.js', (c) => {
    const source = `const liff = (${liffSdk})(new URL(import.meta.url).origin, window);\nexport { liff, liff as default };\n`;
    return c.body(source, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' });
  });
  routes.get('/liff-sdk/launch', async (c) => {
    const { userId, accessToken, context } = launchOf(world, c.req.query('code') ?? '');
    const user = world.state.users[userId];
    if (!user) throw new LineRefusal(404, 'Not found');
    return c.json({
      idToken: await idTokens.sign(userId),
      accessToken,
      profile: {
        userId,
        displayName: user.displayName,
        pictureUrl: user.pictureUrl,
        statusMessage: user.statusMessage,
      },
      context,
      friend: user.friend && !user.blocked,
      language: user.language,
      endpoint: world.options.liffEndpoint,
    });
  });
  routes.post('/liff-sdk/messages', (c) => sendMessages(world, c));
  routes.get('/liff-sdk/login', (c) => {
    const back = c.req.query('redirect_uri') ?? '';
    if (!isOwnPage(world, back))
      throw new LineRefusal(400, { error: 'invalid_request', error_description: 'redirect_uri' });
    const people = Object.values(world.state.users).map(({ userId, displayName }) => {
      const { code } = launchMiniApp(world, userId, undefined, 'external');
      const url = new URL(back);
      url.searchParams.set('liff.user', code);
      return html`<li><a href="${url.href}">${displayName}</a></li>`;
    });
    return c.html(html`<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>${ja.loginTitle}</title><p>${ja.loginLead}</p><ul>${people}</ul>`);
  });
  return routes;
}

function launchOf(world: LineWorld, code: string): Launch {
  const launch = world.state.launches[code];
  if (!launch) throw new LineRefusal(401, 'The launch code is unknown');
  return launch;
}

/** A login may only lead back below the endpoint's path; its origin differs where the sandbox maps it. */
function isOwnPage(world: LineWorld, uri: string): boolean {
  return URL.canParse(uri) && new URL(uri).pathname.startsWith(new URL(world.options.liffEndpoint).pathname);
}

/** `liff.sendMessages`: the person's own words; Flex and templates carry URI actions only and make no webhook (PLATFORM 15). */
async function sendMessages(world: LineWorld, c: Context<ApiEnv>): Promise<Response> {
  const { code, messages } = await jsonBody(c);
  const { userId, context } = launchOf(world, String(code));
  if (context.type !== 'utou') throw new LineRefusal(403, "user doesn't grant required permissions yet");
  const fault = checkMessages(messages, world.rulesOff);
  if (fault) throw new LineRefusal(400, fault);
  for (const body of messages as LineMessage[]) {
    const isStructured = body.type === 'flex' || body.type === 'template';
    if (isStructured && actionsIn(body).some(({ action }) => action.type !== 'uri')) {
      throw new LineRefusal(400, 'Only the URI action may be used');
    }
    if (isStructured) {
      show(world, userId, { id: world.messageId(), at: world.now(), from: 'user', body, via: 'liff', read: false });
    } else {
      await write(world, userId, withProvider(body), 'liff');
    }
  }
  return c.json({});
}

function withProvider(body: LineMessage): LineMessage {
  const { originalContentUrl, previewImageUrl, ...rest } = body;
  return originalContentUrl === undefined
    ? body
    : { ...rest, contentProvider: { type: 'external', originalContentUrl, previewImageUrl } };
}
