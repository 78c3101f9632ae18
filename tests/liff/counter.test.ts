import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { StaffActor } from '../../core/context.ts';
import { recordProfile } from '../../core/members/profile.ts';
import { requestMerge } from '../../core/merges/requestMerge.ts';
import type { StaffId, StoreId } from '../../db/ids.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { staff } from '../../db/schema/shop.ts';
import { counterLink } from '../../liff/counter/link.ts';
import { counterRoutes } from '../../liff/counter/routes.ts';
import { counterCode } from '../../liff/counterCode.ts';
import { onEmbedded } from '../setup.ts';
import { now, openShop, type Shop, secret } from './shop.ts';

const { test } = onEmbedded;
const minute = 60_000;

describe('the counter page', () => {
  let shop: Shop;
  let app: ReturnType<typeof counterRoutes>;
  const clock = { now };
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    clock.now = now;
    app = counterRoutes({ db, now: () => clock.now, secret });
  });

  const linkFor = (staffId: StaffId, storeId: StoreId) => {
    const actor: StaffActor = { kind: 'staff', staffId, storeId, role: 'clerk' };
    return counterLink('https://fukuro.example', { db: shop.db, now, secret, actor });
  };
  const tokenIn = (link: string) => new URL(link).searchParams.get('t') ?? '';
  const post = async (path: string, json: unknown, session?: string) => {
    const headers = { 'content-type': 'application/json', ...(session && { authorization: `Bearer ${session}` }) };
    const answer = await app.request(path, { method: 'POST', headers, body: JSON.stringify(json) });
    return { status: answer.status, body: (await answer.json()) as Record<string, never> & { token: string } };
  };
  const sign = async () =>
    (await post('/session', { token: tokenIn(linkFor(shop.morishita, shop.kichijoji)) })).body.token;
  const ask = (sought: string) => {
    const { accountId, identityId } = shop.yuko;
    const member = { db: shop.db, now, secret, actor: { kind: 'member', accountId, identityId } } as const;
    return requestMerge(member, { soughtKind: 'mail', sought, name: '斎藤 優子' });
  };

  test('a link opens it once, for ten minutes, and only for staff who still work here', async () => {
    const link = linkFor(shop.morishita, shop.kichijoji);
    expect(link).toMatch(/^https:\/\/fukuro\.example\/counter\/\?t=/);
    expect((await post('/session', { token: tokenIn(link) })).body).toMatchObject({
      name: '森下 さやか',
      storeName: '吉祥寺店',
    });
    expect((await post('/session', { token: tokenIn(link) })).body).toMatchObject({ refusal: 'link_used' });
    expect((await post('/session', { token: `${tokenIn(link)}x` })).status).toBe(401);
    const late = linkFor(shop.morishita, shop.kichijoji);
    clock.now = new Date(now.getTime() + 10 * minute);
    expect((await post('/session', { token: tokenIn(late) })).status).toBe(401);
    clock.now = now;
    const session = await sign();
    await shop.db.update(staff).set({ active: false }).where(eq(staff.id, shop.morishita));
    expect((await post('/member', { number: shop.yuko.number }, session)).status).toBe(401);
  });

  test('a session ends after half an hour, and a link is no session', async () => {
    const session = await sign();
    expect((await post('/member', { number: shop.yuko.number }, session)).status).toBe(200);
    expect(
      (await post('/member', { number: shop.yuko.number }, tokenIn(linkFor(shop.morishita, shop.kichijoji)))).status,
    ).toBe(401);
    clock.now = new Date(now.getTime() + 30 * minute);
    expect((await post('/member', { number: shop.yuko.number }, session)).status).toBe(401);
  });

  test('two cards shown at the counter are compared without a raw value, and joined by whoever serves', async () => {
    const session = await sign();
    const { status, body } = await post(
      '/start',
      { presentNumber: '2048 7153', oldNumber: '２０３１６６２４' },
      session,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'waiting',
      requester: { tail: '7153', points: 1840 },
      target: { tail: '6624', points: 2360 },
      joined: { points: 4200, held: 0 },
    });
    const told = JSON.stringify(body);
    for (const raw of ['1984', '06-02', '2271', '3326', 'yuko', 'example', '20487153', '20316624']) {
      expect(told).not.toContain(raw);
    }
    const { requestId, epochs } = body;
    expect((await post('/approve', { requestId, epochs }, session)).body).toMatchObject({ state: 'approved' });
    expect((await post('/approve', { requestId, epochs }, session)).status).toBe(409);
  });

  test('the code on the member’s screen proves that they are here', async () => {
    const { requestId } = await ask('yuko.saito@example.jp');
    const session = await sign();
    const { code } = counterCode(secret, requestId, now);
    expect((await post('/prove', { code }, session)).body).toMatchObject({
      state: 'waiting',
      target: { tail: '6624' },
    });
  });

  test('when the request found no card, the number of the old one names it', async () => {
    const { requestId } = await ask('nobody@example.jp');
    const session = await sign();
    const { code } = counterCode(secret, requestId, now);
    expect((await post('/prove', { code }, session)).body).toMatchObject({ refusal: 'not_found' });
    const named = await post('/prove', { code, oldNumber: shop.old.number }, session);
    expect(named.body).toMatchObject({ state: 'waiting', target: { tail: '6624' } });
  });

  test('a guessed or old code proves nothing, and nobody gets to try many', async () => {
    const { requestId } = await ask('yuko.saito@example.jp');
    const session = await sign();
    const { code } = counterCode(secret, requestId, new Date(now.getTime() - 20 * minute));
    expect((await post('/prove', { code }, session)).body).toMatchObject({ refusal: 'wrong_code' });
    for (let i = 0; i < 19; i += 1) await post('/prove', { code: `${requestId}-00000${i % 10}` }, session);
    expect((await post('/prove', { code }, session)).status).toBe(429);
  });

  test('whoever is probably known is shown before a second card is made, and nobody is turned away', async () => {
    const session = await sign();
    const customer = { familyName: '斉藤', givenName: '優子', familyKana: 'さいとう', givenKana: 'ゆうこ' };
    const known = { ...customer, birthDate: '1984-06-02', phone: '0467-22-3326' };
    const { status, body } = await post('/registration/check', known, session);
    expect(status).toBe(200);
    const { probable } = body as unknown as {
      probable: { tail: string; reasons: { feature: string; level: string }[] }[];
    };
    expect(probable[0]).toMatchObject({ tail: '6624', storeName: '鎌倉店' });
    expect(probable[0]!.reasons).toContainEqual({ feature: 'birth', level: 'same' });
    const told = JSON.stringify(body);
    for (const raw of ['1984', '3326', '優子', 'example', '20316624']) expect(told).not.toContain(raw);
    const made = (await post('/registration/make', known, session)).body as unknown as { memberNumber: string };
    expect(made.memberNumber).toMatch(/^\d{8}$/);
    const stranger = { familyName: '森', givenName: '空', phone: '080-4444-1234' };
    expect((await post('/registration/check', stranger, session)).body).toEqual({ relatives: 0, probable: [] });
    expect((await post('/registration/make', stranger, session)).status).toBe(200);
    expect((await post('/registration/check', known)).status).toBe(401);
    expect((await post('/registration/make', { ...known, lineUserId: 'U1' }, session)).status).toBe(400);
  });

  test('nobody finds out a birthday by trying one after the other: forty an hour, each on record', async () => {
    const session = await sign();
    const tried = { familyName: '斉藤', givenName: '優子', phone: '0467-22-3326' };
    const guess = (day: number) => {
      const birthDate = new Date(Date.UTC(1984, 0, 1 + day)).toISOString().slice(0, 10);
      return post('/registration/check', { ...tried, birthDate }, session);
    };
    for (let day = 0; day < 40; day++) expect((await guess(day)).status).toBe(200);
    expect(await guess(40)).toMatchObject({ status: 429, body: { refusal: 'rate_limited' } });
    const looked = await shop.db.select().from(auditEntries).where(eq(auditEntries.action, 'member.searched'));
    expect(looked).toHaveLength(40);
  });

  test('staff see that members of the same household may be there, and of whom nothing but how many', async () => {
    const session = await sign();
    const home = { phone: '0467-22-3326', address: '神奈川県鎌倉市大町1-2-3', postalCode: '248-0007' };
    const context = { db: shop.db, secret, now, actor: { kind: 'system', job: 'test' } } as const;
    await recordProfile(context, shop.old.accountId, home, 'store');
    const daughter = {
      familyName: '斎藤',
      givenName: '葵',
      familyKana: 'サイトウ',
      givenKana: 'アオイ',
      birthDate: '2001-07-07',
    };
    const { body } = await post('/registration/check', { ...daughter, ...home }, session);
    expect(body).toEqual({ relatives: 1, probable: [] });
    const looked = await shop.db.select().from(auditEntries).where(eq(auditEntries.action, 'member.searched'));
    expect(looked.at(-1)?.facts).toEqual({ by: 'registration', found: 0, accountIds: [], relatives: 1 });
  });
});
