import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { earn } from '../../../core/points/earn.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { askByMail, at, clerk, openHouse, told, twoCards } from '../house.ts';

describe.each(databases)('a merge started at the counter, on $name', ({ test }) => {
  test('whoever serves the customer starts it and may approve it', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const cards = { presentNumber: '2048 0001', oldNumber: older.memberNumber };
    const { requestId } = await startAtCounter(clerk(house, 'sayaka'), cards);
    expect(await requestOf(db, requestId, at())).toMatchObject({
      ...{ origin: 'counter', state: 'waiting', proof: 'counter', store: { name: '吉祥寺店' } },
      createdByStaff: { name: '森下 さやか' },
    });
    expect(await told(db)).toContainEqual({
      topic: 'line',
      template: 'request_about_you',
      requestId,
      to: older.identityId,
    });
    await approveRequest(clerk(house, 'sayaka'), { requestId, epochs: { requester: 0, target: 0 } });
    const merged = (await told(db)).filter(({ template }) => template === 'merged_about_you' && template);
    expect(merged.map(({ to }) => to)).toEqual([today.identityId, older.identityId, undefined, undefined]);
    const read = await db.select().from(auditEntries).where(eq(auditEntries.action, 'member.read'));
    expect(read.map(({ accountId }) => accountId)).toEqual([today.accountId, older.accountId]);
  });

  test('above a limit of points on either card a colleague approves it, whoever serves', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const gift = { amount: 5_001, origin: 'adjustment', source: 'test', key: 'gift' } as const;
    await earn({ ...clerk(house, 'sayaka') }, { ...gift, accountId: today.accountId });
    const cards = { presentNumber: today.memberNumber, oldNumber: older.memberNumber };
    const { requestId } = await startAtCounter(clerk(house, 'sayaka'), cards);
    const epochs = { requester: 0, target: 0 };
    const alone = approveRequest(clerk(house, 'sayaka'), { requestId, epochs });
    await expect(alone).rejects.toMatchObject({ code: 'second_needed' });
    expect((await approveRequest(clerk(house, 'mariko'), { requestId, epochs })).edgeId).toBeGreaterThan(0);
  });

  test('the contacts of both cards hear of it, whichever of them was called the old one', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const cards = { presentNumber: older.memberNumber, oldNumber: today.memberNumber };
    const { requestId } = await startAtCounter(clerk(house, 'sayaka'), cards);
    await approveRequest(clerk(house, 'sayaka'), { requestId, epochs: { requester: 0, target: 0 } });
    const letters = (template: string) =>
      told(db).then((all) =>
        all.filter((one) => one.template === template && one.profileValueId).map(({ topic }) => topic),
      );
    expect(await letters('request_about_you')).toEqual(['mail', 'sms', 'mail', 'sms']);
    expect(await letters('merged_about_you')).toEqual(['mail', 'mail']);
  });

  test('the same card twice, an unknown one, one person already, a request that is open: each is told apart', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const start = (presentNumber: string, oldNumber: string) =>
      startAtCounter(clerk(house, 'sayaka'), { presentNumber, oldNumber });
    const [here, there] = [today.memberNumber, older.memberNumber];
    await expect(start(here, here)).rejects.toMatchObject({ code: 'same_account' });
    await expect(start(here, '99999999')).rejects.toMatchObject({ code: 'not_found' });
    const { requestId: open } = await askByMail(house, today);
    await expect(start(here, there)).rejects.toMatchObject({ code: 'request_open', facts: { requestId: open } });
    const { requestId } = await start(there, here);
    await approveRequest(clerk(house, 'sayaka'), { requestId, epochs: { requester: 0, target: 0 } });
    await expect(start(here, there)).rejects.toMatchObject({ code: 'already_one' });
  });

  test('nobody starts one for a card of their own, or after they left', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    await db.update(staff).set({ accountId: today.accountId }).where(eq(staff.id, house.staff.sayaka));
    await db.update(staff).set({ active: false }).where(eq(staff.id, house.staff.jun));
    const cards = { presentNumber: older.memberNumber, oldNumber: today.memberNumber };
    await expect(startAtCounter(clerk(house, 'sayaka'), cards)).rejects.toMatchObject({ code: 'about_yourself' });
    await expect(startAtCounter(clerk(house, 'jun'), cards)).rejects.toMatchObject({ code: 'not_staff' });
  });
});
