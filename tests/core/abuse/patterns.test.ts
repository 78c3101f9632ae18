import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { acknowledgeAlert, alertOf } from '../../../core/abuse/acknowledge.ts';
import { lookForAbuse, raiseAlerts } from '../../../core/abuse/look.ts';
import { loadDemo } from '../../../core/demo/load.ts';
import { recordProfile } from '../../../core/members/profile.ts';
import { earn } from '../../../core/points/earn.ts';
import { spend } from '../../../core/points/spend.ts';
import type { AccountId, AlertId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { abuseAlerts } from '../../../db/schema/abuse.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeRequests } from '../../../db/schema/merges.ts';
import { settings } from '../../../db/schema/plumbing.ts';
import { databases, empty } from '../../setup.ts';
import { opening, openingDay } from '../demo/opening.ts';
import { at, clerk, type Guest, type House, join, openHouse, tick, told, yuko } from '../house.ts';
import { join as merge, type Shop, undo } from '../merges/shop.ts';

const day = 24 * 60;

describe.each(databases)('looking for abuse on $name', ({ test }) => {
  let house: House;
  let shop: Shop;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
    shop = { db, staffId: house.staff.takeshi, storeId: house.stores.hq, accountIds: [] };
  });

  const look = (minutes = 60) => raiseAlerts(tick(house, at(minutes)));
  const limit = (db: Database, limits: object) =>
    db.insert(settings).values({ key: 'abuse_limits', value: limits, changedAt: at() });
  const alerts = (db: Database) => db.select().from(abuseAlerts).orderBy(abuseAlerts.id);
  const registered = (guest: Guest, minutes: number) =>
    house.db
      .update(accounts)
      .set({ registeredAt: at(minutes) })
      .where(eq(accounts.id, guest.accountId));
  const give = (accountId: AccountId, amount: number, minutes: number) =>
    earn(tick(house, at(minutes)), {
      ...{ accountId, amount, origin: 'adjustment', source: 'test', key: `${accountId}:${minutes}:${amount}` },
      expiresAt: at(999_999),
    });

  test('finds nothing in a shop that does its daily work', { timeout: 240_000 }, async ({ db }) => {
    await empty(db);
    await loadDemo(opening(db));
    for (const days of [0, 1, 7, 30]) {
      const now = new Date(openingDay.getTime() + days * 86_400_000);
      expect(await raiseAlerts({ ...opening(db), now })).toBe(0);
    }
  });

  test('finds more registrations in one store and hour than people can walk in', async ({ db }) => {
    await limit(db, { registrationsPerStoreHour: 3 });
    for (let n = 0; n < 4; n++) await registered(await join(house, yuko, { store: house.stores.kichijoji }), n);
    for (let n = 0; n < 3; n++) await registered(await join(house, yuko, { store: house.stores.kamakura }), n);
    expect(await look()).toBe(1);
    expect(await alerts(db)).toMatchObject([
      { rule: 'many_registrations', facts: { store: '吉祥寺店', count: 4, limit: 3 } },
    ]);
    expect(await look(61)).toBe(0);
  });

  test('finds cards made with one phone however it is written, and tells no phone', async ({ db }) => {
    await limit(db, { cardsPerContactWeek: 2 });
    for (const phone of ['090-1234-5678', '０９０１２３４５６７８', '+81 90 1234 5678']) {
      const guest = await join(house, yuko);
      await registered(guest, 0);
      await recordProfile(tick(house), guest.accountId, { phone }, 'self');
    }
    expect(await look()).toBe(1);
    const [alert] = await alerts(db);
    expect(alert).toMatchObject({ rule: 'same_contact', facts: { contact: 'phone', count: 3 } });
    expect(JSON.stringify(alert)).not.toContain('12345678');
    expect(JSON.stringify(alert)).not.toContain('優子');
  });

  test('finds one card that keeps asking', async ({ db }) => {
    await limit(db, { requestsPerCardDay: 3 });
    const guest = await join(house, yuko);
    for (let n = 0; n < 4; n++)
      await db.insert(mergeRequests).values({
        ...{ origin: 'member', state: 'expired', requesterAccountId: guest.accountId },
        ...{ createdAt: at(n), expiresAt: at(n) },
      });
    expect(await look()).toBe(1);
    expect(await alerts(db)).toMatchObject([
      { rule: 'many_requests', facts: { tail: guest.memberNumber.slice(-4), count: 4 } },
    ]);
  });

  test('finds many points of a new card used right after they could be, and not a few, nor later', async ({ db }) => {
    await limit(db, { pointsSoonAfterMerge: 1_000 });
    const [a, b] = [await join(house, yuko), await join(house, yuko)];
    await give(b.accountId, 5_000, -9000);
    await merge(shop, at(), a.accountId, b.accountId);
    const use = (amount: number, minutes: number) =>
      spend(tick(house, at(minutes)), { accountId: a.accountId, amount, key: `u${minutes}` });
    await use(900, 3 * day + 5);
    expect(await look(3 * day + 6)).toBe(0);
    await use(1_500, 3 * day + 10);
    expect(await look(3 * day + 11)).toBe(1);
    await use(1_500, 6 * day);
    expect(await look(6 * day + 1)).toBe(0);
    expect(await alerts(db)).toMatchObject([{ rule: 'spend_after_merge', facts: { points: 1_500 } }]);
  });

  test('finds the same two cards joined, used across and parted again and again', async ({ db }) => {
    const [a, b] = [await join(house, yuko), await join(house, yuko)];
    for (let lap = 0; lap < 2; lap++) {
      const from = lap * 10 * day;
      await give(b.accountId, 300, from);
      const edgeId = await merge(shop, at(from + 1), a.accountId, b.accountId);
      await spend(tick(house, at(from + 4 * day)), { accountId: a.accountId, amount: 300, key: `lap${lap}` });
      if (lap === 1) expect(await look(from + 4 * day)).toBe(0);
      await undo(shop, at(from + 5 * day), edgeId);
    }
    expect(await look(15 * day + 1)).toBe(1);
    expect(await alerts(db)).toMatchObject([
      { rule: 'merge_spend_undo', facts: { count: 2, points: 600, staff: ['大久保 健'] } },
    ]);
  });

  test('finds who approved several merges that cost the shop, and the card that is merged with everybody', async ({
    db,
  }) => {
    await limit(db, { uncoveredMergesPerStaff: 3, mergesPerCardMonth: 3 });
    const a = await join(house, yuko);
    for (let n = 0; n < 3; n++) {
      const other = await join(house, yuko);
      const from = n * 6 * day;
      await give(other.accountId, 200, from);
      const edgeId = await merge(shop, at(from + 1), a.accountId, other.accountId);
      await spend(tick(house, at(from + 4 * day)), { accountId: a.accountId, amount: 200, key: `m${n}` });
      await undo(shop, at(from + 5 * day), edgeId);
    }
    expect(await look(17 * day + 1)).toBe(2);
    expect((await alerts(db)).map(({ rule, facts }) => [rule, facts.count])).toEqual([
      ['uncovered_merges', 3],
      ['same_few_cards', 3],
    ]);
  });

  test('tells headquarters once for a pattern, once an hour, and stops nobody', async ({ db }) => {
    await limit(db, { registrationsPerStoreHour: 1 });
    for (let n = 0; n < 2; n++) await registered(await join(house, yuko, { store: house.stores.kichijoji }), n);
    expect(await lookForAbuse(tick(house, at(30)))).toBe(1);
    for (const minutes of [31, 89]) expect(await lookForAbuse(tick(house, at(minutes)))).toBe(0);
    expect(await lookForAbuse(tick(house, at(95)))).toBe(0);
    expect(await told(db)).toMatchObject([{ topic: 'slack', show: 'abuse' }]);
    expect(await db.select().from(accounts).where(eq(accounts.closedAt, at()))).toEqual([]);
  });

  test('an alert is acknowledged by headquarters, once, with a note', async ({ db }) => {
    await limit(db, { registrationsPerStoreHour: 1 });
    for (let n = 0; n < 2; n++) await registered(await join(house, yuko, { store: house.stores.kichijoji }), n);
    await look();
    const alertId = 1 as AlertId;
    const say = (who: 'mariko' | 'takeshi', note: string) => acknowledgeAlert(clerk(house, who), { alertId, note });
    await expect(say('mariko', '催しでした')).rejects.toMatchObject({ code: 'not_yours' });
    await expect(say('takeshi', '  ')).rejects.toMatchObject({ code: 'bad_input' });
    expect(await say('takeshi', '催しでした')).toEqual({ acknowledged: true });
    expect(await say('takeshi', '別の話')).toEqual({ acknowledged: false });
    expect(await alertOf(db, alertId)).toMatchObject({ note: '催しでした', by: '大久保 健' });
    const missing = acknowledgeAlert(clerk(house, 'takeshi'), { alertId: 99 as AlertId, note: 'x' });
    await expect(missing).rejects.toMatchObject({ code: 'not_found' });
  });
});
