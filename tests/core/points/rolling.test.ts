import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordActivity, recordPurchase } from '../../../core/activities/record.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { defaultRules } from '../../../core/points/programme.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, ChannelId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { programmeVersions, prolongations } from '../../../db/schema/points.ts';
import { channels } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { bookRows, give, headquarters, join, openShop, pay, redo, type Shop, undo } from '../merges/shop.ts';

const [a, b] = [1, 2] as AccountId[] as [AccountId, AccountId];
const tokyo = (time: string) => new Date(`${time}+09:00`);
const noon = (day: string) => tokyo(`${day}T12:00:00`);

/** A shop whose points end with the month, three months after the last purchase, spend or visit. */
async function rollingShop(db: Database, kinds = ['purchase', 'spend', 'visit']): Promise<Shop> {
  const shop = await openShop(db, 2);
  await db.insert(channels).values({ code: 'store', name: '店', role: 'own_store' });
  const rules = {
    ...defaultRules,
    coolOffDays: 0,
    pendingDays: 0,
    expiryMonths: 3,
    expiry: { model: 'rolling', kinds },
  };
  await db.insert(programmeVersions).values({ version: 2, effectiveAt: new Date('2024-01-01T00:00:00Z'), rules });
  return shop;
}

function visit(shop: Shop, at: Date, accountId: AccountId) {
  const once = { source: 'test', sourceId: `${accountId} ${at.getTime()}` };
  return recordActivity(headquarters(shop, at), { accountId, kind: 'visit', occurredAt: at, ...once });
}

function buy(shop: Shop, at: Date, accountId: AccountId, totalYen: number) {
  const once = { source: 'test', sourceId: `${accountId} ${at.getTime()}` };
  return recordPurchase(headquarters(shop, at), {
    accountId,
    channelId: 1 as ChannelId,
    boughtAt: at,
    lines: [],
    totalYen,
    ...once,
  });
}

async function ends(shop: Shop, at: Date, accountId: AccountId) {
  const { lots } = await balanceOf(shop.db, accountId, at);
  return lots.map(({ remaining, endsAt }) => [remaining, endsAt?.getTime()]);
}

