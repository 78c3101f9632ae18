import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { neighboursOf } from '../../../core/duplicates/nearby.ts';
import type { ProfileInput } from '../../../core/members/profile.ts';
import type { Database } from '../../../db/open.ts';
import { databases } from '../../setup.ts';
import { join, openHouse } from '../house.ts';

const seeker = { familyName: '小鳥遊', givenName: '優子', phone: '09011112271', birthDate: '1985-03-14' };
const stranger = { familyName: '山本', givenName: '一郎' };

/** So many more accounts that say the same of themselves, as a filled form of the till would. */
async function crowd(db: Database, many: number, said: ProfileInput): Promise<void> {
  await db.execute(sql`
    with account as (
        insert into accounts (id, person_id, member_number, registered_at)
        select id, id, (10000000 + id)::text, '2026-01-01' from (
          select coalesce((select max(id) from accounts), 0) + 1000 + n as id from generate_series(1, ${many}::int) n) fresh
        returning id)
    insert into profile_values (account_id, field, value, normalised, source, recorded_at)
      select a.id, s.key, s.value, s.value, 'import', '2026-01-01' from account a cross join jsonb_each_text(${JSON.stringify(said)}::jsonb) s`);
}

describe.each(databases)('who is compared with somebody, on $name', ({ test }) => {
  test('whoever has a contact, or a birth date or rare family name and half the name, in common', async ({ db }) => {
    const house = await openHouse(db);
    const alike: ProfileInput[] = [
      { ...stranger, phone: seeker.phone },
      { ...stranger, givenName: seeker.givenName, birthDate: seeker.birthDate },
      { ...stranger, familyName: seeker.familyName, givenName: seeker.givenName },
    ];
    const unlike: ProfileInput[] = [
      { ...stranger, birthDate: seeker.birthDate },
      { ...stranger, familyName: seeker.familyName },
      { ...stranger, givenName: seeker.givenName },
    ];
    const expected = [];
    for (const profile of alike) expected.push((await join(house, profile)).accountId);
    for (const profile of unlike) await join(house, profile);
    const found = await neighboursOf(db, { values: seeker });
    expect(found.map(({ accountId }) => accountId).sort()).toEqual(expected.sort());
  });

  test('a phone that a crowd gives, or the birthday of a filler, is no reason', async ({ db }) => {
    await openHouse(db);
    await crowd(db, 61, { phone: seeker.phone });
    await crowd(db, 301, { birthDate: seeker.birthDate, givenName: seeker.givenName });
    expect(await neighboursOf(db, { values: seeker })).toEqual([]);
  });

  test('one account that types a phone again and again is one bearer of it, and drowns nobody', async ({ db }) => {
    const house = await openHouse(db);
    const { accountId: owner } = await join(house, { ...stranger, phone: seeker.phone });
    const { accountId: thief } = await join(house, stranger);
    await db.execute(sql`
      insert into profile_values (account_id, field, value, normalised, source, recorded_at)
        select ${thief}, 'phone', ${seeker.phone}, ${seeker.phone}, 'self', '2026-01-01' from generate_series(1, 100)`);
    const found = await neighboursOf(db, { values: seeker });
    expect(found.map(({ accountId }) => accountId).sort()).toEqual([owner, thief].sort());
  });

  test('of more than can be compared, those who have the most in common', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(db, 55, { phone: seeker.phone });
    const { accountId } = await join(house, { ...stranger, ...seeker });
    const found = await neighboursOf(db, { values: seeker });
    expect(found).toHaveLength(50);
    expect(found.map((one) => one.accountId)).toContain(accountId);
  });
});
