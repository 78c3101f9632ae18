import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { placeOf } from '../../../core/households/household.ts';
import { leaveHousehold, previewLeave, removeMember } from '../../../core/households/leave.ts';
import { draw, payIn, spendFromPot } from '../../../core/households/pot.ts';
import { nameSpenders, shareEarnings, showMyself } from '../../../core/households/settings.ts';
import { payShares } from '../../../core/households/share.ts';
import { householdOf } from '../../../core/households/view.ts';
import { earn } from '../../../core/points/earn.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { spend } from '../../../core/points/spend.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import { households } from '../../../db/schema/households.ts';
import { ledgerEntries, lots } from '../../../db/schema/points.ts';
import { databases } from '../../setup.ts';
import { at, type Guest, type House, member, openHouse, secret, tick, told } from '../house.ts';
import { family, membershipOf, merge, partitionOf, pointsOf, potOf, threeOfOneHouse, unmerge } from './family.ts';

const days = (count: number) => count * 24 * 60;

/** Points of a guest with an end of their own. */
async function give(house: House, { accountId }: Guest, amount: number, end: Date, key: string) {
  await earn(tick(house, at(-5)), { accountId, amount, origin: 'import', source: 'given', key, expiresAt: end });
}

async function endsOf(house: House, { accountId }: Guest) {
  const rows = await house.db.select().from(lots).where(eq(lots.accountId, accountId)).orderBy(lots.expiresAt);
  return rows.filter(({ remaining }) => remaining > 0).map(({ remaining, expiresAt }) => [remaining, expiresAt]);
}

