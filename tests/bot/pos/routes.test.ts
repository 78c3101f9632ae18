import { describe, expect } from 'vitest';
import { addPosKey, revokePosKey } from '../../../core/till/posKeys.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { channels, products } from '../../../db/schema/shop.ts';
import { posKeys } from '../../../db/schema/till.ts';
import { at, type Guest, type House, join, openHouse, tick, yuko } from '../../core/house.ts';
import { databases } from '../../setup.ts';
import { type BotDoor, openBot } from '../door.ts';

describe.each(databases)('a shop system at /pos, on $name', ({ test }) => {
  let house: House;
  let bot: BotDoor;
  let guest: Guest;
  let key: string;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
    await db.insert(channels).values({ code: 'store', name: '店舗', role: 'own_store' });
    await db.insert(products).values({ code: 'pillow', name: '枕', productGroup: 'pillow', priceYen: 8_000 });
    guest = await join(house, yuko, { points: 500 });
    key = await addPosKey(tick(house), { name: 'smaregi', channelCode: 'store', storeCode: 'kichijoji' });
    bot = await openBot(db);
  });
  test.afterEach(() => bot.close());

  let calls = 0;
  type Options = { bearer?: string; once?: string | null };
  const call = async (path: string, body: unknown, { bearer = key, once = `booking-${++calls}` }: Options = {}) => {
    const headers = {
      'content-type': 'application/json',
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(once ? { 'idempotency-key': once } : {}),
    };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await bot.app.request(`/pos${path}`, { method: 'POST', headers, body: text });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const purchase = (more: object = {}) => ({ memberNumber: guest.memberNumber, totalYen: 12_000, ...more });

  test('books a purchase with its goods and points, once for a key, and says what it came to', async () => {
    const wanted = purchase({ usePoints: 300, lines: [{ productCode: 'pillow', quantity: 1, amountYen: 8_000 }] });
    const preview = await call('/purchases/preview', wanted, { once: null });
    const first = await call('/purchases', wanted, { once: 'receipt-0001' });
    expect(first).toMatchObject({
      status: 201,
      body: { payYen: 11_700, usedPoints: 300, earnedPoints: 120, spendable: 200 },
    });
    expect(first.body).toMatchObject(preview.body);
    const again = await call('/purchases', wanted, { once: 'receipt-0001' });
    expect(again).toEqual({ status: 200, body: { ...first.body, recorded: 'before' } });
    const other = await call('/purchases', purchase(), { once: 'receipt-0001' });
    expect(other).toMatchObject({ status: 409, body: { error: 'key_reused' } });
    expect(await call('/members', { memberNumber: guest.memberNumber })).toMatchObject({
      body: { spendable: 200, pending: 120 },
    });
  });

  test('returns a part and then the rest, by the key of the purchase', async () => {
    const lines = [{ productCode: 'pillow', quantity: 2, amountYen: 10_000 }];
    await call('/purchases', purchase({ usePoints: 100, lines }), { once: 'receipt-0002' });
    const some = { purchaseKey: 'receipt-0002', lines: [{ productCode: 'pillow', quantity: 1 }] };
    const part = await call('/returns', some, { once: 'return-0002a' });
    expect(part).toMatchObject({
      status: 201,
      body: { amountYen: 5_000, pointsTaken: 50, pointsRefunded: 41, leftYen: 7_000 },
    });
    expect(await call('/returns', some, { once: 'return-0002a' })).toMatchObject({
      status: 200,
      body: { leftYen: 7_000 },
    });
    const rest = await call('/returns', { purchaseKey: 'receipt-0002', all: true });
    expect(rest).toMatchObject({ status: 201, body: { pointsTaken: 70, pointsRefunded: 59, leftYen: 0 } });
    const more = await call('/returns', { purchaseKey: 'receipt-0002', amountYen: 1 });
    expect(more).toMatchObject({ status: 400, body: { error: 'bad_input' } });
    const tooMany = { purchaseKey: 'receipt-0002', lines: [{ productCode: 'pillow', quantity: 1 }] };
    expect(await call('/returns', tooMany)).toMatchObject({ status: 400, body: { facts: { code: 'pillow', max: 0 } } });
  });

  test('spends points for something else, never more than there are', async () => {
    const spending = { memberNumber: guest.memberNumber, points: 200 };
    expect(await call('/spends', spending, { once: 'ticket-01' })).toMatchObject({
      status: 201,
      body: { spendable: 300 },
    });
    expect(await call('/spends', spending, { once: 'ticket-01' })).toMatchObject({
      status: 200,
      body: { spendable: 300 },
    });
    const more = await call('/spends', { memberNumber: guest.memberNumber, points: 301 });
    expect(more).toMatchObject({ status: 409, body: { error: 'not_enough_points', facts: { available: 300 } } });
  });

  test.for([
    ['a member number nobody has', { memberNumber: '99999999' }, 404, 'not_found'],
    ['goods nobody knows', { lines: [{ productCode: 'no', quantity: 1, amountYen: 1 }] }, 400, 'bad_input'],
    ['goods above the sum', { lines: [{ productCode: 'pillow', quantity: 1, amountYen: 12_001 }] }, 400, 'bad_input'],
    ['half a yen', { totalYen: 1.5 }, 400, 'bad_field'],
    ['a field nobody reads', { discount: 1 }, 400, 'bad_field'],
    ['a day that has not come', { boughtAt: '2027-01-01T00:00:00+09:00' }, 400, 'bad_input'],
    ['more points than it costs', { totalYen: 100, usePoints: 101 }, 400, 'bad_input'],
  ] as const)('with %s is told so', async ([, more, status, error]) => {
    expect(await call('/purchases', purchase(more))).toMatchObject({
      status,
      body: { error, message: expect.any(String) },
    });
  });

  test('without a key of its own, or one that has ended, gets nowhere; without an Idempotency-Key it books nothing', async ({
    db,
  }) => {
    for (const bearer of ['', 'pos_guessed'])
      expect(await call('/members', { memberNumber: guest.memberNumber }, { bearer })).toMatchObject({ status: 401 });
    expect(await call('/purchases', purchase(), { once: null })).toMatchObject({
      status: 400,
      body: { error: 'key_missing' },
    });
    expect(await call('/purchases', '{')).toMatchObject({ status: 400, body: { error: 'not_json' } });
    expect(await call('/nowhere', {})).toMatchObject({ status: 404, body: { error: 'unknown_address' } });
    await revokePosKey(tick(house), { name: 'smaregi' });
    expect(await call('/purchases', purchase())).toMatchObject({ status: 401 });
    expect(JSON.stringify(await db.select().from(posKeys))).not.toContain(key);
    const actions = (await db.select().from(auditEntries)).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['pos_key.added', 'pos_key.revoked']));
  });

  test('cannot return what another system sold', async () => {
    const other = await addPosKey(tick(house, at(1)), { name: 'shopify', channelCode: 'store' });
    await call('/purchases', purchase(), { once: 'receipt-0003' });
    const tried = await call('/returns', { purchaseKey: 'receipt-0003', all: true }, { bearer: other });
    expect(tried).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });
});
