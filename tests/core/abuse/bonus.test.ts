import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { raiseAlerts } from '../../../core/abuse/look.ts';
import { recordPurchase } from '../../../core/activities/record.ts';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { askContactProof, proveContact } from '../../../core/members/contact.ts';
import type { ProfileInput } from '../../../core/members/profile.ts';
import { register } from '../../../core/members/register.ts';
import { isWelcomePending } from '../../../core/members/welcome.ts';
import type { AccountId } from '../../../db/ids.ts';
import { abuseAlerts } from '../../../db/schema/abuse.ts';
import { identities } from '../../../db/schema/members.ts';
import { channels } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, codeSent, type House, openHouse, secret, tick, welcomeOf } from '../house.ts';

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

  const prove = async (accountId: AccountId, phone: string, minutes: number): Promise<void> => {
    const { db } = house;
    const [identity] = await db.select().from(identities).where(eq(identities.accountId, accountId));
    const asMember = (minute: number) => ({
      ...{ db, now: at(minute), secret },
      actor: { kind: 'member', accountId, identityId: identity!.id } as const,
    });
    await askContactProof(asMember(minutes), { kind: 'phone', value: phone });
    await proveContact(asMember(minutes + 1), { code: await codeSent(db) });
  };
  const alertsNow = async (minutes: number) => {
    await raiseAlerts(tick(house, at(minutes)));
    return (await house.db.select().from(abuseAlerts)).filter(({ rule }) => rule === 'welcome_again');
  };

  test('with a new LINE and the same mail wait for a phone of their own, and then headquarters are told', async ({
    db,
  }) => {
    const before = await come('Ufirst', first, 0);
    await eraseAccount(tick(house, at(10)), before);
    const again = await come('Usecond', { phone: '090-5555-1234', mail: first.mail }, 20);
    expect(await welcomeOf(db, again)).toBe(0);
    expect(await isWelcomePending(db, again)).toBe(true);
    await prove(again, '090-5555-1234', 30);
    expect(await welcomeOf(db, again)).toBe(300);
    const [alert, ...more] = await alertsNow(40);
    expect(more).toEqual([]);
    expect(alert?.facts).toMatchObject({ points: 300, tails: [expect.stringMatching(/^\d{4}$/)] });
    expect(JSON.stringify(alert?.facts)).not.toMatch(/yuko|5555/i);
    expect(await alertsNow(50)).toHaveLength(1);
  });

  test('cannot be taken from anybody by typing their phone: whoever proves it has them', async ({ db }) => {
    const thief = await come('Uthief', { phone: first.phone }, 0);
    expect(await welcomeOf(db, thief)).toBe(300);
    const owner = await come('Uowner', { phone: first.phone }, 20);
    expect(await welcomeOf(db, owner)).toBe(0);
    await prove(owner, first.phone, 30);
    expect(await welcomeOf(db, owner)).toBe(300);
    expect(await alertsNow(40)).toEqual([]);
    await eraseAccount(tick(house, at(50)), owner);
    const back = await come('Uback', { phone: first.phone }, 60);
    await prove(back, first.phone, 70);
    expect(await welcomeOf(db, back)).toBe(0);
    expect(await isWelcomePending(db, back)).toBe(false);
  });

  test('are given to whoever shares none of it', async ({ db }) => {
    await eraseAccount(tick(house, at(10)), await come('Ufirst', first, 0));
    const other = await come('Uother', { phone: '090-1111-2272', mail: 'yuki@example.jp' }, 20);
    expect(await welcomeOf(db, other)).toBe(300);
  });
});
