import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { askExport, exportOf, exportToken, openExport, prepareExports } from '../../../core/exports/export.ts';
import { notExported, sections } from '../../../core/exports/sections.ts';
import { unlink } from '../../../core/members/identity.ts';
import { joinAccounts } from '../../../core/merges/merge.ts';
import { accountPolicies, reachedPolicies } from '../../../db/policies.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { databases } from '../../setup.ts';
import { askByMail, at, member, openHouse, secret, tick, told, twoCards } from '../house.ts';

const dayMinutes = 24 * 60;

describe.each(databases)('a copy of what is held, on $name', ({ test }) => {
  test('speaks of every table that is about an account, or says why not', () => {
    const said = [...sections.map(({ table }) => table), ...Object.keys(notExported)].sort();
    expect(said).toEqual([...Object.keys(accountPolicies), ...Object.keys(reachedPolicies)].sort());
  });

  test('comes by a link that opens once, within a day, and gives the file for half an hour', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { exportId } = await askExport(member(house, today));
    expect(await prepareExports(tick(house, at(1)))).toBe(1);
    expect(await prepareExports(tick(house, at(2)))).toBe(0);
    expect((await told(db)).filter(({ template }) => template === 'export_ready')).toMatchObject([
      { to: today.identityId },
    ]);
    const open = (minutes: number, token = exportToken(secret, exportId)) =>
      openExport(tick(house, at(minutes)), { token });
    await expect(open(5, `${exportId}.${'x'.repeat(43)}`)).rejects.toMatchObject({ code: 'not_found' });
    const { accounts } = await open(60);
    expect(accounts.map(({ memberNumber }) => memberNumber)).toEqual([today.memberNumber]);
    expect(JSON.stringify(accounts)).toContain('yuko.saito@example.jp');
    expect((await open(80)).accounts).toHaveLength(1);
    await expect(open(100)).rejects.toMatchObject({ code: 'link_used' });
    const second = await askExport(member(house, today, at(200)));
    await prepareExports(tick(house, at(200)));
    const late = exportToken(secret, second.exportId);
    await expect(open(201 + dayMinutes, late)).rejects.toMatchObject({ code: 'link_used' });
  });

  test('holds what this LINE may see when it is opened: the other card only while it may be seen, and nothing after unlinking', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await askExport(member(house, today, at(1)));
    await joinAccounts(tick(house, at(2)), { requestId, a: today.accountId, b: older.accountId, how: 'code' });
    const first = await askExport(member(house, today, at(3)));
    await prepareExports(tick(house, at(4)));
    const seen = await openExport(tick(house, at(5)), { token: exportToken(secret, first.exportId) });
    expect(seen.accounts.map(({ memberNumber }) => memberNumber)).not.toContain(older.memberNumber);
    expect(JSON.stringify(seen)).not.toContain('0467');
    const third = await askExport(member(house, today, at(6)));
    await prepareExports(tick(house, at(7)));
    await unlink(member(house, today, at(8)));
    const token = exportToken(secret, third.exportId);
    await expect(openExport(tick(house, at(9)), { token })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('made by the shop is on record', async ({ db }) => {
    const house = await openHouse(db);
    const { older } = await twoCards(house);
    expect((await exportOf(tick(house), older.memberNumber)).accounts).toHaveLength(1);
    const rows = await db.select().from(auditEntries).where(eq(auditEntries.action, 'export.by_shop'));
    expect(rows.map(({ accountId }) => accountId)).toEqual([older.accountId]);
  });
});
