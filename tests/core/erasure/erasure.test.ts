import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { runDueErasures } from '../../../core/erasure/due.ts';
import {
  agreeToErasure,
  askErasureByStaff,
  askErasureCode,
  openErasureOf,
  requestErasure,
  stopErasure,
  takeBackErasure,
} from '../../../core/erasure/erasure.ts';
import { memberByIdentity } from '../../../core/members/member.ts';
import { accounts } from '../../../db/schema/members.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, clerk, codeSent, type House, join, member, openHouse, tick, told, twoCards } from '../house.ts';

const dayMinutes = 24 * 60;

async function second(house: House) {
  const [row] = await house.db
    .insert(staff)
    .values({ slackUserId: 'U5', name: '本部 二', role: 'headquarters', storeId: house.stores.hq })
    .returning({ id: staff.id });
  const first = clerk(house, 'takeshi', at(10));
  return { ...first, actor: { ...first.actor, staffId: row!.id } };
}

describe.each(databases)('who may have a card erased, on $name', ({ test }) => {
  test('its owner, by a code to the contact on file; after seven whole days it is done', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const own = (minutes: number) => member(house, today, at(minutes));
    const { accountId } = today;
    expect(await askErasureCode(own(0), { accountId })).toMatchObject({ sentTo: 'mail' });
    await expect(requestErasure(own(1), { accountId, proof: { code: '000000' } })).rejects.toMatchObject({
      code: 'wrong_code',
      facts: { triesLeft: 4 },
    });
    const { dueAt } = await requestErasure(own(1), { accountId, proof: { code: await codeSent(db) } });
    expect(dueAt).toEqual(new Date('2026-11-29T00:00:00+09:00'));
    expect((await told(db)).filter(({ template }) => template === 'erasure_waiting')).toMatchObject([
      { topic: 'line', to: today.identityId },
    ]);
    expect(await runDueErasures(tick(house, at(7 * dayMinutes)))).toBe(0);
    expect(await memberByIdentity(db, today.identityId)).toBeDefined();
    expect(await runDueErasures(tick(house, at(8 * dayMinutes)))).toBe(1);
    expect(await runDueErasures(tick(house, at(9 * dayMinutes)))).toBe(0);
    expect(await memberByIdentity(db, today.identityId)).toBeUndefined();
    await expect(takeBackErasure(own(9 * dayMinutes), { accountId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('its owner, by a login of LINE of these minutes, and takes it back as long as it waits', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { accountId } = today;
    const ask = (loggedIn: number) =>
      requestErasure(member(house, today, at(60)), { accountId, proof: { loggedInAt: at(loggedIn) } });
    await expect(ask(40)).rejects.toMatchObject({ code: 'code_expired' });
    const first = await ask(55);
    expect((await ask(58)).id).toBe(first.id);
    await takeBackErasure(member(house, today, at(100)), { accountId });
    await takeBackErasure(member(house, today, at(101)), { accountId });
    expect(await runDueErasures(tick(house, at(30 * dayMinutes)))).toBe(0);
    expect((await told(db)).filter(({ template }) => template === 'erasure_taken_back')).toHaveLength(1);
  });

  test('nobody else: not by a LINE that does not see the card, not by a login for another card', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const stranger = await join(house, { familyName: '佐藤', givenName: '花子' });
    for (const who of [stranger, today]) {
      const context = member(house, who);
      await expect(askErasureCode(context, { accountId: older.accountId })).rejects.toMatchObject({
        code: 'not_yours',
      });
      const proof = { loggedInAt: at() };
      await expect(requestErasure(context, { accountId: older.accountId, proof })).rejects.toMatchObject({
        code: 'not_yours',
      });
      await expect(takeBackErasure(context, { accountId: older.accountId })).rejects.toMatchObject({
        code: 'not_yours',
      });
    }
  });

  test('headquarters by two persons, never one alone, never a store, never about themselves; the owner takes it back', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const asked = { memberNumber: today.memberNumber, reason: 'asked_in_writing' } as const;
    await expect(askErasureByStaff(clerk(house, 'mariko'), asked)).rejects.toMatchObject({ code: 'not_yours' });
    const { id: erasureId } = await askErasureByStaff(clerk(house, 'takeshi'), asked);
    await expect(askErasureByStaff(clerk(house, 'takeshi'), asked)).rejects.toMatchObject({ code: 'request_open' });
    await expect(agreeToErasure(clerk(house, 'takeshi', at(5)), { erasureId })).rejects.toMatchObject({
      code: 'second_needed',
    });
    expect(await runDueErasures(tick(house, at(30 * dayMinutes)))).toBe(0);
    const other = await second(house);
    await db.update(staff).set({ accountId: today.accountId }).where(eq(staff.id, other.actor.staffId));
    await expect(agreeToErasure(other, { erasureId })).rejects.toMatchObject({ code: 'about_yourself' });
    await db.update(staff).set({ accountId: null }).where(eq(staff.id, other.actor.staffId));
    expect((await agreeToErasure(other, { erasureId })).state).toBe('waiting');
    await expect(agreeToErasure(other, { erasureId })).rejects.toMatchObject({ code: 'request_closed' });
    expect((await told(db)).filter(({ template }) => template === 'erasure_waiting')).toHaveLength(1);
    await takeBackErasure(member(house, today, at(60)), { accountId: today.accountId });
    await expect(stopErasure(clerk(house, 'takeshi', at(61)), { erasureId })).rejects.toMatchObject({
      code: 'request_closed',
    });
    expect(await openErasureOf(db, today.accountId)).toBeUndefined();
    const [account] = await db.select().from(accounts).where(eq(accounts.id, today.accountId));
    expect(account?.erasedAt).toBeNull();
  });
});
