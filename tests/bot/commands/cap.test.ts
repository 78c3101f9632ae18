import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { AccountId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { shopIds } from '../../../db/schema/cap.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeEdges } from '../../../db/schema/merges.ts';
import { auditEntries, settings } from '../../../db/schema/plumbing.ts';
import { type House, openHouse } from '../../core/house.ts';
import { join as merge, type Shop } from '../../core/merges/shop.ts';
import { onServer } from '../../setup.ts';
import { emptyFolder, fileOf, musubi } from './cli.ts';

const { test } = onServer;
const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
const csv = (...numbers: string[]) =>
  fileOf('members.csv', ['会員番号,入会日', ...numbers.map((number) => `${number},2024/1/5`)].join('\n'));

/** Four members from the shop's own system, of whom the first three turned out to be one long ago. */
async function theShop(db: Database, url: string | undefined): Promise<{ house: House; ids: AccountId[] }> {
  const house = await openHouse(db);
  const shop: Shop = { db, staffId: house.staff.takeshi, storeId: house.stores.hq, accountIds: [] };
  await musubi(['import', 'members', csv(...numbers), '--yes'], { DATABASE_URL: url });
  const rows = await db.select().from(accounts).orderBy(accounts.memberNumber);
  const ids = rows.map(({ id }) => id);
  await merge(shop, ago(90), ids[0]!, ids[1]!);
  await merge(shop, ago(60), ids[1]!, ids[2]!);
  return { house, ids };
}

const numbers = ['20480001', '20480002', '20480003', '20480004'];
const known = async (db: Database) =>
  (await db.select().from(shopIds).orderBy(shopIds.accountId)).map(({ accountId, goneAt }) => [
    accountId,
    goneAt !== null,
  ]);

describe('cap export', () => {
  test('lists what may go beside what stays, for Excel, on record, and never over a file', async ({ db, url }) => {
    const { ids } = await theShop(db, url);
    const out = join(emptyFolder(), 'ids.csv');
    const run = () => musubi(['cap', 'export', '--out', out], { DATABASE_URL: url });
    const { status, out: said, err } = await run();
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(said).toContain(`2 numbers are in ${out}`);
    expect(said).not.toMatch(/2048\d{4}/);
    const day = ago(60).toLocaleDateString('sv-SE', { timeZone: 'Asia/Tokyo' });
    const lines = readFileSync(out, 'utf8').split('\r\n');
    expect(lines).toEqual([
      '\uFEFF会員番号,残す会員番号,まとめた日',
      `20480002,20480001,${day}`,
      `20480003,20480001,${day}`,
      '',
    ]);
    const audited = await db.select().from(auditEntries).where(eq(auditEntries.action, 'cap.exported'));
    expect(audited).toMatchObject([{ actor: 'system:command', facts: { count: 2, accountIds: [ids[1], ids[2]] } }]);
    const again = await run();
    expect(again).toMatchObject({ status: 1, err: expect.stringContaining('is there already') });
  });

  test('keeps the number that somebody chose', async ({ db, url }) => {
    await theShop(db, url);
    const said = await musubi(['cap', 'keep', '20480003'], { DATABASE_URL: url });
    expect(said).toMatchObject({ status: 0, out: '••••0003 is to stay.\n' });
    const out = join(emptyFolder(), 'ids.csv');
    await musubi(['cap', 'export', '--out', out], { DATABASE_URL: url });
    expect(readFileSync(out, 'utf8').match(/^\d{8},\d{8}/gm)).toEqual(['20480001,20480003', '20480002,20480003']);
    const stranger = await musubi(['cap', 'keep', '99999999'], { DATABASE_URL: url });
    expect(stranger).toMatchObject({ status: 1, err: 'There is no card of that number.\n' });
  });

  test('writes no file while nothing may go: too young, or frozen', async ({ db, url }) => {
    await theShop(db, url);
    await db.update(mergeEdges).set({ frozenAt: new Date() });
    const out = join(emptyFolder(), 'ids.csv');
    const run = () => musubi(['cap', 'export', '--out', out], { DATABASE_URL: url });
    expect((await run()).out).toContain('No number may be deleted');
    await db.update(mergeEdges).set({ frozenAt: null });
    await db.insert(settings).values({ key: 'cap_wait_days', value: 120, changedAt: new Date() });
    expect((await run()).out).toContain('No number may be deleted');
    expect(existsSync(out)).toBe(false);
    expect(await known(db)).toEqual([]);
  });
});

describe('the import after it', () => {
  const taken = (url: string | undefined, list: string[], ...more: string[]) =>
    musubi(['import', 'members', csv(...list), '--yes', ...more], { DATABASE_URL: url });
  const exported = async (db: Database, url: string | undefined) => {
    const { ids } = await theShop(db, url);
    await musubi(['cap', 'export', '--out', join(emptyFolder(), 'ids.csv')], { DATABASE_URL: url });
    return ids;
  };

  test('of the whole list notes what is deleted there, tells what is not, and again changes nothing', async ({
    db,
    url,
  }) => {
    const ids = await exported(db, url);
    const left = ['20480001', '20480003', '20480004'];
    const { status, out } = await taken(url, left, '--whole');
    expect(status).toBe(0);
    expect(out).toContain('1 are now known to be deleted there; 1 are still there.');
    expect(await known(db)).toEqual([
      [ids[1], true],
      [ids[2], false],
    ]);
    const before = await db.select().from(shopIds).orderBy(shopIds.id);
    expect((await taken(url, left, '--whole')).out).toContain(
      '0 are now known to be deleted there; 1 are still there.',
    );
    expect(await db.select().from(shopIds).orderBy(shopIds.id)).toEqual(before);
    const audited = await db.select().from(auditEntries).where(eq(auditEntries.action, 'cap.confirmed'));
    expect(audited).toMatchObject([{ facts: { gone: [ids[1]], back: [] } }]);
    const next = join(emptyFolder(), 'next.csv');
    await musubi(['cap', 'export', '--out', next], { DATABASE_URL: url });
    expect(readFileSync(next, 'utf8').match(/^\d{8},\d{8}/gm)).toEqual(['20480003,20480001']);
    const { out: shown } = await musubi(['cap', 'show'], { DATABASE_URL: url });
    expect(shown).toContain('2 members (4 cards), no cap set.');
    expect(shown).toContain("1 numbers may be deleted in the shop's own system; 1 are deleted already.");
  });

  test('of a part of the list notes nothing, and says what would', async ({ db, url }) => {
    const ids = await exported(db, url);
    const { out } = await taken(url, ['20480001', '20480004']);
    expect(out).toContain('2 are not in this file and 0 are.');
    expect(out).toContain('add --whole');
    expect(await known(db)).toEqual([
      [ids[1], false],
      [ids[2], false],
    ]);
  });

  test('does not judge a number whose own number that stays is missing too, and takes back one that returns', async ({
    db,
    url,
  }) => {
    const ids = await exported(db, url);
    expect((await taken(url, ['20480004'], '--whole')).out).toContain('2 cannot be judged');
    await taken(url, ['20480001', '20480004'], '--whole');
    expect((await taken(url, numbers, '--whole')).out).toContain('2 that were deleted are there again.');
    expect(await known(db)).toEqual([
      [ids[1], false],
      [ids[2], false],
    ]);
  });

  test('without any list says nothing about one', async ({ db, url }) => {
    await theShop(db, url);
    expect((await taken(url, numbers, '--whole')).out).not.toContain('deleted');
  });
});
