import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { watchCap } from '../../../core/cap/alerts.ts';
import { weeklyGrowth } from '../../../core/cap/growth.ts';
import { capOutlook } from '../../../core/cap/outlook.ts';
import { isOverCap, overCap } from '../../../core/cap/overCap.ts';
import { type CapSettings, capSettings, changeCap } from '../../../core/cap/settings.ts';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { importMember } from '../../../core/members/importMember.ts';
import { register } from '../../../core/members/register.ts';
import type { AccountId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { capAlerts } from '../../../db/schema/cap.ts';
import { detectRuns, duplicatePairs } from '../../../db/schema/duplicates.ts';
import { accounts } from '../../../db/schema/members.ts';
import { cannotLinks } from '../../../db/schema/merges.ts';
import { auditEntries, settings } from '../../../db/schema/plumbing.ts';
import { databases, onServer } from '../../setup.ts';
import { at, clerk, type House, openHouse, secret, join as sign, tick, told } from '../house.ts';
import { join as merge, type Shop, undo } from '../merges/shop.ts';

const hour = 60;
const dayOf = 24 * hour;
const usual: CapSettings = { cap: null, yenPerMonth: null, waitDays: 30 };
const capOf = (db: Database, cap: number) =>
  db
    .insert(settings)
    .values({ key: 'member_cap', value: cap, changedAt: at() })
    .onConflictDoUpdate({
      target: settings.key,
      set: { value: cap },
    });

/** As many members as there are names, each with a card. */
async function members(house: House, count: number): Promise<AccountId[]> {
  const ids: AccountId[] = [];
  for (let index = 0; index < count; index++) {
    ids.push((await sign(house, { familyName: '佐藤', givenName: String(index) })).accountId);
  }
  return ids;
}

async function likely(db: Database, pairs: [number, number, number][], minutes = 0): Promise<void> {
  const [run] = await db
    .insert(detectRuns)
    .values({ startedAt: at(minutes), endedAt: at(minutes), step: 'done' })
    .returning();
  await db.insert(duplicatePairs).values(
    pairs.map(([a, b, probability]) => ({
      ...{ a: a as AccountId, b: b as AccountId, probability, reasons: [], zone: 'review' as const },
      ...{ runId: run!.id, foundAt: at(minutes) },
    })),
  );
}

describe.each(databases)('the member cap on $name', ({ test }) => {
  let house: House;
  let shop: Shop;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
    shop = { db, staffId: house.staff.takeshi, storeId: house.stores.hq, accountIds: [] };
  });

  describe('as headquarters set it', () => {
    test('is kept with one row of the audit; the same again changes nothing', async ({ db }) => {
      const wanted = { cap: 300, yenPerMonth: 200, waitDays: 60 };
      const context = clerk(house, 'takeshi');
      expect(await changeCap(context, { seen: usual, wanted })).toEqual({ changed: true });
      expect(await capSettings(db)).toEqual(wanted);
      expect(await changeCap(context, { seen: usual, wanted })).toEqual({ changed: false });
      const rows = (await db.select().from(auditEntries)).filter(({ action }) => action === 'cap.changed');
      expect(rows).toMatchObject([{ facts: { before: usual, after: wanted } }]);
      await changeCap(context, { seen: wanted, wanted: usual });
      expect(await db.select().from(settings)).toMatchObject([{ key: 'cap_wait_days', value: 30 }]);
    });

    test('is nobody else’s to set, and not from a form that is out of date', async ({ db }) => {
      const wanted = { ...usual, cap: 300 };
      for (const who of ['sayaka', 'mariko', 'jun'] as const) {
        await expect(changeCap(clerk(house, who), { seen: usual, wanted })).rejects.toMatchObject({
          code: 'not_yours',
        });
      }
      const context = clerk(house, 'takeshi');
      await changeCap(context, { seen: usual, wanted });
      const late = changeCap(context, { seen: usual, wanted: { ...usual, cap: 400 } });
      await expect(late).rejects.toMatchObject({ code: 'preview_stale' });
      expect((await capSettings(db)).cap).toBe(300);
    });

    test.for([
      ['cap', { ...usual, cap: 0 }],
      ['cap', { ...usual, cap: 1.5 }],
      ['yenPerMonth', { ...usual, yenPerMonth: -1 }],
      ['waitDays', { ...usual, waitDays: 3 }],
    ] as const)('is refused when %s is impossible', async ([field, wanted]) => {
      const refused = changeCap(clerk(house, 'takeshi'), { seen: usual, wanted });
      await expect(refused).rejects.toMatchObject({ code: 'bad_input', facts: { field } });
    });
  });

  describe('and its alerts', () => {
    const watch = (minutes = 0) => watchCap(tick(house, at(minutes)));
    const capTold = async (db: Database) => (await told(db)).filter(({ show }) => show === 'cap').length;
    const marks = async (db: Database) =>
      (await db.select().from(capAlerts).orderBy(capAlerts.id)).map(({ mark, endedAt }) => [mark, endedAt !== null]);

    test('tell each mark once while it stands, and the highest of several at once', async ({ db }) => {
      await capOf(db, 10);
      await members(house, 7);
      expect(await watch()).toBe(0);
      await members(house, 1);
      expect(await watch()).toBe(1);
      expect(await watch()).toBe(0);
      expect(await capTold(db)).toBe(1);
      await members(house, 3);
      expect(await watch()).toBe(2);
      expect(await marks(db)).toEqual([
        [80, false],
        [90, false],
        [100, false],
      ]);
      expect(await capTold(db)).toBe(2);
    });

    test('are told again only after the number was clearly below', async ({ db }) => {
      await capOf(db, 100);
      const ids = await members(house, 80);
      await watch();
      const leave = async (index: number) => eraseAccount(tick(house, at(index)), ids[index]!);
      await leave(0);
      await watch(1);
      await members(house, 1);
      expect(await watch(2)).toBe(0);
      for (const index of [1, 2, 3]) await leave(index);
      expect(await watch(3)).toBe(0);
      expect(await marks(db)).toEqual([[80, true]]);
      await members(house, 3);
      expect(await watch(4)).toBe(1);
      expect(await capTold(db)).toBe(2);
    });

    test('follow the cap as well: a lower one passes marks, none ends them', async ({ db }) => {
      await members(house, 9);
      expect(await watch()).toBe(0);
      await capOf(db, 10);
      expect(await watch()).toBe(2);
      await db.delete(settings).where(eq(settings.key, 'member_cap'));
      await watch();
      expect(await marks(db)).toEqual([
        [80, true],
        [90, true],
      ]);
    });
  });

  describe('when it is reached', () => {
    const newcomer = (minutes: number) =>
      register(
        { db: house.db, now: at(minutes), secret, actor: { kind: 'stranger', lineUserId: `Unew${minutes}` } },
        { profile: { familyName: '新井', givenName: '恵' }, channelCode: 'line' },
      );

    test('registers whoever comes, and shows who came over it until there is room', async ({ db }) => {
      await capOf(db, 3);
      const ids = await members(house, 3);
      expect(await overCap(db, 5)).toEqual({ count: 0, accountIds: [] });
      const fourth = await newcomer(1);
      const fifth = await newcomer(2);
      expect(await overCap(db, 5)).toEqual({ count: 2, accountIds: [fifth.accountId, fourth.accountId] });
      expect(await overCap(db, 1)).toEqual({ count: 2, accountIds: [fifth.accountId] });
      for (const id of ids) expect(await isOverCap(db, id)).toBe(false);
      expect(await isOverCap(db, fourth.accountId)).toBe(true);
      const edge = await merge(shop, at(3), ids[0]!, ids[1]!);
      expect(await overCap(db, 5)).toEqual({ count: 1, accountIds: [fifth.accountId] });
      expect(await isOverCap(db, fourth.accountId)).toBe(false);
      await undo(shop, at(4), edge);
      expect(await overCap(db, 5)).toMatchObject({ count: 2 });
    });

    test('touches nothing that exists, and refuses no undo', async ({ db }) => {
      const ids = await members(house, 3);
      const edge = await merge(shop, at(), ids[0]!, ids[2]!);
      await capOf(db, 1);
      const before = await db.select().from(accounts).orderBy(accounts.id);
      await watchCap(tick(house, at(1)));
      expect(await db.select().from(accounts).orderBy(accounts.id)).toEqual(before);
      expect(await undo(shop, at(2), edge)).toMatchObject({ splits: true });
      expect(await overCap(db, 5)).toMatchObject({ count: 2 });
    });
  });

  describe('in the weeks to come', () => {
    const came = async (weeksAgo: number[]) => {
      const ids = await members(house, weeksAgo.length);
      for (const [index, weeks] of weeksAgo.entries()) {
        const registeredAt = at(-weeks * 7 * dayOf);
        await house.db.update(accounts).set({ registeredAt }).where(eq(accounts.id, ids[index]!));
      }
      return ids;
    };

    test('grows by who registers less who leaves, in whole weeks since the first', async ({ db }) => {
      const ids = await came([5, 4, 4, 3, 1, 1, 1, 0]);
      expect(await weeklyGrowth(db, at())).toEqual([2, 1, 0, 3]);
      await eraseAccount(tick(house, at(-2 * 7 * dayOf)), ids[0]!);
      expect(await weeklyGrowth(db, at())).toEqual([2, 1, -1, 3]);
      await came([40]);
      const half = await weeklyGrowth(db, at());
      expect(half).toHaveLength(26);
      expect(half.slice(-5)).toEqual([1, 2, 1, -1, 3]);
    });

    test('does not take an import for a rush, nor one card of a person for the person', async ({ db }) => {
      const [one, other] = await came([4, 3, 2]);
      for (let index = 0; index < 9; index++) {
        const memberNumber = String(30_000_000 + index);
        await importMember(tick(house, at(-7 * dayOf)), { memberNumber, profile: {} });
      }
      const dated = { memberNumber: '30000100', profile: {}, registeredAt: at(-2 * 7 * dayOf) };
      await importMember(tick(house, at(-7 * dayOf)), dated);
      await merge(shop, at(-7 * dayOf), one!, other!);
      await eraseAccount(tick(house, at(-7 * dayOf + 1)), other!);
      expect(await weeklyGrowth(db, at())).toEqual([1, 2, 0]);
    });

    test('is reached later with the likely duplicates joined, and not by more than they are persons', async ({
      db,
    }) => {
      await came(Array.from({ length: 48 }, (_, index) => (index % 12) + 1));
      await capOf(db, 60);
      const bare = await capOutlook(db, at());
      expect(bare).toMatchObject({ cleaning: { pairs: 0, saved: 0 }, asIs: { kind: 'days' } });
      expect(bare.cleaned).toEqual(bare.asIs);
      await likely(db, [
        [1, 2, 0.9],
        [2, 3, 0.8],
        [1, 3, 0.7],
        [4, 5, 0.5],
        [6, 7, 0.9],
      ]);
      const parted = { a: 6 as AccountId, b: 7 as AccountId, recordedAt: at(), recordedBy: 'test' };
      await db.insert(cannotLinks).values(parted);
      const cleaned = await capOutlook(db, at());
      expect(cleaned.cleaning.pairs).toBe(4);
      expect(cleaned.cleaning.saved).toBeCloseTo(2.2);
      expect(cleaned.asIs).toEqual(bare.asIs);
      if (cleaned.asIs?.kind !== 'days' || cleaned.cleaned?.kind !== 'days') throw new Error('no forecast');
      expect(cleaned.cleaned.expected / cleaned.asIs.expected).toBeCloseTo(14.2 / 12);
      await merge(shop, at(1), 1 as AccountId, 2 as AccountId);
      expect((await capOutlook(db, at(2))).cleaning.saved).toBeCloseTo(1.3);
    });

    test('is told of a shop without history, without a cap and without members', async ({ db }) => {
      expect(await capOutlook(db, at())).toMatchObject({ asIs: null, growth: { weeks: 0, perWeek: 0 } });
      await capOf(db, 5);
      expect(await capOutlook(db, at())).toMatchObject({ asIs: { kind: 'no_history' } });
    });
  });
});

describe('two processes that watch the cap at once', () => {
  onServer.test('tell a crossing once', async ({ db }) => {
    const house = await openHouse(db);
    await capOf(db, 10);
    for (let round = 0; round < 5; round++) {
      const ids = await members(house, 10);
      const watched = await Promise.all(Array.from({ length: 6 }, () => watchCap(tick(house, at(round)))));
      expect(watched.toSorted().slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
      expect(Math.max(...watched)).toBe(3);
      expect((await told(db)).filter(({ show }) => show === 'cap')).toHaveLength(round + 1);
      await db.update(accounts).set({ closedAt: at() });
      await Promise.all(Array.from({ length: 3 }, () => watchCap(tick(house, at(round)))));
      expect(ids).toHaveLength(10);
    }
  });
});