describe.each(databases)('the shared pot on $name', ({ test }) => {
  test('holds what members pay in, with the ends the points had', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house, [0, 0, 0]);
    await give(house, kazuo, 100, at(days(10)), 'soon');
    await give(house, kazuo, 300, at(days(90)), 'late');
    const householdId = await family(house, kazuo, [kenta]);
    expect(await payIn(member(house, kazuo, at(1)), { amount: 150, key: 'a' })).toEqual({ fresh: true });
    expect(await pointsOf(db, kazuo.accountId, at(2))).toBe(250);
    const view = await householdOf(db, { accountId: kenta.accountId, now: at(2), secret });
    expect(view?.pot).toEqual({
      points: 150,
      mine: 0,
      lots: [
        { amount: 100, endsAt: at(days(10)) },
        { amount: 50, endsAt: at(days(90)) },
      ],
    });
    expect(await potOf(db, householdId, at(days(10)))).toBe(50);
  });

  test('moves once under one key, whatever is pressed twice; another sum under it is refused', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house);
    const householdId = await family(house, kazuo, [kenta]);
    await payIn(member(house, kazuo, at(1)), { amount: 150, key: 'a' });
    expect(await payIn(member(house, kazuo, at(2)), { amount: 150, key: 'a' })).toEqual({ fresh: false });
    const other = payIn(member(house, kazuo, at(2)), { amount: 151, key: 'a' });
    await expect(other).rejects.toMatchObject({ code: 'key_reused' });
    expect(await potOf(db, householdId, at(3))).toBe(150);
  });

  test('takes no more than the member’s own card holds, also when it is joined with a fuller one', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house, [100, 0, 5000]);
    await merge(house, kazuo, emi, at(-days(5)));
    await family(house, kazuo, [kenta]);
    const tooMuch = payIn(member(house, kazuo, at(1)), { amount: 101, key: 'a' });
    await expect(tooMuch).rejects.toMatchObject({ code: 'not_enough_points', facts: { available: 100 } });
    await expect(payIn(member(house, kazuo), { amount: 0, key: 'b' })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(payIn(member(house, kazuo), { amount: 1.5, key: 'b' })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(payIn(member(house, kazuo), { amount: 1, key: 'a:b' })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(payIn(member(house, emi), { amount: 1, key: 'c' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is used by whom the household allows: everybody, or whom the head named', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    const householdId = await family(house, kazuo, [kenta, emi]);
    await payIn(member(house, kazuo, at(1)), { amount: 600, key: 'a' });
    await draw(member(house, emi, at(2)), { amount: 100, key: 'b' });
    expect(await pointsOf(db, emi.accountId, at(2))).toBe(300);
    const named = [(await membershipOf(db, kenta))!];
    const byKenta = nameSpenders(member(house, kenta), { spenders: 'named', named });
    await expect(byKenta).rejects.toMatchObject({ code: 'not_yours' });
    await nameSpenders(member(house, kazuo), { spenders: 'named', named });
    await spendFromPot(tick(house, at(3)), { accountId: kenta.accountId, amount: 200, key: 'till-1' });
    const byEmi = spendFromPot(tick(house, at(3)), { accountId: emi.accountId, amount: 1, key: 'till-2' });
    await expect(byEmi).rejects.toMatchObject({ code: 'not_yours' });
    await expect(draw(member(house, emi, at(4)), { amount: 1, key: 'c' })).rejects.toMatchObject({ code: 'not_yours' });
    expect(await potOf(db, householdId, at(5))).toBe(300);
    const more = spendFromPot(tick(house, at(3)), { accountId: kazuo.accountId, amount: 301, key: 'till-3' });
    await expect(more).rejects.toMatchObject({ code: 'not_enough_points', facts: { available: 300 } });
  });

  test('gives a leaver back exactly what is left of what they paid in, lot by lot with the old ends', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house, [0, 0, 0]);
    await give(house, kazuo, 100, at(days(10)), 'kazuo-soon');
    await give(house, kazuo, 300, at(days(90)), 'kazuo-late');
    await give(house, kenta, 200, at(days(20)), 'kenta');
    const householdId = await family(house, kazuo, [kenta, emi]);
    await payIn(member(house, kazuo, at(1)), { amount: 400, key: 'a' });
    await payIn(member(house, kenta, at(1)), { amount: 200, key: 'a' });
    // Soonest-ending first, whoever paid it in: Kazuo's 100, then 50 of Kenta's.
    await spendFromPot(tick(house, at(2)), { accountId: emi.accountId, amount: 150, key: 'till' });
    const preview = await previewLeave(member(house, kenta, at(3)));
    expect(preview).toEqual({ takesBack: 150, lots: [{ amount: 150, endsAt: at(days(20)) }], closes: false });
    expect(await leaveHousehold(member(house, kenta, at(3)))).toEqual({ closed: false });
    expect(await endsOf(house, kenta)).toEqual([[150, at(days(20))]]);
    expect(await potOf(db, householdId, at(4))).toBe(300);
    await expect(leaveHousehold(member(house, kenta, at(4)))).rejects.toMatchObject({ code: 'not_found' });
    await leaveHousehold(member(house, kazuo, at(5)));
    expect(await endsOf(house, kazuo)).toEqual([[300, at(days(90))]]);
    expect(await verifyInvariants(db, at(6), { deep: true })).toEqual([]);
  });

  test('closes with the last but one: everybody has theirs back, and the others are told', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house);
    const householdId = await family(house, kazuo, [kenta]);
    await payIn(member(house, kazuo, at(1)), { amount: 400, key: 'a' });
    await payIn(member(house, kenta, at(1)), { amount: 100, key: 'a' });
    expect(await previewLeave(member(house, kenta, at(2)))).toMatchObject({ takesBack: 100, closes: true });
    expect(await leaveHousehold(member(house, kenta, at(2)))).toEqual({ closed: true });
    expect(await pointsOf(db, kazuo.accountId, at(3))).toBe(1000);
    expect(await pointsOf(db, kenta.accountId, at(3))).toBe(500);
    expect(await placeOf(db, kazuo.accountId)).toBeUndefined();
    const [household] = await db.select().from(households).where(eq(households.id, householdId));
    expect(household?.closedAt).toEqual(at(2));
    const closing = (await told(db)).filter(({ template }) => template === 'household_closed');
    expect(closing.map(({ to }) => to)).toEqual([kazuo.identityId]);
    expect(await verifyInvariants(db, at(3), { deep: true })).toEqual([]);
  });

  test('keeps a household going when the head leaves: whoever is there longest is the head', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    await family(house, kazuo, [kenta, emi]);
    await leaveHousehold(member(house, kazuo, at(1)));
    expect((await placeOf(db, kenta.accountId))?.membership.role).toBe('head');
    const membershipId = (await membershipOf(db, kenta))!;
    await expect(removeMember(member(house, emi, at(2)), { membershipId })).rejects.toMatchObject({
      code: 'not_yours',
    });
    await expect(removeMember(member(house, kenta, at(2)), { membershipId })).rejects.toMatchObject({
      code: 'not_found',
    });
    const emis = (await membershipOf(db, emi))!;
    expect(await removeMember(member(house, kenta, at(2)), { membershipId: emis })).toEqual({ closed: true });
    await expect(removeMember(member(house, kazuo, at(3)), { membershipId: emis })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('receives the share a member chose of what it earns from then on, once the return window is over', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house, [0, 0, 0]);
    const householdId = await family(house, kazuo, [kenta]);
    const lot = (minutes: number, amount: number) =>
      earn(tick(house, at(minutes)), {
        ...{ accountId: kazuo.accountId, amount, origin: 'purchase', source: 'test', key: `${minutes}` },
        ...{ availableAt: at(minutes + days(11)), expiresAt: at(days(300)) },
      });
    await lot(1, 100);
    await shareEarnings(member(house, kazuo, at(2)), { percent: 50 });
    await lot(3, 301);
    await shareEarnings(member(house, kazuo, at(4)), { percent: 100 });
    await lot(5, 40);
    await payShares(tick(house, at(6)));
    expect(await potOf(db, householdId, at(6))).toBe(0);
    await payShares(tick(house, at(days(12))));
    await payShares(tick(house, at(days(12) + 1)));
    expect(await potOf(db, householdId, at(days(13)))).toBe(150 + 40);
    expect(await pointsOf(db, kazuo.accountId, at(days(13)))).toBe(441 - 190);
  });

  test('gets of a share what is left when the points are spent already, and never a second time', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house, [0, 0, 0]);
    const householdId = await family(house, kazuo, [kenta]);
    await shareEarnings(member(house, kazuo, at(1)), { percent: 100 });
    const { accountId } = kazuo;
    await earn(tick(house, at(2)), { accountId, amount: 100, origin: 'purchase', source: 'test', key: 'a' });
    await spend(tick(house, at(3)), { accountId, amount: 80, key: 'spent' });
    await payShares(tick(house, at(4)));
    expect(await potOf(db, householdId, at(5))).toBe(20);
    await earn(tick(house, at(6)), { accountId, amount: 500, origin: 'adjustment', source: 'test', key: 'b' });
    await payShares(tick(house, at(7)));
    expect(await potOf(db, householdId, at(8))).toBe(20);
  });

  test('lapses lot by lot like any points; what has ended is given back to nobody', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta } = await threeOfOneHouse(house, [0, 0, 0]);
    await give(house, kazuo, 100, at(days(1)), 'soon');
    await give(house, kazuo, 300, at(days(90)), 'late');
    await family(house, kazuo, [kenta]);
    await payIn(member(house, kazuo, at(1)), { amount: 400, key: 'a' });
    expect(await previewLeave(member(house, kazuo, at(days(2))))).toMatchObject({ takesBack: 300 });
    expect(await expireLots(tick(house, at(days(2))))).toBe(1);
    await leaveHousehold(member(house, kazuo, at(days(2) + 1)));
    expect(await pointsOf(db, kazuo.accountId, at(days(2) + 2))).toBe(300);
    expect(await verifyInvariants(db, at(days(2) + 2), { deep: true })).toEqual([]);
  });

  test('an erased member leaves as by itself: what it had paid in goes with it, the others keep theirs', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    const householdId = await family(house, kazuo, [kenta, emi]);
    await payIn(member(house, kenta, at(1)), { amount: 300, key: 'kenta' });
    await payIn(member(house, emi, at(2)), { amount: 200, key: 'emi' });
    await eraseAccount(tick(house, at(3)), kenta.accountId);
    expect(await membershipOf(db, kenta)).toBe(undefined);
    expect(await potOf(db, householdId, at(4))).toBe(200);
    expect(await pointsOf(db, kenta.accountId, at(4))).toBe(0);
    expect(await verifyInvariants(db, at(4), { deep: true })).toEqual([]);
  });
});

