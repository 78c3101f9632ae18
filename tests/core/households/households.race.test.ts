import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { acceptAsker } from '../../../core/households/askers.ts';
import { acceptInvitation, invite } from '../../../core/households/invite.ts';
import { leaveHousehold } from '../../../core/households/leave.ts';
import { askForHousehold, declineOffer } from '../../../core/households/offer.ts';
import { draw, payIn } from '../../../core/households/pot.ts';
import { shareEarnings } from '../../../core/households/settings.ts';
import { payShares } from '../../../core/households/share.ts';
import { earn } from '../../../core/points/earn.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import { householdInvitations, memberships } from '../../../db/schema/households.ts';
import { scaled } from '../../scale.ts';
import { onServer } from '../../setup.ts';
import { at, join, member, openHouse, tick } from '../house.ts';
import { family, pointsOf, potOf, threeOfOneHouse } from './family.ts';
import { home, offered, prove } from './offered.ts';

const { test } = onServer;

/** How each call ended: `done`, or the code of its refusal. A bug is told in its own words. */
async function endings(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(calls);
  const words = settled.map((call) => (call.status === 'fulfilled' ? 'done' : String(call.reason.code ?? call.reason)));
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, same]) => [word, same.length]));
}

describe('households when things happen at once', () => {
  test('one link lets in one of ten who accept it in the same moment', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo } = await threeOfOneHouse(house);
    for (let round = 0; round < scaled(4); round++) {
      const { token } = await invite(member(house, kazuo, at(round)), { shownName: '和夫' });
      const guests = await Promise.all(
        Array.from({ length: 10 }, (_, i) => join(house, { familyName: '客', givenName: `${round}-${i}` })),
      );
      const calls = guests.map((guest) => acceptInvitation(member(house, guest, at(round)), { token, visible: true }));
      expect(await endings(calls)).toEqual({ done: 1, invitation_over: 9 });
    }
  });

  test('one member who taps ten times is in once', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house);
    const { token } = await invite(member(house, kazuo), { shownName: '和夫' });
    const tap = () => acceptInvitation(member(house, kenta), { token, visible: true });
    const ended = await endings(Array.from({ length: 10 }, tap));
    expect(Object.keys(ended).filter((word) => word !== 'done' && word !== 'invitation_over')).toEqual([]);
    const rows = await db.select().from(memberships).where(eq(memberships.accountId, kenta.accountId));
    expect(rows).toHaveLength(1);
    expect(await tap()).toBeDefined();
  });

  test('a card that two families invite at once joins one of them', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    const links = [kazuo, emi].map((guest) => invite(member(house, guest), { shownName: 'ひとり' }));
    const tokens = (await Promise.all(links)).map(({ token }) => token);
    const calls = tokens.map((token) => acceptInvitation(member(house, kenta), { token, visible: true }));
    expect(await endings(calls)).toEqual({ done: 1, in_household: 1 });
  });

  test('whoever asks is let in once, or has taken it back, but never both', async ({ db }) => {
    const { house, father, son, householdId } = await home(db);
    await prove(house, son);
    const { invitationId } = (await offered(house, son))!;
    await askForHousehold(member(house, son, at(3)), { invitationId });
    const yes = () => acceptAsker(member(house, father, at(4)), { invitationId });
    const back = () => declineOffer(member(house, son, at(4)), { invitationId });
    const ended = await endings([yes(), back(), yes(), back(), yes(), back()]);
    expect(Object.keys(ended).filter((word) => word !== 'done' && word !== 'offer_over')).toEqual([]);
    const joined = await db.select().from(memberships).where(eq(memberships.accountId, son.accountId));
    const [offer] = await db.select().from(householdInvitations).where(eq(householdInvitations.id, invitationId));
    expect(joined.map((one) => one.householdId)).toEqual(offer?.state === 'accepted' ? [householdId] : []);
    expect(['accepted', 'declined']).toContain(offer?.state);
  });

  test('what is drawn, paid in under one key, and given back to a leaver is never more than there was', async ({
    db,
  }) => {
    const house = await openHouse(db);
    for (let round = 0; round < scaled(3); round++) {
      const [kazuo, kenta, emi] = await Promise.all(
        [0, 1, 2].map((i) => join(house, { familyName: '髙橋', givenName: `${round}-${i}` }, { points: 300 })),
      );
      const householdId = await family(house, kazuo!, [kenta!, emi!], at(round));
      const now = at(round + 1);
      const paid = Array.from({ length: 8 }, () => payIn(member(house, kazuo!, now), { amount: 300, key: 'once' }));
      expect(await endings(paid)).toEqual({ done: 8 });
      expect(await potOf(db, householdId, now)).toBe(300);
      const later = at(round + 2);
      const calls = [
        ...Array.from({ length: 8 }, (_, i) => draw(member(house, kenta!, later), { amount: 100, key: `d${i}` })),
        leaveHousehold(member(house, kazuo!, later)),
      ];
      const ended = await endings(calls);
      expect(Object.keys(ended).filter((word) => word !== 'done' && word !== 'not_enough_points')).toEqual([]);
      const all = [kazuo!, kenta!, emi!].map(({ accountId }) => pointsOf(db, accountId, later));
      const sum = (await Promise.all(all)).reduce((total, points) => total + points, 0);
      expect(sum + (await potOf(db, householdId, later))).toBe(900);
      expect(await verifyInvariants(db, later, { deep: true })).toEqual([]);
    }
  });

  test('two ticks pay one share once', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house, [0, 0, 0]);
    const householdId = await family(house, kazuo, [kenta]);
    await shareEarnings(member(house, kazuo, at(1)), { percent: 50 });
    const { accountId } = kazuo;
    await earn(tick(house, at(2)), { accountId, amount: 100, origin: 'purchase', source: 'test', key: 'a' });
    await Promise.all(Array.from({ length: 6 }, () => payShares(tick(house, at(3)))));
    expect(await potOf(db, householdId, at(4))).toBe(50);
  });
});
