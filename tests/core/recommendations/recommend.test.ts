import { describe, expect } from 'vitest';
import { recordPurchase } from '../../../core/activities/record.ts';
import { countBaskets, countBasketsNightly } from '../../../core/recommendations/count.ts';
import { recommend, type strength } from '../../../core/recommendations/recommend.ts';
import { noteReasonsShown } from '../../../core/recommendations/shown.ts';
import type { AccountId, ChannelId, ProductId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { accounts, identities } from '../../../db/schema/members.ts';
import { disclosures } from '../../../db/schema/merges.ts';
import { pairings, products } from '../../../db/schema/shop.ts';
import { databases, onServer } from '../../setup.ts';
import { at, clerk, type House, openHouse, tick } from '../house.ts';
import { join, type Shop } from '../merges/shop.ts';

const goods = ['pillow', 'cover', 'tea', 'mattress', 'blanket'];
const [pillow, cover, tea, mattress, blanket] = goods.map((_, index) => (index + 1) as ProductId) as [
  ProductId,
  ProductId,
  ProductId,
  ProductId,
  ProductId,
];

/** A shop with ten buyers and one newcomer, account 11: what each of them has, by account. */
const baskets: ProductId[][] = [
  ...Array.from({ length: 5 }, () => [pillow, cover]),
  [pillow],
  [cover],
  ...Array.from({ length: 3 }, () => [tea]),
];
const [newcomer, sister] = [11, 12] as AccountId[] as [AccountId, AccountId];

async function openFilled(db: Database): Promise<House> {
  const house = await openHouse(db);
  await db
    .insert(products)
    .values(goods.map((code) => ({ code, name: code, productGroup: code, priceYen: 1000, summary: '', story: '' })));
  const ids = Array.from({ length: 12 }, (_, index) => (index + 1) as AccountId);
  await db
    .insert(accounts)
    .values(ids.map((id) => ({ id, personId: id, memberNumber: String(20480000 + id), registeredAt: at() })));
  for (const [index, basket] of baskets.entries()) await buy(house, (index + 1) as AccountId, ...basket);
  return house;
}

let bought = 0;

async function buy(house: House, accountId: AccountId, ...productIds: ProductId[]) {
  const lines = productIds.map((productId) => ({ productId, quantity: 1, amountYen: 1000 }));
  const till = { channelId: 1 as ChannelId, source: 'till', sourceId: `${++bought}` };
  await recordPurchase(clerk(house, 'takeshi'), { accountId, lines, boughtAt: at(), ...till });
}

/** What is proposed right after all purchases were counted. */
async function counted(db: Database, accountIds: AccountId[], options?: { limit?: number }) {
  await countBaskets(night(db));
  return recommend(db, accountIds, options);
}

function night(db: Database, now = at()) {
  return { db, now, secret: 'unused', actor: { kind: 'system', job: 'test' } } as const;
}

async function proposed(db: Database, accountIds: AccountId[], limit = 3) {
  return (await counted(db, accountIds, { limit })).map(({ product, reason }) => [product.code, reason.kind]);
}

describe.each(databases)('recommendations on $name', ({ test }) => {
  test('a reason that names what another card bought is noted as shown', async ({ db }) => {
    const house = await openFilled(db);
    await buy(house, sister, pillow);
    const line = { accountId: newcomer, kind: 'line', value: 'U1', linkedAt: at() } as const;
    const [identity] = await db.insert(identities).values(line).returning({ id: identities.id });
    const sight = [newcomer, sister];
    const proposals = await counted(db, sight);
    await noteReasonsShown(tick(house), identity!.id, sight, proposals);
    await noteReasonsShown(tick(house), identity!.id, [newcomer], proposals);
    const noted = { identityId: identity!.id, accountId: sister, what: 'history', factCount: 1 };
    expect(await db.select().from(disclosures)).toMatchObject([noted]);
  });

  test('count by hand: 5 of 7 who chose the pillow chose the cover, 6 of 11 have the cover', async ({ db }) => {
    const house = await openFilled(db);
    await buy(house, newcomer, pillow);
    const [first] = await counted(db, [newcomer]);
    expect(first).toMatchObject({
      product: { code: 'cover' },
      reason: { kind: 'basket', bought: { code: 'pillow', name: 'pillow' }, buyers: 7, together: 5 },
    });
    const { support, confidence, lift } = first!.reason as ReturnType<typeof strength>;
    expect(support).toBeCloseTo(5 / 11);
    expect(confidence).toBeCloseTo(5 / 7);
    expect(lift).toBeCloseTo(5 / 7 / (6 / 11));
  });

  test('count persons and not purchases or cards', async ({ db }) => {
    const house = await openFilled(db);
    await buy(house, newcomer, pillow);
    await buy(house, 1 as AccountId, pillow, cover);
    await buy(house, sister, pillow);
    await join(asShop(house), at(), sister, 1 as AccountId);
    const [first] = await counted(db, [newcomer]);
    expect(first?.reason).toMatchObject({ buyers: 7, together: 5, support: 5 / 11 });
  });

  test('say nothing of pairs that fewer than five persons chose, or that go together no more than by chance', async ({
    db,
  }) => {
    const house = await openFilled(db);
    await buy(house, 1 as AccountId, blanket);
    await buy(house, newcomer, blanket);
    const reasons = (await counted(db, [newcomer])).map(({ reason }) => reason.kind);
    expect(reasons).toEqual(['popular', 'popular', 'popular']);
  });

  test('put first what staff paired by hand, in the words and by the name of who wrote it', async ({ db }) => {
    const house = await openFilled(db);
    const sentence = '枕を替えた方には、この敷き布団の硬さが合います。';
    const staffId = house.staff.jun;
    await db.insert(pairings).values({ productId: pillow, withProductId: mattress, sentence, staffId });
    await buy(house, newcomer, pillow);
    const [first, second] = await counted(db, [newcomer]);
    expect(first).toMatchObject({ product: { code: 'mattress' }, reason: { sentence, staffName: '藤沢 潤' } });
    expect(first?.reason).toMatchObject({ kind: 'pairing', bought: { code: 'pillow' } });
    expect(second?.product.code).toBe('cover');
  });

  test('never propose what any card of the person has, and start from the joined history', async ({ db }) => {
    const house = await openFilled(db);
    await buy(house, newcomer, pillow);
    await buy(house, sister, cover, tea);
    await join(asShop(house), at(), newcomer, sister);
    expect(await proposed(db, [newcomer, sister])).toEqual([]);
    await db
      .insert(pairings)
      .values({ productId: tea, withProductId: blanket, sentence: '夜に。', staffId: house.staff.jun });
    expect(await proposed(db, [newcomer, sister])).toEqual([['blanket', 'pairing']]);
    expect(await proposed(db, [newcomer])).not.toContainEqual(['blanket', 'pairing']);
  });

  test('to somebody who bought nothing are what most persons chose, with the number of them', async ({ db }) => {
    await openFilled(db);
    const found = await counted(db, [newcomer], { limit: 2 });
    expect(found.map(({ product, reason }) => [product.code, reason])).toEqual([
      ['pillow', { kind: 'popular', buyers: 6, persons: 10 }],
      ['cover', { kind: 'popular', buyers: 6, persons: 10 }],
    ]);
  });

  test('propose each product once and fill up with popular ones to what was asked for', async ({ db }) => {
    const house = await openFilled(db);
    const staffId = house.staff.jun;
    await db.insert(pairings).values([
      { productId: pillow, withProductId: mattress, sentence: '一', staffId },
      { productId: blanket, withProductId: mattress, sentence: '二', staffId },
      { productId: pillow, withProductId: cover, sentence: '三', staffId },
    ]);
    await buy(house, newcomer, pillow, blanket);
    expect(await proposed(db, [newcomer])).toEqual([
      ['cover', 'pairing'],
      ['mattress', 'pairing'],
      ['tea', 'popular'],
    ]);
  });

  test('tell what was counted last night, and leave out at once what the member has by now', async ({ db }) => {
    const house = await openFilled(db);
    await buy(house, newcomer, pillow);
    const [before] = await counted(db, [newcomer]);
    await buy(house, 10 as AccountId, pillow, cover);
    const [after] = await recommend(db, [newcomer]);
    expect(after).toEqual(before);
    await buy(house, newcomer, cover);
    expect((await recommend(db, [newcomer])).map(({ product }) => product.code)).toEqual(['tea']);
  });

  test('are counted once a night, at four in the morning in Tokyo', async ({ db }) => {
    const house = await openFilled(db);
    const hours = [0, 13.9, 14, 14.1, 37.9, 38];
    const done = [];
    for (const hour of hours) done.push(await countBasketsNightly(night(house.db, at(hour * 60))));
    expect(done).toEqual([true, false, true, false, false, true]);
  });

  test('of a shop that sold nothing yet are none', async ({ db }) => {
    await openHouse(db);
    await db.insert(accounts).values({ personId: 1 as never, memberNumber: '20480001', registeredAt: at() });
    expect(await counted(db, [1 as AccountId])).toEqual([]);
  });
});

describe('counting in several processes', () => {
  onServer.test('is done by one of them, and a reader never sees a half', async ({ db }) => {
    const house = await openFilled(db);
    await buy(house, newcomer, pillow);
    const before = await counted(db, [newcomer]);
    const tomorrow = night(db, at(24 * 60));
    const runs = Array.from({ length: 8 }, () => countBasketsNightly(tomorrow));
    const readers = Array.from({ length: 20 }, () => recommend(db, [newcomer]));
    expect((await Promise.all(runs)).filter(Boolean)).toHaveLength(1);
    for (const seen of await Promise.all(readers)) expect(seen).toEqual(before);
  });
});

function asShop({ db, staff, stores }: House): Shop {
  return { db, staffId: staff.takeshi, storeId: stores.hq, accountIds: [] };
}