describe.each(databases)('a household and its persons on $name', ({ test }) => {
  test('S12: linking and leaving change neither who is one person with whom nor what anybody owns', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    await merge(house, kenta, emi, at(-1));
    const owned = async () => Promise.all([kazuo, kenta, emi].map(({ accountId }) => pointsOf(db, accountId)));
    const before = { partition: await partitionOf(db), owned: await owned(), entries: await entries(db) };
    const state = async () => ({ partition: await partitionOf(db), owned: await owned(), entries: await entries(db) });
    await family(house, kazuo, [kenta]);
    expect(await state()).toEqual(before);
    await showMyself(member(house, kenta, at(1)), { visible: false });
    await leaveHousehold(member(house, kenta, at(2)));
    expect(await state()).toEqual(before);
  });

  test('two members who turn out to be one person are seen once, and part again with all they had', async ({ db }) => {
    const house = await openHouse(db);
    const { kazuo, kenta, emi } = await threeOfOneHouse(house);
    const householdId = await family(house, kazuo, [kenta, emi]);
    await payIn(member(house, kenta, at(1)), { amount: 100, key: 'a' });
    await payIn(member(house, emi, at(1)), { amount: 50, key: 'a' });
    await showMyself(member(house, emi, at(1)), { visible: false });
    const edge = await merge(house, kenta, emi, at(2));
    const seen = await householdOf(db, { accountId: kazuo.accountId, now: at(3), secret });
    expect(seen?.members).toMatchObject([{ me: true }, { me: false, name: null }]);
    await unmerge(house, edge, at(4));
    const after = await householdOf(db, { accountId: kazuo.accountId, now: at(5), secret });
    expect(after?.members.map(({ name }) => name?.given ?? null)).toEqual(['和夫', '健太', null]);
    expect(await potOf(db, householdId, at(5))).toBe(150);
    await leaveHousehold(member(house, emi, at(6)));
    expect(await pointsOf(db, emi.accountId, at(7))).toBe(200);
    expect(await verifyInvariants(db, at(8), { deep: true })).toEqual([]);
  });
});

async function entries(db: Parameters<typeof pointsOf>[0]) {
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(ledgerEntries);
  return row?.count;
}
