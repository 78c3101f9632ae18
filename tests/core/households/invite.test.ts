import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { isHouseholdPair, membersMax, placeOf } from '../../../core/households/household.ts';
import {
  acceptInvitation,
  cancelInvitation,
  declineInvitation,
  invite,
  openInvitation,
} from '../../../core/households/invite.ts';
import { confirmMinor } from '../../../core/households/minors.ts';
import { countMembers } from '../../../core/members/count.ts';
import { findMembers } from '../../../core/members/find.ts';
import { joinAccounts } from '../../../core/merges/merge.ts';
import type { RequestId } from '../../../db/ids.ts';
import { householdInvitations, households } from '../../../db/schema/households.ts';
import { identities } from '../../../db/schema/members.ts';
import { databases } from '../../setup.ts';
import { at, clerk, join, member, openHouse, tick, told } from '../house.ts';
import { family, kenta, merge, potOf, threeOfOneHouse } from './family.ts';

const days = (count: number) => count * 24 * 60;

describe.each(databases)('an invitation into a household on $name', ({ test }) => {
  test('lets in whoever holds the link, and both are then of one household but not one person', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house);
    const { token } = await invite(member(house, kazuo), { shownName: 'お父さん' });
    expect(await isHouseholdPair(db, kazuo.accountId, kenta.accountId)).toBe(false);
    await acceptInvitation(member(house, kenta), { token, visible: false });
    expect((await placeOf(db, kenta.accountId))?.household.id).toBe((await placeOf(db, kazuo.accountId))?.household.id);
    expect(await isHouseholdPair(db, kenta.accountId, kazuo.accountId)).toBe(true);
  });

  test('shows the name the inviter chose and nothing else of anybody', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house);
    const { token, expiresAt } = await invite(member(house, kazuo), { shownName: ' お父さん\u0000 ' });
    const seen = await openInvitation(member(house, kenta), { token });
    expect(seen).toEqual({ shownName: 'お父さん', expiresAt, waitsForStore: false });
    expect(expiresAt).toEqual(at(days(7)));
  });

  test('is kept as a keyed hash only', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo } = await threeOfOneHouse(house);
    const { token } = await invite(member(house, kazuo), { shownName: '和夫' });
    const [row] = await db.select().from(householdInvitations);
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(JSON.stringify(row)).not.toContain(token);
  });

  test('lets in one person once: the same again is the same, anybody else finds it over', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    const { token } = await invite(member(house, kazuo), { shownName: '和夫' });
    const first = await acceptInvitation(member(house, kenta), { token, visible: true });
    expect(await acceptInvitation(member(house, kenta), { token, visible: true })).toEqual(first);
    await expect(acceptInvitation(member(house, emi), { token, visible: true })).rejects.toMatchObject({
      code: 'invitation_over',
    });
    await expect(openInvitation(member(house, emi), { token })).rejects.toMatchObject({ code: 'invitation_over' });
  });

  test('is over after seven days, when declined, when taken back, and when it never was: all alike', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    const old = await invite(member(house, kazuo), { shownName: '和夫' });
    const declined = await invite(member(house, kazuo, at(1)), { shownName: '和夫' });
    const cancelled = await invite(member(house, kazuo, at(2)), { shownName: '和夫' });
    await declineInvitation(member(house, kenta, at(3)), declined);
    await declineInvitation(member(house, kenta, at(3)), declined);
    await cancelInvitation(member(house, kazuo, at(3)), cancelled);
    await cancelInvitation(member(house, kazuo, at(3)), cancelled);
    const over = { code: 'invitation_over', facts: {} };
    const opening = (token: string, minutes: number) => openInvitation(member(house, emi, at(minutes)), { token });
    await expect(opening(old.token, days(7))).rejects.toMatchObject(over);
    await expect(opening(declined.token, 4)).rejects.toMatchObject(over);
    await expect(opening(cancelled.token, 4)).rejects.toMatchObject(over);
    await expect(opening('A'.repeat(22), 4)).rejects.toMatchObject(over);
    await expect(opening('', 4)).rejects.toMatchObject(over);
    expect(await opening(old.token, days(7) - 1)).toMatchObject({ shownName: '和夫' });
  });

  test('can be tried twenty times an hour, also when every try is refused', async ({ db }) => {
    const house = await openHouse(db);
    const { emi } = await threeOfOneHouse(house);
    const guess = (i: number) => openInvitation(member(house, emi), { token: `guess-${i}` });
    for (let i = 0; i < 20; i++) await expect(guess(i)).rejects.toMatchObject({ code: 'invitation_over' });
    await expect(guess(20)).rejects.toMatchObject({ code: 'rate_limited' });
    const token = 'another-guess';
    const accept = acceptInvitation(member(house, emi), { token, visible: true });
    await expect(accept).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('is not for the inviter, nor for another card of the inviter', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, emi } = await threeOfOneHouse(house);
    await merge(house, kazuo, emi, at(-1));
    const { token } = await invite(member(house, kazuo), { shownName: '和夫' });
    const own = { code: 'own_invitation' };
    await expect(acceptInvitation(member(house, kazuo), { token, visible: true })).rejects.toMatchObject(own);
    await expect(acceptInvitation(member(house, emi), { token, visible: true })).rejects.toMatchObject(own);
  });

  test('is refused to somebody who is in a household already, by whichever card', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    await family(house, kazuo, [kenta]);
    const { token } = await invite(member(house, emi, at(5)), { shownName: '恵美' });
    const older = await join(house, { ...{ familyName: '髙橋', givenName: '健太' } });
    await merge(house, kenta, older, at(6));
    const elsewhere = { code: 'in_household' };
    await expect(acceptInvitation(member(house, kenta, at(7)), { token, visible: true })).rejects.toMatchObject(
      elsewhere,
    );
    await expect(acceptInvitation(member(house, older, at(7)), { token, visible: true })).rejects.toMatchObject(
      elsewhere,
    );
  });

  test('does not wait for a member who blocked the shop, and nothing is sent to them', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    await db
      .update(identities)
      .set({ blockedAt: at(-1) })
      .where(eq(identities.id, kenta.identityId));
    await family(house, kazuo, [kenta, emi]);
    const receivers = (await told(db)).filter(({ template }) => template === 'household_joined').map(({ to }) => to);
    expect(receivers).toEqual([kazuo.identityId, kazuo.identityId]);
  });

  test('is not made once there are eight, open links counted', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta: son, emi } = await threeOfOneHouse(house);
    await family(house, kazuo, [son, emi]);
    for (let i = 3; i < membersMax; i++) await invite(member(house, kazuo, at(i)), { shownName: '和夫' });
    const full = { code: 'household_full' };
    await expect(invite(member(house, son, at(9)), { shownName: '健太' })).rejects.toMatchObject(full);
    await join(house, kenta);
  });

  test('for a child is the head’s alone, and opens only after the store confirmed it', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house);
    await family(house, kazuo, [kenta]);
    const child = await join(house, { familyName: '髙橋', givenName: '空', birthDate: '2015-04-01' });
    const forMinor = { shownName: 'おじいちゃん', forMinor: true };
    await expect(invite(member(house, kenta, at(1)), forMinor)).rejects.toMatchObject({ code: 'not_yours' });
    const { token, invitationId } = await invite(member(house, kazuo, at(1)), forMinor);
    expect(await openInvitation(member(house, child, at(2)), { token })).toMatchObject({ waitsForStore: true });
    const accept = () => acceptInvitation(member(house, child, at(3)), { token, visible: true });
    await expect(accept()).rejects.toMatchObject({ code: 'minor_unconfirmed' });
    await expect(confirmMinor(clerk(house, 'sayaka', at(2)), { invitationId })).rejects.toMatchObject({
      code: 'not_yours',
    });
    await confirmMinor(clerk(house, 'jun', at(2)), { invitationId });
    await confirmMinor(clerk(house, 'jun', at(2)), { invitationId });
    await accept();
    expect(await placeOf(db, child.accountId)).toBeDefined();
  });

  test('made for a grown-up does not let a child in, and a child invites nobody', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo } = await threeOfOneHouse(house);
    const child = await join(house, { familyName: '髙橋', givenName: '空', birthDate: '2008-11-22' });
    const { token } = await invite(member(house, kazuo), { shownName: '和夫' });
    const waits = { code: 'minor_unconfirmed' };
    await expect(acceptInvitation(member(house, child), { token, visible: true })).rejects.toMatchObject(waits);
    await expect(invite(member(house, child), { shownName: '空' })).rejects.toMatchObject(waits);
    // Eighteen the next day, by the calendar of the shop.
    await acceptInvitation(member(house, child, at(days(1))), { token, visible: true });
  });
});

describe.each(databases)('the pot of a household on $name', ({ test }) => {
  test('is no member: it is not counted, not found, not merged and has no LINE', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house);
    const before = await countMembers(db);
    const householdId = await family(house, kazuo, [kenta]);
    expect(await countMembers(db)).toEqual(before);
    expect(await potOf(db, householdId)).toBe(0);
    const [{ potAccountId: pot } = { potAccountId: kazuo.accountId }] = await db.select().from(households);
    for (const text of [`${pot}-pot`, '髙橋', String(pot).padStart(4, '0'), String(pot).padStart(8, '0')]) {
      const found = await findMembers(clerk(house, 'takeshi'), { text });
      expect(found.map(({ accountId }) => accountId)).not.toContain(pot);
    }
    const edge = { requestId: 1 as RequestId, a: kazuo.accountId, b: pot, how: 'code' } as const;
    await expect(db.transaction((tx) => joinAccounts({ ...tick(house), db: tx }, edge))).rejects.toThrow();
    const line = { accountId: pot, kind: 'line', value: `U${'e'.repeat(32)}`, linkedAt: at() } as const;
    await expect(Promise.resolve(db.insert(identities).values(line))).rejects.toThrow();
  });
});
