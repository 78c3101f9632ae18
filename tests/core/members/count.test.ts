import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { countMembers, drawCountsTogether } from '../../../core/members/count.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { Database } from '../../../db/open.ts';
import { rowsOf } from '../../../db/open.ts';
import { accounts, memberCounts } from '../../../db/schema/members.ts';
import { databases, onServer } from '../../setup.ts';
import { at, join, openHouse, tick } from '../house.ts';

const kept = async (db: Database) => {
  const { persons, accounts: cards } = await countMembers(db);
  return { persons, cards };
};
const counted = async (db: Database) =>
  (
    await rowsOf<{ persons: number; cards: number }>(
      db,
      sql`select count(distinct person_id)::int as persons, count(*)::int as cards from accounts where closed_at is null and kind = 'member'`,
    )
  )[0];

describe.each(databases)('how many members there are, on $name', ({ test }) => {
  test('is right after everything that happens to cards, many at a time as well', async ({ db }) => {
    const house = await openHouse(db);
    const guests = [];
    for (let i = 0; i < 6; i++) guests.push(await join(house, { familyName: '佐藤', givenName: String(i) }));
    const ids = guests.map(({ accountId }) => accountId);
    const right = async () => expect(await kept(db)).toEqual(await counted(db));
    await right();
    const together = (members: number[], person: number) =>
      db.execute(
        sql`update accounts set person_id = ${ids[person]}, epoch = epoch + 1 where id in (${sql.join(
          members.map((i) => sql`${ids[i]}`),
          sql`, `,
        )})`,
      );
    for (const [members, person] of [
      [[0, 1], 0],
      [[2, 3, 4], 2],
      [[2, 3, 4], 0],
      [[3], 3],
      [[4, 2], 2],
    ] as const) {
      await together([...members], person);
      await right();
    }
    for (const i of [1, 0, 5]) {
      await eraseAccount(tick(house, at(i)), ids[i]!);
      await right();
    }
    await db.execute(sql`update accounts set closed_at = null, person_id = id`);
    await right();
    await db.execute(sql`update accounts set closed_at = ${at().toISOString()}::timestamptz`);
    expect(await kept(db)).toEqual({ persons: 0, cards: 0 });
  });

  test('costs a few rows to read, however often it has changed', async ({ db }) => {
    const house = await openHouse(db);
    for (let i = 0; i < 4; i++) await join(house, { familyName: '佐藤', givenName: String(i) });
    const before = await kept(db);
    await drawCountsTogether(db);
    await drawCountsTogether(db);
    expect(await db.select().from(memberCounts)).toHaveLength(1);
    expect(await kept(db)).toEqual(before);
  });

  test('is checked: verify names a kept sum that is wrong', async ({ db }) => {
    await join(await openHouse(db), { familyName: '佐藤', givenName: '一' });
    expect(await verifyInvariants(db, at())).toEqual([]);
    await db.insert(memberCounts).values({ persons: 1, accounts: 0 });
    expect(await verifyInvariants(db, at())).toEqual([
      { invariant: 'S2', where: 'kept 2 persons, 1 cards; counted 1 persons, 1 cards' },
    ]);
  });
});

describe('counting while others register', () => {
  onServer.test('loses nobody, also while the steps are drawn together', async ({ db }) => {
    const house = await openHouse(db);
    const newcomers = Array.from({ length: 20 }, (_, i) => join(house, { familyName: '佐藤', givenName: String(i) }));
    await Promise.all([...newcomers, ...Array.from({ length: 5 }, () => drawCountsTogether(db))]);
    expect(await kept(db)).toEqual({ persons: 20, cards: 20 });
    const [one] = await db.select().from(accounts).limit(1);
    await db.update(accounts).set({ closedAt: at() }).where(eq(accounts.id, one!.id));
    expect(await kept(db)).toEqual({ persons: 19, cards: 19 });
  });
});
