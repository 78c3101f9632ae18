import { eq, inArray } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { StaffActor } from '../../core/context.ts';
import { activities, purchases } from '../../db/schema/activities.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { spends } from '../../db/schema/points.ts';
import { staff } from '../../db/schema/shop.ts';
import { purchaseReturns } from '../../db/schema/till.ts';
import { counterLink } from '../../liff/counter/link.ts';
import { counterRoutes } from '../../liff/counter/routes.ts';
import { databases } from '../setup.ts';
import { now, openShop, type Shop, secret } from './shop.ts';

describe.each(databases)('the till of the counter page, on $name', ({ test }) => {
  let shop: Shop;
  let app: ReturnType<typeof counterRoutes>;
  const clock = { now };
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    clock.now = now;
    app = counterRoutes({ db, now: () => clock.now, secret });
  });

  const post = async (path: string, json: unknown, session?: string) => {
    const headers = { 'content-type': 'application/json', ...(session && { authorization: `Bearer ${session}` }) };
    const answer = await app.request(path, { method: 'POST', headers, body: JSON.stringify(json) });
    return { status: answer.status, body: (await answer.json()) as Record<string, never> };
  };
  const sign = async (actor: Partial<StaffActor> = {}) => {
    const clerk = { kind: 'staff', staffId: shop.morishita, storeId: shop.kichijoji, role: 'clerk', ...actor } as const;
    const link = counterLink('https://fukuro.example', { db: shop.db, now: clock.now, secret, actor: clerk });
    const { body } = await post('/session', { token: new URL(link).searchParams.get('t') ?? '' });
    return (body as unknown as { token: string }).token;
  };
  const sale = (more: object = {}) => ({
    ...{ number: shop.yuko.number, totalYen: 20_000, usePoints: 500, key: 'key-of-a-sale' },
    lines: [{ productCode: 'kumo-mattress', quantity: 1, amountYen: 15_000 }],
    ...more,
  });

  test('finds the member, shows what a sale comes to, and records it once however often it is sent', async ({ db }) => {
    const session = await sign();
    const member = await post('/till/member', { number: '2048 7153' }, session);
    expect(member.body).toMatchObject({ name: '齋藤 優子', tail: '7153', spendable: expect.any(Number) });
    expect(JSON.stringify(member.body)).not.toContain('20487153');
    const before = await db.$count(purchases);
    const preview = await post('/till/preview', sale(), session);
    expect(preview.body).toMatchObject({ payYen: 19_500, receipt: { used: 500, earned: 200 } });
    expect(await db.$count(purchases)).toBe(before);
    const sent = await Promise.all(Array.from({ length: 5 }, () => post('/till/sell', sale(), session)));
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
    expect(sent.filter(({ body }) => body.fresh)).toHaveLength(1);
    expect(await db.$count(purchases)).toBe(before + 1);
    // After a lost answer the page asks what its sale comes to, and learns that it is on record.
    expect((await post('/till/preview', sale(), session)).body).toMatchObject({ fresh: false, receipt: { used: 500 } });
    expect(await db.select().from(spends)).toHaveLength(1);
  });

  test('a customer without a card is picked by name, and what is recorded says so', async ({ db }) => {
    const session = await sign();
    const pick = async (text: string, by = session) => {
      const { body } = await post('/till/find', { text }, by);
      return (body as unknown as { found: { name: string; tail: string; picked: string }[] }).found;
    };
    const [yuko] = await pick('齋藤優子');
    expect(yuko).toMatchObject({ name: '齋藤 優子', tail: '7153' });
    expect(JSON.stringify(yuko)).not.toContain('20487153');
    const { picked } = yuko!;
    expect((await post('/till/member', { picked }, session)).body).toMatchObject({ tail: '7153' });
    const byName = { totalYen: 3_000, lines: [], usePoints: 0, key: 'key-by-name', picked };
    expect((await post('/till/sell', byName, session)).body).toMatchObject({ fresh: true, receipt: { earned: 30 } });
    expect((await post('/till/sell', byName, session)).body).toMatchObject({ fresh: false });
    expect((await post('/till/visit', { picked, key: 'visit-by-name' }, session)).body).toEqual({ fresh: true });
    expect((await post('/till/visit', { picked, key: 'visit-by-name' }, session)).body).toEqual({ fresh: false });
    const { number } = shop.yuko;
    await post('/till/visit', { number, key: 'visit-by-card' }, session);
    await post('/till/sell', sale(), session);
    const of = (key: string) => `${shop.morishita}:${key}`;
    const told = async (table: typeof purchases | typeof activities, key: string) =>
      (
        await db
          .select()
          .from(table)
          .where(eq(table.sourceId, of(key)))
      )[0]?.attribution;
    expect(await told(purchases, 'key-by-name')).toBe('inferred');
    expect(await told(purchases, 'key-of-a-sale')).toBe('presented');
    expect(await told(activities, 'visit-by-name')).toBe('inferred');
    expect(await told(activities, 'visit-by-card')).toBe('presented');
  });

  test('who is picked by name uses no points, and is picked by whoever looked, within half an hour', async ({ db }) => {
    const session = await sign();
    const { body } = await post('/till/find', { text: '齋藤優子' }, session);
    const { picked } = (body as unknown as { found: { picked: string }[] }).found[0]!;
    const before = await db.$count(purchases);
    const byName = { totalYen: 3_000, lines: [], usePoints: 0, key: 'key-by-name' };
    const tries = [
      [{ ...byName, picked, usePoints: 1 }, session],
      [{ ...byName, picked: `${picked}x` }, session],
      [{ ...byName, picked, number: shop.yuko.number }, session],
      [byName, session],
      [{ ...byName, picked }, await sign({ staffId: shop.hayama })],
    ] as const;
    for (const [sent, by] of tries)
      for (const path of ['/till/preview', '/till/sell'])
        expect(await post(path, sent, by)).toMatchObject({ status: 400, body: { refusal: 'bad_input' } });
    expect(await db.$count(purchases)).toBe(before);
    clock.now = new Date(now.getTime() + 29 * 60_000);
    const later = await sign();
    clock.now = new Date(now.getTime() + 31 * 60_000);
    expect((await post('/till/sell', { ...byName, picked }, later)).status).toBe(400);
    await db.update(staff).set({ accountId: shop.yuko.accountId }).where(eq(staff.id, shop.morishita));
    expect((await post('/till/visit', { number: shop.yuko.number, key: 'own-visit' }, later)).body).toMatchObject({
      refusal: 'about_yourself',
    });
  });

  test('takes a part of it back and then the rest, as previewed', async ({ db }) => {
    const session = await sign();
    await post('/till/sell', sale(), session);
    const { body } = await post('/till/purchases', { number: shop.yuko.number }, session);
    const [receipt] = (body as unknown as { receipts: { purchaseId: number; lines: { lineId: number }[] }[] }).receipts;
    const { purchaseId, lines } = receipt!;
    const what = { lines: [{ lineId: lines[0]!.lineId, quantity: 1 }] };
    const preview = await post('/till/return/preview', { purchaseId, what }, session);
    expect(preview.body).toMatchObject({ amountYen: 15_000, pointsRefunded: 375, payYen: 14_625, pointsTaken: 150 });
    const once = { purchaseId, what, returnedYen: 0, key: 'key-of-a-return' };
    const sent = await Promise.all(Array.from({ length: 3 }, () => post('/till/return', once, session)));
    expect(sent.filter(({ body }) => body.fresh)).toHaveLength(1);
    const stale = { purchaseId, what: 'all', returnedYen: 0, key: 'key-of-another' };
    expect(await post('/till/return', stale, session)).toMatchObject({
      status: 409,
      body: { refusal: 'preview_stale' },
    });
    const rest = await post('/till/return', { ...stale, returnedYen: 15_000 }, session);
    expect(rest.body).toMatchObject({ amountYen: 5_000, pointsRefunded: 125, pointsTaken: 50 });
    expect(await db.$count(purchaseReturns)).toBe(2);
    const audits = await db
      .select({ actor: auditEntries.actor })
      .from(auditEntries)
      .where(inArray(auditEntries.action, ['sale.recorded', 'purchase.returned']));
    expect(audits.map(({ actor }) => actor)).toEqual(Array(3).fill(`staff:${shop.morishita}`));
  });

  test.for([
    ['more points than there are', { usePoints: 19_999 }, 409, 'not_enough_points'],
    ['more points than it costs', { totalYen: 100, lines: [], usePoints: 101 }, 400, 'bad_input'],
    ['less than its goods cost', { totalYen: 14_999, usePoints: 0 }, 400, 'bad_input'],
    ['a card nobody has', { number: '99999999' }, 404, 'not_found'],
    ['goods nobody knows', { lines: [{ productCode: 'no', quantity: 1, amountYen: 1 }] }, 400, 'bad_input'],
    ['a field nobody reads', { discount: 1 }, 400, 'bad_input'],
  ] as const)('a sale with %s is refused and leaves nothing', async ([, more, status, refusal], { db }) => {
    const session = await sign();
    const before = await db.$count(purchases);
    for (const path of ['/till/preview', '/till/sell'])
      expect(await post(path, sale(more), session)).toMatchObject({ status, body: { refusal } });
    expect(await db.$count(purchases)).toBe(before);
  });

  test('is for signed-in staff of a store, for half an hour, and never for their own card', async ({ db }) => {
    for (const path of ['member', 'find', 'visit', 'goods', 'preview', 'sell', 'purchases', 'return', 'return/preview'])
      expect((await post(`/till/${path}`, {}, 'guessed')).status).toBe(401);
    const session = await sign();
    await db.update(staff).set({ accountId: shop.yuko.accountId }).where(eq(staff.id, shop.morishita));
    expect((await post('/till/sell', sale(), session)).body).toMatchObject({ refusal: 'about_yourself' });
    await db.update(staff).set({ storeId: shop.hq, role: 'headquarters' }).where(eq(staff.id, shop.hayama));
    const office = await sign({ staffId: shop.hayama });
    expect((await post('/till/sell', sale(), office)).status).toBe(404);
    clock.now = new Date(now.getTime() + 30 * 60_000);
    expect((await post('/till/sell', sale(), session)).status).toBe(401);
  });

  test('nobody gets to try member numbers one after the other', async () => {
    const session = await sign();
    let last = 0;
    for (let n = 0; n < 61; n++)
      last = (await post('/till/member', { number: String(30_000_000 + n) }, session)).status;
    expect(last).toBe(429);
  });
});
