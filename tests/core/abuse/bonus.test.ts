import { describe, expect } from 'vitest';
import { recordPurchase } from '../../../core/activities/record.ts';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import type { ProfileInput } from '../../../core/members/profile.ts';
import { register } from '../../../core/members/register.ts';
import type { AccountId } from '../../../db/ids.ts';
import { channels } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, type House, openHouse, secret, tick, welcomeOf } from '../house.ts';

const first = { phone: '090-1111-2271', mail: 'Yuko.Saito+shop@gmail.com' };

describe.each(databases)('the welcome points of somebody who left and comes again, on $name', ({ test }) => {
  let house: House;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
  });

  const come = async (lineUserId: string, contact: ProfileInput, minutes: number): Promise<AccountId> => {
    const { db } = house;
    const stranger = { db, now: at(minutes), secret, actor: { kind: 'stranger', lineUserId } } as const;
    const profile = { familyName: '齋藤', givenName: '優子', ...contact };
    const { accountId } = await register(stranger, { lineUserId, profile, channelCode: 'line' });
    const [channel] = await db.select().from(channels);
    await recordPurchase(tick(house, at(minutes + 1)), {
      ...{ accountId, channelId: channel!.id, boughtAt: at(minutes + 1), lines: [], totalYen: 1_000 },
      ...{ source: 'test', sourceId: `r${minutes}` },
    });
    return accountId;
  };

  test.for([
    ['the same LINE', 'Ufirst', {}],
    ['the same phone, written otherwise', 'Usecond', { phone: '+81 (0)90 1111 2271' }],
    ['the same phone in full-width digits', 'Usecond', { phone: '０９０－１１１１－２２７１' }],
    ['the same mail, with other dots and tags', 'Usecond', { mail: 'yukosaito+again@googlemail.com' }],
  ] as const)('are not given again for %s', async ([, line, contact], { db }) => {
    const before = await come('Ufirst', first, 0);
    expect(await welcomeOf(db, before)).toBe(300);
    await eraseAccount(tick(house, at(10)), before);
    expect(await welcomeOf(db, await come(line, contact, 20))).toBe(0);
  });

  test('are not given again for a mail with another tag at any provider', async ({ db }) => {
    const before = await come('Ufirst', { mail: 'yuko+1@example.jp' }, 0);
    await eraseAccount(tick(house, at(10)), before);
    expect(await welcomeOf(db, before)).toBe(300);
    expect(await welcomeOf(db, await come('Usecond', { mail: 'YUKO+2@example.jp' }, 20))).toBe(0);
  });

  test('are given to whoever shares none of it', async ({ db }) => {
    await eraseAccount(tick(house, at(10)), await come('Ufirst', first, 0));
    const other = await come('Uother', { phone: '090-1111-2272', mail: 'yuki@example.jp' }, 20);
    expect(await welcomeOf(db, other)).toBe(300);
  });
});
