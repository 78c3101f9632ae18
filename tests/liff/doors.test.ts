import { describe, expect } from 'vitest';
import { liffRoutes } from '../../liff/routes.ts';
import { onEmbedded } from '../setup.ts';
import { openShop, type Shop } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

const { test } = onEmbedded;

/** Every route, with a body it would accept. A new route without a row here fails the first test. */
const table: Record<string, { who: 'anyone' | 'stranger' | 'member'; body?: Record<string, unknown>; path?: string }> =
  {
    'GET /config': { who: 'anyone' },
    'POST /session': { who: 'anyone', body: { idToken: 'x' } },
    'POST /relink': { who: 'stranger', body: {} },
    'GET /stores': { who: 'anyone' },
    'POST /register': { who: 'stranger', body: { familyName: '森', givenName: '真央' } },
    'GET /me': { who: 'member' },
    'GET /points': { who: 'member' },
    'GET /history': { who: 'member' },
    'GET /merge': { who: 'member' },
    'POST /merge/start': { who: 'member', body: { soughtKind: 'mail', sought: 'a@example.jp', name: 'あ' } },
    'POST /merge/resend': { who: 'member', body: {} },
    'POST /merge/prove': { who: 'member', body: { code: '123456' } },
    'GET /merge/counter': { who: 'member' },
    'POST /merge/answer': { who: 'member', body: { answer: 'はい' } },
    'POST /merge/cancel': { who: 'member', body: {} },
    'POST /merge/not-me': { who: 'member', body: {} },
    'GET /recommend': { who: 'member' },
    'GET /recommend/products/:code': { who: 'member', path: '/recommend/products/soba-pillow' },
    'POST /recommend/products/:code/view': {
      who: 'member',
      path: '/recommend/products/soba-pillow/view',
      body: { viewId: '0b9bd62e-9f0c-4a1a-8a5c-0c8b8f1d2e3f' },
    },
    'POST /contact/ask': { who: 'member', body: { kind: 'mail', value: 'a@example.jp' } },
    'POST /contact/prove': { who: 'member', body: { code: '123456' } },
    'POST /contact/accept': { who: 'member', body: {} },
    'GET /recall': { who: 'stranger' },
    'POST /recall/ask': { who: 'stranger', body: { kind: 'mail', value: 'a@example.jp', name: '齋藤 優子' } },
    'POST /recall/prove': { who: 'stranger', body: { code: '123456' } },
    'POST /recall/link': { who: 'stranger', body: { familyName: '齋藤', givenName: '優子' } },
    'GET /household': { who: 'member' },
    'POST /household/invite': { who: 'member', body: { shownName: '優子', forMinor: false } },
    'POST /household/cancel': { who: 'member', body: { invitationId: 1 } },
    'POST /household/open': { who: 'member', body: { token: 'x' } },
    'POST /household/accept': { who: 'member', body: { token: 'x', visible: true } },
    'POST /household/decline': { who: 'member', body: { token: 'x' } },
    'POST /household/visible': { who: 'member', body: { visible: false } },
    'GET /household/offer': { who: 'member' },
    'POST /household/ask': { who: 'member', body: { invitationId: 1 } },
    'POST /household/decline-offer': { who: 'member', body: { invitationId: 1 } },
    'POST /household/accept-asker': { who: 'member', body: { invitationId: 1 } },
    'POST /household/decline-asker': { who: 'member', body: { invitationId: 1 } },
    'POST /household/findable': { who: 'member', body: { findable: false } },
    'POST /household/share': { who: 'member', body: { percent: 50 } },
    'POST /household/spenders': { who: 'member', body: { spenders: 'all', named: [] } },
    'POST /household/pay-in': { who: 'member', body: { amount: 1, key: 'x' } },
    'POST /household/draw': { who: 'member', body: { amount: 1, key: 'x' } },
    'GET /household/leave': { who: 'member' },
    'POST /household/leave': { who: 'member', body: {} },
    'POST /household/remove': { who: 'member', body: { membershipId: 1 } },
    'GET /leave': { who: 'member' },
    'POST /leave/code': { who: 'member', body: { card: 1 } },
    'POST /leave/by-code': { who: 'member', body: { card: 1, code: '123456' } },
    'POST /leave/by-login': { who: 'member', body: { card: 1, idToken: 'x' } },
    'POST /leave/back': { who: 'member', body: { card: 1 } },
    'POST /leave/export': { who: 'member', body: {} },
    'GET /settings': { who: 'member' },
    'POST /settings/consent': { who: 'member', body: { purpose: 'messages', allowed: true } },
    'POST /settings/joined-view': { who: 'member', body: { allowed: true } },
    'POST /settings/language': { who: 'member', body: { language: 'en' } },
    'POST /settings/unlink': { who: 'member', body: {} },
  };

