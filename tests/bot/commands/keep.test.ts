import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { describe, expect, onTestFinished } from 'vitest';
import { writeRowsFile } from '../../../bot/commands/rows-file.ts';
import { operatorWords as words } from '../../../bot/words/operator.ts';
import { openEmbedded } from '../../../db/embedded.ts';
import type { AccountId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { accounts } from '../../../db/schema/members.ts';
import { stores } from '../../../db/schema/shop.ts';
import { bookRows, give, join as merge, openShop, pay, undo } from '../../core/merges/shop.ts';
import { onServer } from '../../setup.ts';
import { emptyFolder, fileOf, musubi } from './cli.ts';

const { test } = onServer;
const opening = Date.now() - 6 * 3_600_000;
/** Today, some hours ago: a command goes by the machine's clock, and drops of a backup what LINE would no longer know again. */
const at = (hours = 0) => new Date(opening + hours * 3_600_000);
const [a, b] = [1, 2] as AccountId[] as [AccountId, AccountId];

/** A shop in which points were used across a join that was undone. */
async function lively(db: Database) {
  const shop = await openShop(db, 20);
  await give(shop, at(), b, 100);
  const edgeId = await merge(shop, at(1), a, b);
  await pay(shop, at(2), a, 30);
  await undo(shop, at(3), edgeId);
}

async function anotherServer() {
  const other = await onServer.open();
  onTestFinished(other.close);
  return other as typeof other & { url: string };
}

/** A backup that was not made by a process of its own, for what is done to it. */
async function written(db: Database): Promise<string> {
  const file = join(emptyFolder(), 'shop.rows.gz');
  await writeRowsFile(db, file, at(4), () => {});
  return file;
}

async function backedUp(url: string | undefined): Promise<string> {
  const file = join(emptyFolder(), 'shop.rows.gz');
  const { status, err } = await musubi(['backup', file], { DATABASE_URL: url });
  expect({ status, wrote: existsSync(file), part: existsSync(`${file}.part`) }, err).toEqual({
    ...{ status: 0, wrote: true, part: false },
  });
  return file;
}

describe('a backup', () => {
  test('comes back on a server as it was, and every promise holds of it', async ({ db, url }) => {
    await lively(db);
    const file = await backedUp(url);
    const other = await anotherServer();
    const restored = await musubi(['restore', file], { DATABASE_URL: other.url });
    expect(restored).toMatchObject({ status: 0, out: expect.stringContaining('every promise holds') });
    expect(await bookRows(other.db)).toEqual(await bookRows(db));
    const restores = await rowsOf<{ facts: object }>(
      other.db,
      sql`select facts from audit_entries where action = 'shop.restored'`,
    );
    expect(restores, 'nothing that may have gone out since is sent again').toEqual([
      { facts: { skipped: 0, dropped: 0 } },
    ]);
    expect(await musubi(['verify'], { DATABASE_URL: other.url })).toMatchObject({
      status: 0,
      out: 'Every promise holds.\n',
    });
  });

  test('goes into an embedded database, out of it, and over to a server', async ({ db, url }) => {
    await lively(db);
    const here = { MUSUBI_DATA: join(emptyFolder(), 'shop') };
    const file = await backedUp(url);
    expect(await musubi(['restore', file], here)).toMatchObject({ status: 0 });
    expect(await musubi(['verify'], here)).toMatchObject({ status: 0 });
    const again = join(emptyFolder(), 'again.gz');
    expect(await musubi(['backup', again], here)).toMatchObject({ status: 0 });
    // All but the audit, in which the restore itself has left its row.
    const rows = (name: string) =>
      gunzipSync(readFileSync(name))
        .toString()
        .split('\n')
        .slice(1)
        .filter((line) => !line.startsWith('{"table":"audit_entries"'));
    expect(rows(again)).toEqual(rows(file));
    const other = await anotherServer();
    const moved = await musubi(['move-to', other.url], here);
    expect(moved).toMatchObject({ status: 0, out: expect.stringContaining('Set DATABASE_URL') });
    expect(await bookRows(other.db)).toEqual(await bookRows(db));
    await expect(lockedOut(here.MUSUBI_DATA, ['verify'])).resolves.toMatch(/is open in process \d+/);
  }, 240_000);

  test('is never written over, and needs a folder that is there', async ({ db, url }) => {
    await lively(db);
    const file = fileOf('mine.gz', 'mine');
    expect(await musubi(['backup', file], { DATABASE_URL: url })).toMatchObject({
      status: 1,
      err: `${words.backup.exists(file)}\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const nowhere = join(emptyFolder(), 'no', 'such.gz');
    const { status, err } = await musubi(['backup', nowhere], { DATABASE_URL: url });
    expect(status).toBe(1);
    expect(err).toContain('cannot be read or written');
  });
});

describe('restore and move-to refuse, and write nothing', () => {
  test('into a database that holds anything', async ({ db, url }) => {
    await lively(db);
    const file = await written(db);
    const other = await anotherServer();
    await other.db.insert(stores).values({ code: 'mine', name: '本店' });
    for (const command of [
      ['restore', file],
      ['move-to', other.url],
    ]) {
      const environment = { DATABASE_URL: command[0] === 'restore' ? other.url : url };
      expect(await musubi(command, environment)).toMatchObject({
        status: 1,
        err: expect.stringContaining(words.restore.notEmpty('stores')),
      });
    }
    expect(await other.db.select().from(accounts)).toEqual([]);
  });

  const damages: [how: string, damage: (file: string) => void, says: RegExp][] = [
    ['is cut off', (file) => truncateSync(file, readFileSync(file).length - 40), /not a whole backup/],
    ['is a picture', (file) => writeFileSync(file, Buffer.from('89504e470d0a1a0a', 'hex')), /not a whole backup/],
    ['is other text', (file) => writeFileSync(file, gzipSync('hello\n')), /not a whole backup/],
    ['lacks its last rows', (file) => rewrite(file, (lines) => lines.slice(0, -2)), /Not every row of \w+ arrived/],
    ['holds a line that is none', (file) => rewrite(file, (lines) => [...lines, '5']), /not a whole backup/],
    [
      'breaks a promise',
      (file) =>
        rewrite(file, (lines) => lines.map((line) => line.replace('\\"remaining\\": 100', '\\"remaining\\": 99'))),
      /2 promises do not hold/,
    ],
    [
      'was made by another version',
      (file) => rewrite(file, ([head = '', ...rows]) => [head.replace(/"schema":"\w+"/, '"schema":"0"'), ...rows]),
      /another version/,
    ],
    [
      'names a person twice',
      (file) => rewrite(file, (lines) => lines.map((line) => line.replaceAll('20000002', '20000001'))),
      /refuses one of these rows \(accounts_member\w*\)/i,
    ],
  ];
  test.for(damages)('a backup that %s', async ([, damage, says], { db }) => {
    await lively(db);
    const file = await written(db);
    damage(file);
    const other = await anotherServer();
    const { status, err } = await musubi(['restore', file], { DATABASE_URL: other.url });
    expect(status).toBe(1);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/20000001| {4}at /);
    expect(await other.db.select().from(accounts)).toEqual([]);
  });

  test('a file that is not there, and an address that is none', async ({ url }) => {
    const environment = { DATABASE_URL: url };
    expect((await musubi(['restore', 'nowhere.gz'], environment)).err).toContain('There is no ');
    expect((await musubi(['move-to', 'mysql://x'], environment)).err).toBe(`${words.moveTo.badUrl}\n`);
  });
});

describe('verify and seed', () => {
  test('verify says which promise does not hold and where, and ends with 1', async ({ db, url }) => {
    await lively(db);
    await db.update(accounts).set({ personId: 3 as never });
    const { status, out, err } = await musubi(['verify'], { DATABASE_URL: url });
    expect({ status, out }).toEqual({ status: 1, out: '20 promises do not hold.\n' });
    expect(err).toContain('S1  account 1\n');
  });

  test('migrate may run again, and seed leaves a shop that holds anything alone', async ({ db, url }) => {
    await lively(db);
    expect(await musubi(['migrate'], { DATABASE_URL: url })).toMatchObject({ status: 0 });
    expect(await musubi(['seed'], { DATABASE_URL: url })).toMatchObject({ status: 1, err: `${words.seed.notEmpty}\n` });
    expect(await db.select().from(accounts)).toHaveLength(20);
  });
});

/** What a command says while another process has the folder open. */
async function lockedOut(folder: string, command: string[]): Promise<string> {
  const open = await openEmbedded(join(folder, 'database'));
  try {
    return (await musubi(command, { MUSUBI_DATA: folder })).err;
  } finally {
    await open.close();
  }
}

function rewrite(file: string, change: (lines: string[]) => string[]) {
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
  writeFileSync(file, gzipSync(`${change(lines).join('\n')}\n`));
}
