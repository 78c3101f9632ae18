import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { type NewPurchase, recordPurchase } from '../../../core/activities/record.ts';
import { discardDraft, draftVersion, earliestDay, publishVersion } from '../../../core/points/draft.ts';
import { dryRun, monthBefore } from '../../../core/points/dryRun.ts';
import { previewEarning } from '../../../core/points/previewEarning.ts';
import { defaultRules, draftOf, rulesAt, versionAt, versionsAfter } from '../../../core/points/programme.ts';
import { readRules } from '../../../core/points/rules.ts';
import { tierOf } from '../../../core/points/tier.ts';
import type { AccountId, ChannelId, ProductId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { lots, programmeVersions } from '../../../db/schema/points.ts';
import { products } from '../../../db/schema/shop.ts';
import { databases, onServer } from '../../setup.ts';
import { at, clerk, type Guest, type House, join, openHouse, tick, yuko } from '../house.ts';
import { join as merge, undo } from '../merges/shop.ts';

const day = 24 * 60;
const pillow = 1 as ProductId;
const tiers = [
  { code: 'one', name: '一', fromYen: 0 },
  { code: 'two', name: '二', fromYen: 200_000, percent: 150 },
];
const rain = {
  ...{ code: 'rain', name: '雨の日2倍', from: '2026-11-01', until: '2026-12-01' },
  gives: { kind: 'multiplier', percent: 200 },
};

async function opened(db: Database, rules: object = {}): Promise<{ house: House; guest: Guest }> {
  const house = await openHouse(db);
  await db.insert(products).values({ code: 'pillow', name: 'まくら', productGroup: 'まくら', priceYen: 9900 });
  const effectiveAt = new Date('2025-01-01T00:00:00Z');
  await db.insert(programmeVersions).values({ version: 1, effectiveAt, rules: { ...defaultRules, ...rules } });
  return { house, guest: await join(house, yuko) };
}

function bought(
  { accountId }: Guest,
  yen: number,
  boughtAt = at(),
  sourceId = `${accountId} ${boughtAt.getTime()}`,
): NewPurchase {
  const lines = [{ productId: pillow, quantity: 1, amountYen: yen }];
  return { accountId, lines, boughtAt, channelId: 1 as ChannelId, source: 'till', sourceId };
}

async function lotsOf(db: Database, { accountId }: Guest) {
  const rows = await db.select().from(lots).where(eq(lots.accountId, accountId)).orderBy(lots.id);
  return rows.map(({ amount, rulesVersion, reasons }) => ({ amount, rulesVersion, reasons }));
}

describe.each(databases)('the rules of the programme, on $name', ({ test }) => {
  test('leave with every purchase which version gave its points and which campaign how many', async ({ db }) => {
    const { house, guest } = await opened(db, { campaigns: [rain] });
    const preview = await previewEarning(db, bought(guest, 4_200));
    await recordPurchase(tick(house), bought(guest, 4_200));
    const [lot] = await lotsOf(db, guest);
    expect(lot).toMatchObject({ amount: 84, rulesVersion: 1, reasons: preview.reasons });
    expect(lot!.reasons).toMatchObject([
      { kind: 'base', points: 42 },
      { kind: 'campaign', code: 'rain', name: '雨の日2倍', points: 42 },
    ]);
  });

  test('a purchase reported ten times, at once, is awarded once (L6)', async ({ db }) => {
    const { house, guest } = await opened(db, { campaigns: [rain] });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => recordPurchase(tick(house), bought(guest, 4_200))),
    );
    expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect((await lotsOf(db, guest)).map(({ amount }) => amount)).toEqual([84]);
  });

  test('a first purchase is first once, also when two are made at the same moment', async ({ db }) => {
    const first = { ...rain, code: 'first', when: { firstPurchase: true }, gives: { kind: 'points', points: 500 } };
    const { house, guest } = await opened(db, { campaigns: [first] });
    await Promise.all(['a', 'b', 'c'].map((id) => recordPurchase(tick(house), bought(guest, 1_000, at(), id))));
    expect((await lotsOf(db, guest)).map(({ amount }) => amount).sort()).toEqual([10, 10, 510]);
  });

  test('the tier of before gives the rate, and a late report has the rules and the tier of its day', async ({ db }) => {
    const { house, guest } = await opened(db, { tiers });
    await recordPurchase(tick(house), bought(guest, 200_000));
    await recordPurchase(tick(house, at(day)), bought(guest, 10_000, at(day)));
    await recordPurchase(tick(house, at(2 * day)), bought(guest, 10_000, at(-1)));
    expect((await lotsOf(db, guest)).map(({ amount }) => amount)).toEqual([2_000, 150, 100]);
  });

  test('are drafted and published by headquarters only, and each step is on record', async ({ db }) => {
    const { house } = await opened(db);
    const rules = { ...defaultRules, yenPerPoint: 200 };
    for (const who of ['sayaka', 'mariko'] as const) {
      const refused = { code: 'not_yours' };
      await expect(draftVersion(clerk(house, who), { rules, revision: 0 })).rejects.toMatchObject(refused);
      const publishing = publishVersion(clerk(house, who), { revision: 1, from: '2026-12-01' });
      await expect(publishing).rejects.toMatchObject(refused);
      await expect(discardDraft(clerk(house, who), { revision: 1 })).rejects.toMatchObject(refused);
    }
    const { revision } = await draftVersion(clerk(house, 'takeshi'), { rules, revision: 0 });
    expect((await rulesAt(db, at())).yenPerPoint).toBe(100);
    await publishVersion(clerk(house, 'takeshi'), { revision, from: '2026-12-01' });
    const midnight = new Date('2026-12-01T00:00:00+09:00');
    expect((await rulesAt(db, new Date(midnight.getTime() - 1))).yenPerPoint).toBe(100);
    expect((await rulesAt(db, midnight)).yenPerPoint).toBe(200);
    expect((await versionsAfter(db, at())).map(({ version }) => version)).toEqual([2]);
    const actions = await db.select({ action: auditEntries.action }).from(auditEntries).orderBy(auditEntries.id);
    expect(actions.map(({ action }) => action)).toEqual(['programme.drafted', 'programme.published']);
  });

  test('begin tomorrow at the earliest', async ({ db }) => {
    const { house } = await opened(db);
    await draftVersion(clerk(house, 'takeshi'), { rules: defaultRules, revision: 0 });
    for (const from of ['2026-11-20', '2026-11-21', '2026-12-32', 'tomorrow']) {
      const refused = publishVersion(clerk(house, 'takeshi'), { revision: 1, from });
      await expect(refused).rejects.toMatchObject({ code: 'bad_input', facts: { field: 'from' } });
    }
    const from = earliestDay(at());
    expect(from).toBe('2026-11-22');
    expect((await publishVersion(clerk(house, 'takeshi'), { revision: 1, from })).version).toBe(2);
  });

  test('a draft that somebody else has saved meanwhile is neither overwritten nor published', async ({ db }) => {
    const { house } = await opened(db);
    const save = (yenPerPoint: number, revision: number) =>
      draftVersion(clerk(house, 'takeshi'), { rules: { ...defaultRules, yenPerPoint }, revision });
    await save(200, 0);
    await expect(save(300, 0)).rejects.toMatchObject({ code: 'preview_stale' });
    await save(300, 1);
    await expect(save(400, 1)).rejects.toMatchObject({ code: 'preview_stale' });
    const publishing = publishVersion(clerk(house, 'takeshi'), { revision: 1, from: '2026-12-01' });
    await expect(publishing).rejects.toMatchObject({ code: 'preview_stale' });
    expect((await draftOf(db))?.rules.yenPerPoint).toBe(300);
    await discardDraft(clerk(house, 'takeshi'), { revision: 2 });
    expect(await draftOf(db)).toBeNull();
  });

  test('that are wrong are refused with the part that is', async ({ db }) => {
    const { house } = await opened(db);
    const refused = draftVersion(clerk(house, 'takeshi'), { rules: { ...defaultRules, yenPerPoint: 0 }, revision: 0 });
    await expect(refused).rejects.toMatchObject({ code: 'bad_input', facts: { field: 'yenPerPoint' } });
  });

  test('once published can be changed by nobody, the database says so too', async ({ db }) => {
    await opened(db);
    await expect(db.update(programmeVersions).set({ rules: {} })).rejects.toThrow();
    await expect(db.delete(programmeVersions)).rejects.toThrow();
  });
});

