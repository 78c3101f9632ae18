import { type Context, Hono } from 'hono';
import type { JWTPayload } from 'jose';
import { newToken } from '../ids.ts';
import { type IdTokens, issuer } from '../liff/id-token.ts';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { jsonBody, LineRefusal } from './refusal.ts';

const statelessSeconds = 900;
const shortLivedSeconds = 30 * 24 * 3_600;

/** Channel tokens, ID token checks, LIFF access tokens and the end of consent (PLATFORM 11, 15, 17). */
export function oauthRoutes(world: LineWorld, idTokens: IdTokens): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.post('/oauth2/v3/token', async (c) => issue(world, c, statelessSeconds, { revocable: false }));
  routes.post('/oauth2/v2.1/token', async (c) =>
    issue(world, c, shortLivedSeconds, { revocable: true, keyId: newToken(12) }),
  );
  routes.post('/v2/oauth/accessToken', async (c) => issue(world, c, shortLivedSeconds, { revocable: true }));
  for (const path of ['/oauth2/v2.1/revoke', '/v2/oauth/revoke']) {
    routes.post(path, async (c) => {
      const token = (await form(c)).access_token ?? '';
      if (world.state.channelTokens[token]?.revocable) delete world.state.channelTokens[token];
      return c.body(null, 200);
    });
  }
  routes.get('/oauth2/v2.1/certs', (c) => c.json(idTokens.jwks()));
  routes.post('/oauth2/v2.1/verify', async (c) => c.json(await verified(world, idTokens, await form(c))));
  routes.get('/oauth2/v2.1/verify', (c) => {
    const token = c.req.query('access_token') ?? '';
    const known = world.state.liffTokens[token] ?? world.state.channelTokens[token];
    const left = known ? Math.floor((known.expiresAt - world.now()) / 1_000) : 0;
    if (!known || left <= 0) throw invalidRequest('access token expired');
    const isPerson = 'userId' in known;
    const client = isPerson ? world.options.loginChannelId : channelId(world);
    return c.json({ scope: isPerson ? 'openid profile chat_message.write' : '', client_id: client, expires_in: left });
  });
  routes.get('/v2/profile', (c) => {
    const token = (c.req.header('authorization') ?? '').replace(/^Bearer /, '');
    const holder = world.state.liffTokens[token];
    const user = holder && holder.expiresAt > world.now() ? world.state.users[holder.userId] : undefined;
    if (!user) throw new LineRefusal(401, 'The access token is invalid');
    const { userId, displayName, pictureUrl, statusMessage } = user;
    return c.json({ userId, displayName, pictureUrl, statusMessage });
  });
  routes.post('/user/v1/deauthorize', async (c) => {
    const channelToken = (c.req.header('authorization') ?? '').replace(/^Bearer /, '');
    // LINE takes v2.1 and stateless tokens here, not the long-lived one of the console (PLATFORM 11).
    const issued = world.state.channelTokens[channelToken];
    if (!issued || issued.expiresAt <= world.now()) throw new LineRefusal(401, 'invalid token');
    const { userAccessToken } = await jsonBody(c);
    const holder = world.state.liffTokens[String(userAccessToken)];
    if (!holder) throw new LineRefusal(400, 'invalid token');
    world.state.deauthorized.push(holder.userId);
    forgetLaunches(world, holder.userId);
    return c.body(null, 204);
  });
  return routes;
}

function forgetLaunches(world: LineWorld, userId: string): void {
  for (const [code, launch] of Object.entries(world.state.launches)) {
    if (launch.userId === userId) delete world.state.launches[code];
  }
  for (const [token, held] of Object.entries(world.state.liffTokens)) {
    if (held.userId === userId) delete world.state.liffTokens[token];
  }
}

function channelId(world: LineWorld): string {
  return world.options.channelId ?? '2000000001';
}

async function form(c: Context): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

function invalidRequest(description: string): LineRefusal {
  return new LineRefusal(400, { error: 'invalid_request', error_description: description });
}

async function issue(
  world: LineWorld,
  c: Context,
  seconds: number,
  { revocable, keyId }: { revocable: boolean; keyId?: string },
): Promise<Response> {
  const given = await form(c);
  if (given.grant_type !== 'client_credentials') throw invalidRequest('unsupported grant type');
  if (!isSecret(world, given) && !isAssertion(world, given.client_assertion)) {
    throw new LineRefusal(400, { error: 'invalid_client', error_description: 'invalid client credentials' });
  }
  const token = newToken(48);
  world.state.channelTokens[token] = { expiresAt: world.now() + seconds * 1_000, revocable, keyId };
  return c.json({
    access_token: token,
    expires_in: seconds,
    token_type: 'Bearer',
    ...(keyId ? { key_id: keyId } : {}),
  });
}

/** The Messaging API channel and the Login channel each have a secret of their own; the sandbox may give both the same. */
function isSecret(world: LineWorld, { client_id, client_secret }: Record<string, string>): boolean {
  const { channelSecret, loginChannelId, loginChannelSecret = channelSecret } = world.options;
  if (client_id === loginChannelId) return client_secret === loginChannelSecret;
  return client_id === channelId(world) && client_secret === channelSecret;
}

/** Reads the claims of a JWT assertion; its RSA key lives in LINE's console, which the sandbox does not have. */
function isAssertion(world: LineWorld, jwt: string | undefined): boolean {
  const claims = jwt === undefined ? undefined : claimsOf(jwt);
  return claims?.iss === channelId(world) && claims.sub === channelId(world) && (claims.exp ?? 0) * 1_000 > world.now();
}

function claimsOf(jwt: string): JWTPayload | undefined {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;
  } catch {
    return undefined;
  }
}

/** LINE Login's own check of an ID token: its payload, or the reason why not (PLATFORM 17). */
async function verified(world: LineWorld, idTokens: IdTokens, given: Record<string, string>): Promise<JWTPayload> {
  const { id_token = '', client_id, nonce, user_id } = given;
  const payload = await idTokens.verify(id_token).catch(() => {
    throw invalidRequest('Invalid IdToken.');
  });
  const nowSeconds = Math.floor(world.now() / 1_000);
  if (payload.iss !== issuer) throw invalidRequest('Invalid IdToken Issuer.');
  if ((payload.exp ?? 0) <= nowSeconds) throw invalidRequest('IdToken expired.');
  if (client_id === undefined || payload.aud !== client_id) throw invalidRequest('Invalid IdToken Audience.');
  if (nonce !== undefined && payload.nonce !== nonce) throw invalidRequest('Invalid IdToken Nonce.');
  if (user_id !== undefined && payload.sub !== user_id) throw invalidRequest('Invalid IdToken Subject Identifier.');
  return payload;
}