const posts = Object.entries(table).filter(([route, { body }]) => body && !route.includes('/session'));
const pathOf = (route: string) => table[route]?.path ?? String(route.split(' ')[1]);
const foreign = [
  'accountId',
  'memberId',
  'personId',
  'identityId',
  'lineUserId',
  'userId',
  'memberNumber',
  'requestId',
  'points',
  'role',
  'storeId',
  'merged_into',
  '__proto__',
  'constructor',
  'allowedBy',
];

describe('the doors of the mini-app', () => {
  let shop: Shop;
  let stand: Stand;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
  });
  test.afterEach(() => stand.close());

  test('every route is in the table of who may come in', () => {
    const routes = liffRoutes(stand.deps).routes.filter(({ method }) => method !== 'ALL');
    const named = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    expect([...named].sort()).toEqual(Object.keys(table).sort());
  });

  test('without a session, with a broken one, or with the other kind, nobody comes in', async () => {
    const member = await stand.enter(shop.yuko.line);
    const stranger = await stand.enter('Uf05b7e28a63d4c90b1f4d92e8c7a60a9');
    for (const [route, { who, body }] of Object.entries(table)) {
      if (who === 'anyone') continue;
      const method = String(route.split(' ')[0]);
      for (const token of [undefined, 'garbage', `${member}x`, who === 'member' ? stranger : member]) {
        const answer = await stand.call(method, pathOf(route), token, body);
        expect([route, answer.status]).toEqual([route, 401]);
      }
    }
  });

  test('no input names a member: a field that nobody asked for is refused', async () => {
    const tokens = {
      member: await stand.enter(shop.yuko.line),
      stranger: await stand.enter('Uf05b7e28a63d4c90b1f4d92e8c7a60a9'),
    };
    for (const [route, { who, body }] of posts) {
      if (who === 'anyone') continue;
      for (const field of foreign) {
        const json = `{"${field}": ${shop.misaki.accountId}${JSON.stringify(body).slice(1) === '}' ? '}' : `, ${JSON.stringify(body).slice(1)}`}`;
        const answer = await stand.app.request(`/liff/api${pathOf(route)}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
          body: json,
        });
        expect([route, field, answer.status]).toEqual([route, field, 400]);
      }
    }
    const query = `?accountId=${shop.misaki.accountId}&memberNumber=${shop.misaki.number}`;
    const own = await (await stand.call('GET', '/points', tokens.member)).text();
    expect(await (await stand.call('GET', `/points${query}`, tokens.member)).text()).toBe(own);
  });

  test('a broken, empty, huge or strange body is a plain refusal', async () => {
    const token = await stand.enter(shop.yuko.line);
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '7',
      '"text"',
      '\uFEFF{}',
      `{"a":${'['.repeat(5000)}`,
      `{"x":"${'あ'.repeat(9000)}"}`,
    ];
    for (const [route, { who }] of posts) {
      if (who !== 'member' || /cancel|resend|not-me|accept|unlink|household\/leave|leave\/export/.test(route)) continue;
      for (const body of bodies) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const answer = await stand.app.request(`/liff/api${pathOf(route)}`, { method: 'POST', headers, body });
        expect([route, body.slice(0, 12), [400, 413].includes(answer.status)]).toEqual([
          route,
          body.slice(0, 12),
          true,
        ]);
      }
    }
  });

  test('characters no database can hold are cleaned at the door', async () => {
    const token = await stand.enter(shop.yuko.line);
    const nul = { soughtKind: 'mail', sought: 'nobody@example.jp', name: 'あ\u0000\ud800い' };
    expect((await stand.call('POST', '/merge/start', token, nul)).status).toBe(200);
    expect((await stand.call('GET', '/history?before=1%00', token)).status).toBe(400);
    expect((await stand.call('GET', '/recommend/products/%00', token)).status).toBe(404);
  });

  test('answers about one person are kept by nobody on the way', async () => {
    const token = await stand.enter(shop.yuko.line);
    for (const [route, { who }] of Object.entries(table)) {
      if (who !== 'member' || !route.startsWith('GET')) continue;
      const answer = await stand.call('GET', pathOf(route), token);
      expect([route, answer.headers.get('cache-control')]).toEqual([route, 'no-store']);
    }
  });
});
