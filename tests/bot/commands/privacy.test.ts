import { existsSync, readFileSync, statSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { privacyWords as words } from '../../../bot/words/privacy.ts';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import type { Database } from '../../../db/open.ts';
import { dataExports } from '../../../db/schema/erasure.ts';
import { profileValues } from '../../../db/schema/members.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { at, type Guest, join, openHouse, tick } from '../../core/house.ts';
import { onServer } from '../../setup.ts';
import { emptyFolder, fileOf, musubi } from './cli.ts';

const { test } = onServer;

/** A member with a long name, two exports long over, and another member who is nobody's business. */
async function shop(db: Database) {
  const house = await openHouse(db);
  const name = { familyName: 'アレクサンドラ・フォンテーヌ', givenName: '<b>美咲</b>' };
  const misaki = await join(house, { ...name, mail: 'misaki.f@example.jp', phone: '090-3333-0318' });
  const other = await join(house, { familyName: '髙橋', givenName: '和夫', mail: 'kazuo@example.jp' });
  return { house, misaki, other };
}

const actions = async (db: Database) => (await db.select().from(auditEntries)).map(({ action }) => action);

describe('musubi retention', () => {
  const longAgo = (db: Database, { accountId, identityId }: Guest, rows: number) =>
    db.execute(sql`insert into data_exports (account_id, identity_id, asked_at)
      select ${accountId}, ${identityId}, '2020-01-01' from generate_series(1, ${rows}::int)`);

  test('counts without changing anything, then forgets all of it, and has nothing left to do', async ({ db, url }) => {
    const { misaki } = await shop(db);
    await longAgo(db, misaki, 6_000);
    const here = { DATABASE_URL: url };
    const dry = await musubi(['retention', '--dry-run'], here);
    expect(dry.err).toBe('');
    expect(dry).toMatchObject({ status: 0, out: expect.stringMatching(/exports +\d+ days {2}6000/) });
    expect(dry.out).toContain(words.retention.counted);
    expect(await db.select().from(dataExports)).toHaveLength(6_000);
    const done = await musubi(['retention'], here);
    expect(done).toMatchObject({ status: 0, out: expect.stringMatching(/exports +\d+ days {2}6000/) });
    expect(await db.select().from(dataExports)).toEqual([]);
    expect(await actions(db)).toContain('retention.forgotten');
    expect((await musubi(['retention'], here)).out).toBe(`${words.retention.done}\n`);
  });
});

describe('musubi export-member', () => {
  test('writes everything about one card and nothing of anybody else, for its owner only to read, on record', async ({
    db,
    url,
  }) => {
    const { misaki } = await shop(db);
    const file = pathOf(emptyFolder(), 'misaki.json');
    const said = await musubi(['export-member', misaki.memberNumber, '--out', file], { DATABASE_URL: url });
    expect(said).toMatchObject({ status: 0, err: '', out: `${words.exportMember.done(file)}\n` });
    const text = readFileSync(file, 'utf8');
    const { accounts } = JSON.parse(text) as { accounts: { memberNumber: string; told: { table: string }[] }[] };
    expect(accounts.map(({ memberNumber }) => memberNumber)).toEqual([misaki.memberNumber]);
    for (const value of ['misaki.f@example.jp', '090-3333-0318', 'アレクサンドラ・フォンテーヌ'])
      expect(text).toContain(value);
    expect(text).not.toMatch(/髙橋|kazuo/);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(await actions(db)).toContain('export.by_shop');
  });

  test.for(['ja', 'en'])(
    'makes a page that can be read, in %s, in which a name is never markup',
    async (language, { db, url }) => {
      const { misaki } = await shop(db);
      const file = pathOf(emptyFolder(), 'misaki.html');
      const command = ['export-member', misaki.memberNumber, '--out', file, '--language', language];
      expect(await musubi(command, { DATABASE_URL: url })).toMatchObject({ status: 0, err: '' });
      const page = readFileSync(file, 'utf8');
      expect(page).toContain(`lang="${language}"`);
      expect(page).toContain('&lt;b&gt;美咲&lt;/b&gt;');
      expect(page).not.toContain('<b>美咲');
      expect(page).not.toMatch(/<script|<form|https?:\/\//);
    },
  );

  test('writes over nothing, and nothing for a number that nobody has', async ({ db, url }) => {
    const { misaki } = await shop(db);
    const mine = fileOf('mine.json', 'mine');
    const over = await musubi(['export-member', misaki.memberNumber, '--out', mine], { DATABASE_URL: url });
    expect(over).toMatchObject({ status: 1, err: `${words.exportMember.exists(mine)}\n` });
    expect(readFileSync(mine, 'utf8')).toBe('mine');
    const nowhere = pathOf(emptyFolder(), 'nobody.json');
    const none = await musubi(['export-member', '00000000', '--out', nowhere], { DATABASE_URL: url });
    expect(none.status).toBe(1);
    expect(none.err).not.toContain('    at ');
    expect(existsSync(nowhere)).toBe(false);
    expect(await actions(db)).not.toContain('export.by_shop');
  });
});

describe('musubi erasure', () => {
  test('finds nothing after an erasure, and what somebody wrote back since, in whatever letters', async ({
    db,
    url,
  }) => {
    const { house, misaki, other } = await shop(db);
    await eraseAccount(tick(house, at(1)), misaki.accountId);
    const look = () =>
      musubi(['erasure', '--verify', '--value', 'misaki.f@example.jp', '090-3333-0318'], { DATABASE_URL: url });
    expect(await look()).toMatchObject({ status: 0, out: expect.stringContaining('the values are in none of') });
    const [row] = await db.select().from(profileValues).where(eq(profileValues.accountId, other.accountId)).limit(1);
    await db.update(profileValues).set({ value: '０９０３３３３０３１８' }).where(eq(profileValues.id, row!.id));
    const found = await look();
    expect(found).toMatchObject({ status: 1, out: expect.stringContaining('found in profile_values.value, 1 rows') });
    expect(`${found.out}${found.err}`).not.toContain('0318');
  });
});