describe.each(databases)('the tier of a person, on $name', ({ test }) => {
  test('is that of all its cards while they are one, and parts with them', async ({ db }) => {
    const { house, guest } = await opened(db, { tiers });
    const other = await join(house, yuko);
    await recordPurchase(tick(house), bought(guest, 120_000));
    await recordPurchase(tick(house), bought(other, 80_000, at(1)));
    const tier = async ({ accountId }: Guest) => {
      const standing = await tierOf(db, accountId, at(3 * day));
      return [standing?.tier.code, standing?.sumYen, standing?.next?.missingYen];
    };
    expect([await tier(guest), await tier(other)]).toEqual([
      ['one', 120_000, 80_000],
      ['one', 80_000, 120_000],
    ]);
    const shop = { db, staffId: house.staff.takeshi, storeId: house.stores.hq, accountIds: [] as AccountId[] };
    const edge = await merge(shop, at(day), guest.accountId, other.accountId);
    expect([await tier(guest), await tier(other)]).toEqual([
      ['two', 200_000, undefined],
      ['two', 200_000, undefined],
    ]);
    await undo(shop, at(2 * day), edge);
    expect([await tier(guest), await tier(other)]).toEqual([
      ['one', 120_000, 80_000],
      ['one', 80_000, 120_000],
    ]);
  });
});

