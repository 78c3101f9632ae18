import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { LiffConfig } from '../../liff/deps.ts';
import { liffRoutes } from '../../liff/routes.ts';
import { now, type Shop, secret } from './shop.ts';

export const loginChannelId = '1650000000';
export const liffId = '1650000000-fukurou';

export type Overrides = {
  claims?: JWTPayload;
  alg?: 'ES256' | 'HS256' | 'none' | 'ES384';
  kid?: string;
  key?: 'right' | 'other';
};
export type Stand = Awaited<ReturnType<typeof openStand>>;

/** LINE's key, published by a server of its own, and the mini-app's API behind its door; `clock.now` can be moved. */
export async function openStand({ db }: Pick<Shop, 'db'>) {
  const right = await generateKeyPair('ES256', { extractable: true });
  const other = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(right.publicKey)), kid: 'line-1', alg: 'ES256', use: 'sig' };
  const line = new Hono().get('/certs', (c) => c.json({ keys: [jwk] }));
  const server = serve({ fetch: line.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const clock = { now };
  const config: LiffConfig = { loginChannelId, liffId, jwksUrl: `http://127.0.0.1:${port}/certs` };
  const deps = { db, now: () => clock.now, secret, config };
  const app = new Hono().route('/liff/api', liffRoutes(deps));

  const idToken = async (
    userId: string,
    { claims = {}, alg = 'ES256', kid = 'line-1', key = 'right' }: Overrides = {},
  ) => {
    const iat = Math.floor(clock.now.getTime() / 1000);
    const usual = { iss: 'https://access.line.me', sub: userId, aud: loginChannelId, exp: iat + 3600, iat };
    const payload: JWTPayload = { ...usual, name: 'ある人', ...claims };
    if (alg === 'none') return unsigned(payload);
    const signer = new SignJWT(payload).setProtectedHeader({ alg, kid, typ: 'JWT' });
    if (alg === 'HS256') return signer.sign(new TextEncoder().encode(await exportSPKI(right.publicKey)));
    if (alg === 'ES384') return signer.sign((await generateKeyPair('ES384')).privateKey);
    return signer.sign((key === 'right' ? right : other).privateKey);
  };

  const call = (method: string, path: string, token?: string, body?: unknown) =>
    app.request(`/liff/api${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });

  const enter = async (userId: string): Promise<string> => {
    const answer = await call('POST', '/session', undefined, { idToken: await idToken(userId) });
    return ((await answer.json()) as { token: string }).token;
  };

  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { app, deps, clock, idToken, call, enter, close };
}

function unsigned(payload: JWTPayload): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.`;
}
