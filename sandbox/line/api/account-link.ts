import { Hono } from 'hono';
import { ja } from '../../words/line.ja.ts';
import { happen } from '../person.ts';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';

/**
 * access.line.me's account link page (PLATFORM 9). The browser's LINE user is taken from `liff.user`, the launch code
 * of the phone; without one it is the person the token was issued for.
 */
export function accountLinkRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get('/dialog/bot/accountLink', async (c) => {
    const { linkToken = '', nonce = '', 'liff.user': code } = c.req.query();
    const token = world.state.linkTokens[linkToken];
    delete world.state.linkTokens[linkToken];
    if (!token || token.expiresAt <= world.now()) return c.html(page(ja.linkExpired), 400);
    if (nonce.length < 10 || nonce.length > 255) return c.html(page(ja.linkBroken), 400);
    const browserUserId = code === undefined ? token.userId : world.state.launches[code]?.userId;
    const isSame = browserUserId === token.userId;
    const link = { result: isSame ? 'ok' : 'failed', nonce };
    await happen(world, token.userId, { type: 'accountLink', link, ...(isSame ? {} : { source: undefined }) });
    return c.html(page(isSame ? ja.linked : ja.notLinked));
  });
  return routes;
}

function page(sentence: string): string {
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><p>${sentence}</p>`;
}