describe('a dry run, on server', () => {
  const { test } = onServer;

  test('over a month under the rules it had comes to what was given, to the point', async ({ db }) => {
    const rules = readRules({
      ...defaultRules,
      tiers,
      campaigns: [{ ...rain, from: '2026-10-10', until: '2026-10-20' }],
    });
    const { house, guest } = await opened(db, rules);
    const other = await join(house, { ...yuko, givenName: '美咲' });
    for (const [index, [who, yen]] of (
      [
        [guest, 150_000],
        [other, 9_999],
        [guest, 60_050],
        [guest, 33_333],
      ] as const
    ).entries()) {
      const boughtAt = new Date(Date.parse('2026-10-05T03:00:00Z') + index * 4 * day * 60_000);
      await recordPurchase(tick(house), bought(who, yen, boughtAt));
    }
    const result = await dryRun(db, rules, { month: monthBefore(at()), now: at() });
    const given = (await db.select().from(lots)).reduce((sum, { amount }) => sum + amount, 0);
    expect(result).toMatchObject({ month: '2026-10', purchases: 4, did: given, would: given, mostChanged: [] });
    expect(result.byTier.map(({ code, purchases }) => [code, purchases])).toEqual([
      ['one', 3],
      ['two', 1],
    ]);
  });

  test('says what a draft would cost, for whom most would change, and which campaign it took as running', async ({
    db,
  }) => {
    const { house, guest } = await opened(db);
    const other = await join(house, { ...yuko, givenName: '美咲' });
    const october = new Date('2026-10-31T14:59:59Z');
    await recordPurchase(tick(house), bought(guest, 100_000, october));
    await recordPurchase(tick(house), bought(other, 10_000, october));
    await recordPurchase(tick(house), bought(other, 70_000, new Date('2026-10-31T15:00:00Z')));
    const draft = readRules({ ...defaultRules, yenOfPoint: 2, campaigns: [rain] });
    const result = await dryRun(db, draft, { month: '2026-10', now: at() });
    expect(result).toMatchObject({ purchases: 2, did: 1_100, would: 2_200, assumed: ['rain'] });
    expect(result.costYen).toEqual({ did: 1_100, would: 4_400 });
    expect(result.mostChanged).toEqual([
      { personId: guest.accountId, did: 1_000, would: 2_000 },
      { personId: other.accountId, did: 100, would: 200 },
    ]);
    expect(await lotsOf(db, guest)).toHaveLength(1);
  });
});

describe('a version published later, on server', () => {
  const { test } = onServer;

  test('never changes what an earlier purchase earned or would earn', async ({ db }) => {
    const { house, guest } = await opened(db, { campaigns: [rain], tiers });
    await recordPurchase(tick(house), bought(guest, 42_000));
    const before = [await lotsOf(db, guest), await previewEarning(db, bought(guest, 42_000, at(5)))];
    const anyDraft = fc.record({
      yenPerPoint: fc.integer({ min: 1, max: 1_000 }),
      expiryMonths: fc.integer({ min: 1, max: 36 }),
      pendingDays: fc.integer({ min: 0, max: 30 }),
      groupRates: fc.constantFrom([], [{ group: 'まくら', percent: 700 }]),
      days: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(anyDraft, async ({ days, ...more }) => {
        const { revision } = await draftVersion(clerk(house, 'takeshi'), {
          rules: { ...defaultRules, ...more },
          revision: 0,
        });
        await publishVersion(clerk(house, 'takeshi'), { revision, from: earliestDay(at(days * day)) });
        expect([await lotsOf(db, guest), await previewEarning(db, bought(guest, 42_000, at(5)))]).toEqual(before);
        expect((await versionAt(db, at())).version).toBe(1);
      }),
      { numRuns: 15 },
    );
  });
});