describe.each(databases)('points that end so long after the last activity, on $name (L8)', ({ test }) => {
  test.for([
    ['visit', (shop: Shop, at: Date) => visit(shop, at, a), 100],
    ['purchase', (shop: Shop, at: Date) => buy(shop, at, a, 99), 100],
    ['spend', (shop: Shop, at: Date) => pay(shop, at, a, 10), 90],
  ] as const)('all end with the month, three months after a %s', async ([kind, act, left], { db }) => {
    const shop = await rollingShop(db, [kind]);
    await give(shop, noon('2026-01-10'), a, 100);
    await act(shop, noon('2026-03-31'));
    await visit(shop, noon('2026-03-31'), b);
    const last = tokyo('2026-07-01T00:00:00');
    expect(await ends(shop, noon('2026-04-01'), a)).toEqual([[left, last.getTime()]]);
    const total = async (at: Date) => (await balanceOf(db, a, at)).total;
    expect([await total(new Date(last.getTime() - 1)), await total(last)]).toEqual([left, 0]);
  });

  test('are not prolonged by what the rules do not name, nor by an activity after their end', async ({ db }) => {
    const shop = await rollingShop(db, ['purchase']);
    await give(shop, noon('2026-01-10'), a, 100);
    await visit(shop, noon('2026-02-10'), a);
    await pay(shop, noon('2026-02-11'), a, 10);
    expect(await ends(shop, noon('2026-02-12'), a)).toEqual([[90, tokyo('2026-05-01T00:00:00').getTime()]]);
    await buy(shop, tokyo('2026-05-01T00:00:00'), a, 10_000);
    expect(await ends(shop, noon('2026-05-02'), a)).toEqual([[100, tokyo('2026-09-01T00:00:00').getTime()]]);
    expect(await expireLots(headquarters(shop, noon('2026-05-02')))).toBe(0);
    expect(await verifyInvariants(db, noon('2026-05-02'), { deep: true })).toEqual([]);
  });

  test('leave one row a month, however often a member comes', async ({ db }) => {
    const shop = await rollingShop(db);
    await give(shop, noon('2026-01-10'), a, 100);
    for (const day of ['2026-02-01', '2026-02-02', '2026-02-28', '2026-03-01']) await visit(shop, noon(day), a);
    expect(await db.select().from(prolongations)).toHaveLength(2);
  });

  test('lapse once whether the job runs at midnight in Tokyo, twice, or days late, and only those that ended (L7)', async ({
    db,
  }) => {
    const shop = await rollingShop(db);
    await give(shop, noon('2026-01-10'), a, 100);
    await give(shop, noon('2026-01-10'), b, 100);
    await visit(shop, noon('2026-02-10'), a);
    const run = (at: Date) => expireLots(headquarters(shop, at));
    const midnight = tokyo('2026-05-01T00:00:00');
    expect([await run(new Date(midnight.getTime() - 1)), await run(midnight), await run(midnight)]).toEqual([0, 1, 0]);
    expect([await ends(shop, midnight, a), await ends(shop, midnight, b)]).toEqual([
      [[100, tokyo('2026-06-01T00:00:00').getTime()]],
      [],
    ]);
    expect([await run(noon('2026-06-20')), await run(noon('2026-06-20'))]).toEqual([1, 0]);
  });

  test('of joined cards are prolonged by either, keep that day when they part, and every book stays right', async ({
    db,
  }) => {
    const shop = await rollingShop(db);
    await give(shop, noon('2026-01-10'), a, 100);
    await give(shop, noon('2026-02-10'), b, 300);
    const edge = await join(shop, noon('2026-02-20'), a, b);
    await visit(shop, noon('2026-04-10'), b);
    await pay(shop, noon('2026-05-10'), a, 350);
    const facts = await bookRows(db);
    await undo(shop, noon('2026-05-11'), edge);
    const august = tokyo('2026-09-01T00:00:00').getTime();
    expect(await ends(shop, noon('2026-05-12'), a)).toEqual([]);
    expect(await ends(shop, noon('2026-05-12'), b)).toEqual([[300, august]]);
    expect(await verifyInvariants(db, noon('2026-05-12'), { deep: true })).toEqual([]);
    await visit(shop, noon('2026-06-10'), a);
    expect(await ends(shop, noon('2026-06-11'), b)).toEqual([[300, august]]);
    await redo(shop, noon('2026-06-12'), edge);
    expect((await balanceOf(db, a, noon('2026-06-13'))).total).toBe(50);
    expect((await bookRows(db)).filter((row) => facts.includes(row))).toHaveLength(facts.length);
    expect(await verifyInvariants(db, noon('2026-06-13'), { deep: true })).toEqual([]);
  });

  test('are taken in the order of the ends that a spend saw, also when an activity has moved them since', async ({
    db,
  }) => {
    const shop = await rollingShop(db);
    await give(shop, noon('2026-02-10'), a, 100, { expiresAt: tokyo('2026-06-01T00:00:00') });
    await give(shop, noon('2026-01-10'), b, 100, { expiresAt: tokyo('2026-05-01T00:00:00') });
    await join(shop, noon('2026-02-20'), a, b);
    const { taken } = await pay(shop, noon('2026-03-10'), a, 60);
    expect(taken).toMatchObject([{ accountId: b, amount: 60 }]);
    const again = await pay(shop, noon('2026-03-11'), a, 60);
    expect(again.taken).toMatchObject([{ accountId: a, amount: 60 }]);
    expect(await verifyInvariants(db, noon('2026-03-12'), { deep: true })).toEqual([]);
  });
});

describe.each(databases)('points that end lot by lot, on $name (L8)', ({ test }) => {
  test('are prolonged by nothing', async ({ db }) => {
    const shop = await openShop(db, 1);
    await give(shop, noon('2026-01-10'), a, 100);
    await visit(shop, noon('2026-03-31'), a);
    await pay(shop, noon('2026-03-31'), a, 10);
    expect(await ends(shop, noon('2026-04-01'), a)).toEqual([[90, tokyo('2027-02-01T00:00:00').getTime()]]);
    expect(await db.select({ none: sql`1` }).from(prolongations)).toEqual([]);
  });
});
