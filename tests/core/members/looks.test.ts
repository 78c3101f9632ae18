import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { findMembers } from '../../../core/members/find.ts';
import { recordLook } from '../../../core/members/looks.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { databases } from '../../setup.ts';
import { at, clerk, join, openHouse, yuko } from '../house.ts';

describe.each(databases)('who saw whom, on $name', ({ test }) => {
  test('is one audit row a look, with every account, and no second one within minutes', async ({ db }) => {
    const house = await openHouse(db);
    const [one, other] = [await join(house, yuko), await join(house, yuko)];
    const both = [one.accountId, other.accountId];
    await recordLook(clerk(house, 'jun'), 'home', both.toReversed());
    await recordLook(clerk(house, 'jun', at(9)), 'home', both);
    await recordLook(clerk(house, 'jun'), 'home', []);
    const rows = () => db.select().from(auditEntries).where(eq(auditEntries.action, 'members.seen'));
    const actor = `staff:${house.staff.jun}`;
    expect(await rows()).toMatchObject([{ actor, facts: { where: 'home', accountIds: both } }]);
    await recordLook(clerk(house, 'jun', at(9)), 'pending', both);
    await recordLook(clerk(house, 'jun', at(9)), 'home', [one.accountId]);
    await recordLook(clerk(house, 'takeshi', at(9)), 'home', both);
    await recordLook(clerk(house, 'jun', at(11)), 'home', both);
    expect(await rows()).toHaveLength(5);
  });

  test('by searching is limited for each person, who is told for how long, and nobody else', async ({ db }) => {
    const house = await openHouse(db);
    const { accountId } = await join(house, yuko);
    for (let search = 0; search < 60; search++) await findMembers(clerk(house, 'jun'), { text: '齋藤' });
    await expect(findMembers(clerk(house, 'jun'), { text: '齋藤' })).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterSeconds: 600 },
    });
    expect(await findMembers(clerk(house, 'sayaka'), { text: '齋藤' })).toMatchObject([{ accountId }]);
    expect(await findMembers(clerk(house, 'jun', at(10)), { text: '齋藤' })).toHaveLength(1);
  });
});
