import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { setConsent } from '../../../core/members/identity.ts';
import { confirmJoinedView } from '../../../core/merges/visible.ts';
import { earn } from '../../../core/points/earn.ts';
import { announceEndings, noticeToSend } from '../../../core/points/notices.ts';
import { spend } from '../../../core/points/spend.ts';
import type { IdentityId, NoticeId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { identities } from '../../../db/schema/members.ts';
import { databases } from '../../setup.ts';
import { at, type Guest, type House, join, member, openHouse, tick, told, yuko } from '../house.ts';
import { join as merge } from '../merges/shop.ts';

const day = 24 * 60;
/** The end of November 2026 in Tokyo, nine days and ten hours from now; and the end of December. */
const november = new Date('2026-11-30T15:00:00Z');
const december = new Date('2026-12-31T15:00:00Z');

describe.each(databases)('notices of points that end, on $name', ({ test }) => {
  let house: House;
  let guest: Guest;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
    guest = await join(house, yuko);
  });

  let given = 0;
  const give = (to: Guest, amount: number, expiresAt: Date) =>
    earn(tick(house, at(-9000)), {
      ...{ accountId: to.accountId, amount, expiresAt, origin: 'adjustment', source: 'test', key: `g${++given}` },
    });
  const announce = (minutes = 0) => announceEndings(tick(house, at(minutes)));
  const notices = async (db: Database) =>
    (await told(db))
      .filter(({ template }) => template === 'points_ending')
      .map((one) => ({ to: one.to as IdentityId, noticeId: (one as unknown as { noticeId: NoticeId }).noticeId }));
  const sent = async (db: Database, minutes = 0) => {
    const said = [];
    for (const { to, noticeId } of await notices(db))
      said.push(await noticeToSend(tick(house, at(minutes)), to, noticeId));
    return said;
  };

  test('are said once for an end, with all lots that end then', async ({ db }) => {
    await give(guest, 120, november);
    await give(guest, 80, november);
    await give(guest, 500, december);
    expect(await announce()).toBe(1);
    expect(await sent(db)).toEqual([{ points: 200, endsAt: november }]);
  });

  test('come 30 and 7 days before the last day, each once, however often the clock ticks', async ({ db }) => {
    await give(guest, 200, december);
    for (let d = -5; d <= 45; d++) for (const minute of [0, 1]) await announce(d * day + minute);
    expect(await notices(db)).toHaveLength(2);
  });

  test('come in the daytime only', async ({ db }) => {
    await give(guest, 200, november);
    const nine = -5 * 60;
    expect(await announce(nine)).toBe(0);
    expect(await announce(nine + 12 * 60)).toBe(0);
    expect(await announce(nine + 60)).toBe(1);
    expect(await notices(db)).toHaveLength(1);
  });

  test('are not sent for a trifle, to who blocked us, to who said no, or without a LINE', async ({ db }) => {
    const [blocked, silent, cardOnly] = [await join(house, yuko), await join(house, yuko), await join(house, yuko)];
    await give(guest, 49, november);
    for (const one of [blocked, silent, cardOnly]) await give(one, 200, november);
    await db.update(identities).set({ blockedAt: at() }).where(eq(identities.id, blocked.identityId));
    await db.update(identities).set({ unlinkedAt: at() }).where(eq(identities.id, cardOnly.identityId));
    await setConsent(member(house, silent), { purpose: 'messages', allowed: false, version: '1' });
    expect(await announce()).toBe(0);
  });

  test('are looked at again when they are sent: used, refused or ended points are not spoken of', async ({ db }) => {
    await give(guest, 200, november);
    await announce();
    await spend(tick(house), { accountId: guest.accountId, amount: 100, key: 's1' });
    expect(await sent(db)).toEqual([{ points: 100, endsAt: november }]);
    await spend(tick(house), { accountId: guest.accountId, amount: 60, key: 's2' });
    expect(await sent(db)).toEqual([{ dropped: 'too_few' }]);
    await setConsent(member(house, guest), { purpose: 'messages', allowed: false, version: '1' });
    expect(await sent(db)).toEqual([{ dropped: 'opted_out' }]);
    expect(await sent(db, 10 * day)).toEqual([{ dropped: 'too_late' }]);
  });

  test('of two persons who become one before they are sent, one is sent, with both sums', async ({ db }) => {
    const other = await join(house, yuko);
    await give(guest, 100, november);
    await give(other, 60, november);
    expect(await announce()).toBe(2);
    const shop = { db, staffId: house.staff.takeshi, storeId: house.stores.hq, accountIds: [] };
    await merge(shop, at(1), guest.accountId, other.accountId);
    await confirmJoinedView(member(house, guest, at(2)));
    expect(await sent(db, 3)).toEqual([{ points: 160, endsAt: november }, { dropped: 'person_has_it' }]);
    // A second try of the same message is the same message.
    const [first] = await notices(db);
    expect(await noticeToSend(tick(house, at(4)), first!.to, first!.noticeId)).toEqual({
      points: 160,
      endsAt: november,
    });
    expect(await announce(day)).toBe(0);
  });

  test('of one person are one, to the LINE that sees most of it', async ({ db }) => {
    const other = await join(house, yuko);
    await give(guest, 60, november);
    await give(other, 100, november);
    const shop = { db, staffId: house.staff.takeshi, storeId: house.stores.hq, accountIds: [] };
    await merge(shop, at(-60), guest.accountId, other.accountId);
    expect(await announce()).toBe(1);
    const [one] = await notices(db);
    expect((await sent(db))[0]).toHaveProperty('points');
    expect([guest.identityId, other.identityId]).toContain(one?.to);
  });
});
