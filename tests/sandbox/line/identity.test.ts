import { channelAccessToken } from '@line/bot-sdk';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { hour, minute, second, startLine } from './line.ts';

const audience = '2000000002';

async function withToken(overrides?: Parameters<Awaited<ReturnType<typeof startLine>>['line']['idTokenFor']>[1]) {
  const started = await startLine();
  const userId = await started.friend();
  const token = await started.line.idTokenFor(userId, overrides);
  const verify = async (more: Record<string, string> = {}) => {
    const body = new URLSearchParams({ id_token: token, client_id: audience, ...more });
    const answer = await fetch(`${started.line.origin}/oauth2/v2.1/verify`, { method: 'POST', body });
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };
  return { ...started, userId, token, verify };
}

describe('ID tokens', () => {
  test('are ES256 and verify against the published keys', async () => {
    const { line, token, userId, clock } = await withToken();
    const keys = createRemoteJWKSet(new URL(`${line.origin}/oauth2/v2.1/certs`));
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      issuer: 'https://access.line.me',
      audience,
      currentDate: clock.now(),
    });
    expect(protectedHeader.kid).toBeDefined();
    expect(payload).toMatchObject({ sub: userId, name: '齋藤 優子' });
    expect(payload.exp! - payload.iat!).toBe(3_600);
  });

  test("LINE's own check answers the payload", async () => {
    const { verify, userId } = await withToken({ nonce: 'n-1' });
    expect(await verify({ nonce: 'n-1', user_id: userId })).toMatchObject({ status: 200, sub: userId, aud: audience });
  });

  test.each([
    ['Invalid IdToken.', { alg: 'none' as const }, {}],
    ['Invalid IdToken.', { alg: 'HS256' as const }, {}],
    ['Invalid IdToken.', { key: 'other' as const }, {}],
    ['Invalid IdToken Issuer.', { iss: 'https://evil.example' }, {}],
    ['Invalid IdToken Audience.', { aud: '1999999999' }, {}],
    ['IdToken expired.', { exp: 1 }, {}],
    ['Invalid IdToken Nonce.', { nonce: 'a' }, { nonce: 'b' }],
    ['Invalid IdToken Subject Identifier.', {}, { user_id: 'U0' }],
  ])('%s for %o', async (description, overrides, asked) => {
    const { verify } = await withToken(overrides);
    expect(await verify(asked as Record<string, string>)).toEqual({
      status: 400,
      error: 'invalid_request',
      error_description: description,
    });
  });

  test('expire after an hour of the given clock', async () => {
    const { verify, clock } = await withToken();
    clock.pass(hour - second);
    expect((await verify()).status).toBe(200);
    clock.pass(second);
    expect(await verify()).toMatchObject({ error_description: 'IdToken expired.' });
  });

  test('an unknown kid can be asked for', async () => {
    const { token } = await withToken({ kid: 'unknown' });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'unknown' });
  });
});

describe('channel tokens', () => {
  test('a stateless token opens the API for 15 minutes', async () => {
    const { line, clock } = await startLine();
    const client = new channelAccessToken.ChannelAccessTokenClient({ baseURL: line.origin });
    const issued = await client.issueStatelessChannelTokenByClientSecret(
      '2000000001',
      '8c570fa6dd201bb328f1c1eac23a96d8',
    );
    const info = () =>
      fetch(`${line.origin}/v2/bot/info`, { headers: { authorization: `Bearer ${issued.access_token}` } });
    expect((await info()).status).toBe(200);
    clock.pass(15 * minute);
    expect((await info()).status).toBe(401);
  });

  test('a wrong secret gets none', async () => {
    const { line } = await startLine();
    const client = new channelAccessToken.ChannelAccessTokenClient({ baseURL: line.origin });
    await expect(client.issueStatelessChannelTokenByClientSecret('2000000001', 'wrong')).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('account link', () => {
  test('a link token works once, within ten minutes, and only for the person it was made for', async () => {
    const { line, client, clock, received, friend } = await startLine();
    const [hanako, taro] = [await friend('花子'), await friend('太郎')];
    const open = async (linkToken: string, more = '') =>
      (await fetch(`${line.origin}/dialog/bot/accountLink?linkToken=${linkToken}&nonce=0123456789${more}`)).status;
    const fresh = async () => (await client.issueLinkToken(hanako)).linkToken;

    const token = await fresh();
    expect(await open(token)).toBe(200);
    expect(await open(token)).toBe(400);
    const other = await fresh();
    await open(other, `&liff.user=${line.openMiniApp(taro).code}`);
    const late = await fresh();
    clock.pass(10 * minute);
    expect(await open(late)).toBe(400);

    const [linked, failed, ...more] = received.map(({ events }) => events[0]!);
    expect(linked).toMatchObject({
      type: 'accountLink',
      link: { result: 'ok', nonce: '0123456789' },
      source: { userId: hanako },
    });
    expect(failed).toMatchObject({ type: 'accountLink', link: { result: 'failed' } });
    expect(failed).not.toHaveProperty('source');
    expect(failed).not.toHaveProperty('replyToken');
    expect(more).toEqual([]);
  });
});
