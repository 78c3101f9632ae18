import { describe, expect } from 'vitest';
import { groundsOf } from '../../../core/duplicates/grounds.ts';
import { importMember } from '../../../core/members/importMember.ts';
import { profileOfOne } from '../../../core/members/profile.ts';
import { register } from '../../../core/members/register.ts';
import { databases } from '../../setup.ts';
import { at, join, openHouse, secret, tick, yuko } from '../house.ts';

const said = { ...yuko, birthDate: '1985-03-14', phone: '090-1111-2271', mail: 'yuko.saito@example.jp' };
/** The same, as the shop's own system has taken it over and gives it back. */
const back = { familyName: '斎藤', givenName: '優子', familyKana: 'ｻｲﾄｳ', givenKana: 'ﾕｳｺ' };
const letters = {
  ...back,
  familyName: '齋 藤',
  birthDate: '1985/3/14',
  phone: '09011112271',
  mail: 'Yuko.Saito@example.jp',
};

describe.each(databases)('a file of the shop that says what a member said, on $name', ({ test }) => {
  test('leaves it the own word of the member, so no machine joins by it', async ({ db }) => {
    const house = await openHouse(db);
    const victim = await join(house, said);
    const actor = { kind: 'stranger', lineUserId: 'Uthief' } as const;
    const thief = await register({ db, now: at(), secret, actor }, { profile: said, channelCode: 'line' });
    const { memberNumber } = thief;
    await importMember(tick(house, at(1)), { memberNumber, profile: letters });
    const profile = await profileOfOne(db, thief.accountId);
    expect(Object.values(profile).map(({ known }) => known)).toEqual(Object.keys(said).map(() => 'self'));
    expect(profile.phone?.reach?.known).toBe('self');
    expect(groundsOf(profile, await profileOfOne(db, victim.accountId), false)).toBeUndefined();
  });

  test('is still news where the shop knows something else', async ({ db }) => {
    const house = await openHouse(db);
    const actor = { kind: 'stranger', lineUserId: 'Umember' } as const;
    const { accountId, memberNumber } = await register(
      { db, now: at(), secret, actor },
      { profile: said, channelCode: 'line' },
    );
    await importMember(tick(house, at(1)), {
      memberNumber,
      profile: { phone: '03-1111-2222', postalCode: '180-0004' },
    });
    const { phone, postalCode } = await profileOfOne(db, accountId);
    expect([phone, postalCode]).toMatchObject([
      { value: '03-1111-2222', known: 'store' },
      { value: '180-0004', known: 'store' },
    ]);
  });
});
