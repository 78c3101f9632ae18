import { describe, expect } from 'vitest';
import { unlink } from '../../core/members/identity.ts';
import { openSession } from '../../liff/session.ts';
import { onEmbedded } from '../setup.ts';
import { now, openShop, type Shop, secret } from './shop.ts';
import { loginChannelId, type Overrides, openStand, type Stand } from './stand.ts';

const { test } = onEmbedded;
const seconds = Math.floor(now.getTime() / 1000);
const stranger = 'Uf05b7e28a63d4c90b1f4d92e8c7a60a9';

const yuko = 'U7c1e5b0a94d24f6f8b3a2d9e61f07153';

describe('an ID token opens a session only when LINE made it, for us, and just now', () => {
  let stand: Stand;
  test.beforeEach(async ({ db }) => {
    stand = await openStand({ db });
  });
  test.afterEach(() => stand.close());

  const refused: [string, Overrides][] = [
    ['of another channel', { claims: { aud: '1659999999' } }],
    ['of several channels, ours not among them', { claims: { aud: ['1659999999', '1658888888'] } }],
    ['without an audience', { claims: { aud: undefined } }],
    ['of another issuer', { claims: { iss: 'https://access.line.example' } }],
    ['without an issuer', { claims: { iss: undefined } }],
    ['that has expired', { claims: { iat: seconds - 7200, exp: seconds - 1 } }],
    ['without an end', { claims: { exp: undefined } }],
    ['that is not good yet', { claims: { nbf: seconds + 600 } }],
    ['signed by nobody (alg none)', { alg: 'none' }],
    ['signed with the public key as a secret (HS256)', { alg: 'HS256' }],
    ['signed with another curve', { alg: 'ES384' }],
    ['signed with an unknown key', { kid: 'line-2', key: 'other' }],
    ['signed with another key under the known name', { key: 'other' }],
    ['that names nobody', { claims: { sub: undefined } }],
    ['that names something that is no LINE user', { claims: { sub: '1 or 1=1' } }],
  ];
  test.for(refused)('a token %s is refused', async ([, overrides]) => {
    const idToken = await stand.idToken(yuko, overrides);
    const answer = await stand.call('POST', '/session', undefined, { idToken });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ refusal: 'signed_out', facts: {} });
  });

  test('an access token, a userId beside the token, and no token at all are refused', async () => {
    const idToken = await stand.idToken(yuko);
    const bodies = [{ idToken: 'eyJ-an-access-token' }, { idToken, userId: stranger }, {}, { idToken: 7 }, [idToken]];
    for (const body of bodies) expect((await stand.call('POST', '/session', undefined, body)).status).toBe(401);
    const broken = await stand.app.request('/liff/api/session', { method: 'POST', body: '{"idToken": ' });
    expect(broken.status).toBe(401);
  });

  test('a changed letter in the token refuses it', async () => {
    const [head, claims = '', mark] = (await stand.idToken(yuko)).split('.');
    const other = Buffer.from(claims, 'base64url').toString().replace(yuko, stranger);
    const forged = [head, Buffer.from(other).toString('base64url'), mark].join('.');
    expect((await stand.call('POST', '/session', undefined, { idToken: forged })).status).toBe(401);
  });

  test('without LINE’s keys nobody is let in', async () => {
    const idToken = await stand.idToken(yuko);
    await stand.close();
    const answer = await stand.call('POST', '/session', undefined, { idToken });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ refusal: 'unavailable', facts: {} });
  });

  test('a token for a list of channels with ours in it is taken', async () => {
    const idToken = await stand.idToken(yuko, { claims: { aud: [loginChannelId] } });
    expect((await stand.call('POST', '/session', undefined, { idToken })).status).toBe(200);
  });
});

describe('a session', () => {
  let shop: Shop;
  let stand: Stand;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
  });
  test.afterEach(() => stand.close());

  test('lasts one hour', async () => {
    const token = await stand.enter(shop.yuko.line);
    expect((await stand.call('GET', '/me', token)).status).toBe(200);
    stand.clock.now = new Date(now.getTime() + 59 * 60_000);
    expect((await stand.call('GET', '/me', token)).status).toBe(200);
    stand.clock.now = new Date(now.getTime() + 60 * 60_000);
    expect((await stand.call('GET', '/me', token)).status).toBe(401);
  });

  test('brings the first page with it for whoever asks, and for nobody else', async () => {
    const visit = async (line: string, asked: object) => {
      const idToken = await stand.idToken(line);
      const answer = await stand.call('POST', '/session', undefined, { idToken, ...asked });
      return (await answer.json()) as { token: string; home: unknown };
    };
    const { token, home } = await visit(shop.yuko.line, { first: 'home' });
    expect(home).toEqual(await (await stand.call('GET', '/me', token)).json());
    expect((await visit(shop.yuko.line, {})).home).toBeNull();
    expect((await visit(stranger, { first: 'home' })).home).toBeNull();
  });

  test('ends at once when its LINE is unlinked', async ({ db }) => {
    const token = await stand.enter(shop.yuko.line);
    const { accountId, identityId } = shop.yuko;
    await unlink({ db, now, secret, actor: { kind: 'member', accountId, identityId } });
    expect((await stand.call('GET', '/me', token)).status).toBe(401);
  });

  test('of a LINE user without a card is good for registering and nothing else', async () => {
    const token = await stand.enter(stranger);
    expect((await stand.call('GET', '/me', token)).status).toBe(401);
    const answer = await stand.call('POST', '/register', token, {
      familyName: '森',
      givenName: '真央',
      storeCode: 'kobe',
    });
    const { token: session, member } = (await answer.json()) as { token: string; member: boolean };
    expect(member).toBe(true);
    const me = (await (await stand.call('GET', '/me', session)).json()) as { name: string; homeStore: string };
    expect(me).toMatchObject({ name: '森 真央', homeStore: '神戸元町店' });
    const again = await stand.call('POST', '/register', token, { familyName: '森', givenName: '真央' });
    expect(await again.json()).toMatchObject({ refusal: 'already_member' });
  });

  test('of somebody who left leads back to the same card', async ({ db }) => {
    const { accountId, identityId, line, number } = shop.yuko;
    await unlink({ db, now, secret, actor: { kind: 'member', accountId, identityId } });
    const idToken = await stand.idToken(line);
    const visit = (await (await stand.call('POST', '/session', undefined, { idToken })).json()) as { token: string };
    expect(visit).toMatchObject({ member: false, back: true });
    const back = (await (await stand.call('POST', '/relink', visit.token, {})).json()) as { token: string };
    expect(await (await stand.call('GET', '/me', back.token)).json()).toMatchObject({ memberNumber: number });
  });

  test('of one kind is none of another, and one of another shop is none', async () => {
    const { identityId, line } = shop.yuko;
    const asStranger = openSession(secret, { kind: 'stranger', lineUserId: line }, now).token;
    const elsewhere = openSession('another secret', { kind: 'member', identityId }, now).token;
    const [body] = openSession(secret, { kind: 'member', identityId }, now).token.split('.');
    for (const token of [asStranger, elsewhere, `${body}.`, `${body}.AAAA`, 'null', 'a.b', 'a.b.c', '']) {
      expect((await stand.call('GET', '/me', token)).status).toBe(401);
    }
  });
});
