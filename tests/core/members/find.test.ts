import { like } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { findMembers, readMember } from '../../../core/members/find.ts';
import { recordProfile } from '../../../core/members/profile.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, clerk, join, openHouse, tick, twoCards, yuko } from '../house.ts';

describe.each(databases)('finding a member, on $name', ({ test }) => {
  test('by number, tail, phone, mail, and name in any script and spacing', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    await join(house, { familyName: '田中', givenName: '一郎', familyKana: 'タナカ', givenKana: 'イチロウ' });
    const find = async (text: string) =>
      (await findMembers(clerk(house, 'sayaka'), { text })).map(({ accountId }) => accountId);
    const both = [today.accountId, older.accountId];
    expect(await find(today.memberNumber)).toEqual([today.accountId]);
    expect(await find('0002')).toEqual([older.accountId]);
    expect(await find('０９０－１１１１－２２７１')).toEqual([today.accountId]);
    expect(await find('YUKO.SAITO@example.jp')).toEqual(both);
    for (const name of ['齋藤優子', '斎藤　優子', 'さいとう ゆうこ', 'ｻｲﾄｳﾕｳｺ', '齋藤', 'ゆうこ'])
      expect(await find(name)).toEqual(both);
    expect(await find('%')).toEqual([]);
    expect(await find('齋')).toEqual([]);
  });

  test('a maiden name still finds her', async ({ db }) => {
    const house = await openHouse(db);
    const { accountId } = await join(house, yuko);
    await recordProfile(tick(house), accountId, { familyName: '吉田' }, 'store');
    expect(await findMembers(clerk(house, 'jun'), { text: '齋藤' })).toMatchObject([{ accountId, name: '吉田 優子' }]);
  });

  test('shows names, tails and counts, and every member shown is audited', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const found = await findMembers(clerk(house, 'sayaka'), { text: today.memberNumber });
    expect(found).toEqual([
      {
        ...{
          accountId: today.accountId,
          personId: today.accountId,
          tail: '0001',
          name: '齋藤 優子',
          reading: 'サイトウ ユウコ',
        },
        ...{
          storeName: '吉祥寺店',
          registeredAt: at(-9999),
          phoneTail: '71',
          mailMasked: 'y•••@•••.jp',
          lineLinked: true,
        },
        ...{ accounts: 1, points: 1840, purchases: 0, firstPurchaseAt: null },
      },
    ]);
    await readMember(clerk(house, 'sayaka'), { accountId: today.accountId });
    const rows = await db.select().from(auditEntries).where(like(auditEntries.action, 'member.%'));
    const sayaka = `staff:${house.staff.sayaka}`;
    expect(rows.map(({ action, actor, facts }) => [action, actor, facts.accountIds])).toEqual([
      ['member.searched', sayaka, [today.accountId]],
      ['member.read', sayaka, [today.accountId]],
    ]);
  });

  test('ten at most, nothing for staff who left, nothing for an empty word', async ({ db }) => {
    const house = await openHouse(db);
    for (let index = 0; index < 12; index++) await join(house, yuko);
    expect(await findMembers(clerk(house, 'jun'), { text: '齋藤優子' })).toHaveLength(10);
    await expect(findMembers(clerk(house, 'jun'), { text: ' ' })).rejects.toMatchObject({ code: 'bad_input' });
    await db.update(staff).set({ active: false });
    await expect(findMembers(clerk(house, 'jun'), { text: '齋藤' })).rejects.toMatchObject({ code: 'not_staff' });
  });
});
