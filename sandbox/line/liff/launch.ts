import { newToken } from '../ids.ts';
import type { LiffContext } from '../state.ts';
import { type LineWorld, userOf } from '../world.ts';

/** The URL to open in the phone's in-app browser, and the code by which the stub SDK learns who holds the phone. */
export type MiniAppLaunch = { url: string; code: string };

const liffTokenMs = 12 * 3_600_000;
const liffHosts = ['liff.line.me', 'miniapp.line.me'];

/** Opens the mini-app for a person: LIFF URL → primary redirect URL with `liff.state` (PLATFORM 15). */
export function launchMiniApp(
  world: LineWorld,
  userId: string,
  uri = `https://liff.line.me/${world.options.liffId}`,
  type: LiffContext['type'] = 'utou',
): MiniAppLaunch {
  userOf(world, userId);
  const code = newToken();
  const accessToken = newToken(32);
  const context: LiffContext = { type, viewType: 'full', userId, liffId: world.options.liffId };
  world.state.launches[code] = { userId, accessToken, context };
  world.state.liffTokens[accessToken] = { userId, expiresAt: world.now() + liffTokenMs };
  const url = primaryUrl(world, uri);
  url.searchParams.set('liff.user', code);
  return { url: url.href, code };
}

/** Whether the link opens this account's mini-app. */
export function isMiniAppLink(world: LineWorld, uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { host, pathname } = new URL(uri);
  const [, liffId] = pathname.split('/');
  return (liffHosts.includes(host) && liffId === world.options.liffId) || uri.startsWith(world.options.liffEndpoint);
}

function primaryUrl(world: LineWorld, uri: string): URL {
  if (!isMiniAppLink(world, uri)) throw new Error(`Not a link to the mini-app: ${uri}`);
  const link = new URL(uri);
  if (!liffHosts.includes(link.host)) return link;
  const state = link.pathname.slice(`/${world.options.liffId}`.length) + link.search + link.hash;
  const primary = new URL(world.options.liffEndpoint);
  if (state !== '' && state !== '/') primary.searchParams.set('liff.state', state);
  return primary;
}
