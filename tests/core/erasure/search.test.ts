import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { continueSearch } from '../../../core/erasure/search.ts';
import { rowsOf } from '../../../db/open.ts';
import { erasureSearches, type Hit } from '../../../db/schema/erasure.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { databases, onServer } from '../../setup.ts';
import { at, type House, join, openHouse, searched, tick } from '../house.ts';

/** More rows than one piece looks at, the last of which holds what must be gone. */
async function crowded(house: House, rows: number) {
  const guest = await join(house, { familyName: '髙橋', givenName: '莉子', mail: 'riko.t@example.jp' });
  await house.db.execute(
    sql`insert into settings (key, value, changed_at) select 'note ' || n, to_jsonb(case when n = ${rows} then 'RIKO.T@example.jp' else 'a plain note' end),
      ${at().toISOString()}::timestamptz from generate_series(1, ${rows}::int) n`,
  );
  await eraseAccount(tick(house, at(1)), guest.accountId);
  return guest;
}

describe.each(databases)('the search after an erasure, on $name', ({ test }) => {
  test('goes on where it stopped, piece by piece, and finds what stands at the far end', { timeout: 60_000 }, async ({
    db,
  }) => {
    const house = await openHouse(db);
    await crowded(house, 12_000);
    const steps: string[] = [];
    while (await continueSearch(tick(house, at(2)))) {
      const [search] = await db.select().from(erasureSearches);
      steps.push(search ? `${search.inTable} ${search.after}` : 'done');
    }
    expect(steps.length).toBeGreaterThan(2);
    expect(new Set(steps).size).toBe(steps.length);
    expect((await searched(house, 3)).hits).toEqual([{ table: 'settings', column: 'value', kind: 'mail', rows: 1 }]);
    expect(await continueSearch(tick(house, at(4)))).toBe(false);
  });

  test('keeps what it looks for sealed, and nothing of it when it is over', async ({ db }) => {
    const house = await openHouse(db);
    await crowded(house, 1);
    const [search] = await db.select().from(erasureSearches);
    expect(JSON.stringify(search)).not.toMatch(/riko\.t|莉子|髙橋/);
    await searched(house, 2);
    expect(await db.select().from(erasureSearches)).toEqual([]);
    const said = JSON.stringify(
      (await db.select().from(auditEntries)).filter(({ action }) => action.startsWith('account.')),
    );
    expect(said).not.toMatch(/riko\.t|莉子|髙橋/);
  });

  test('ends and says so when the secret that sealed it has changed', async ({ db }) => {
    const house = await openHouse(db);
    await crowded(house, 1);
    expect(await continueSearch({ ...tick(house, at(2)), secret: 'another secret, long enough' })).toBe(true);
    const [row] = (await db.select().from(auditEntries)).filter(({ action }) => action === 'account.searched');
    expect(row?.facts).toMatchObject({ hits: [] satisfies Hit[], searched: { readable: false } });
    expect(await db.select().from(erasureSearches)).toEqual([]);
  });
});

describe('two processes', () => {
  onServer.test('never search the same piece twice, and a search ends once', async ({ db }) => {
    const house = await openHouse(db);
    await crowded(house, 3_000);
    const both = () => Promise.all([1, 2].map(() => continueSearch(tick(house, at(2)))));
    while ((await both()).some(Boolean));
    const ended = await rowsOf<{ n: number }>(
      db,
      sql`select count(*)::int as n from audit_entries where action = 'account.searched'`,
    );
    expect(ended).toEqual([{ n: 1 }]);
  });
});
