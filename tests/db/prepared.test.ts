import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { prepared } from '../../db/prepared.ts';
import { databases } from '../setup.ts';

const write = prepared(
  sql`insert into settings (key, value, changed_at) values (${sql.placeholder('key')}, ${sql.placeholder('value')}::jsonb, '2026-11-21')`,
);
const count = prepared<{ many: number }>(sql`select count(*)::int as many from settings`);

describe.each(databases)('prepared statements on $name', ({ test }) => {
  test('sent together run in the order in which they were sent, each seeing what those before it did', async ({
    db,
  }) => {
    for (const round of [1, 2]) {
      const seen = await db.transaction(async (tx) => {
        const [before] = await count(tx, {});
        const [, [between], , [after]] = await Promise.all([
          write(tx, { key: `a${round}`, value: '1' }),
          count(tx, {}),
          write(tx, { key: `b${round}`, value: '2' }),
          count(tx, {}),
        ]);
        return [between, after].map((row) => (row?.many ?? 0) - (before?.many ?? 0));
      });
      expect(seen).toEqual([1, 2]);
    }
  });

  test('leave nothing when one of those that were sent together fails', async ({ db }) => {
    const [before] = await count(db, {});
    const twice = db.transaction((tx) =>
      Promise.all([write(tx, { key: 'c', value: '1' }), write(tx, { key: 'c', value: '2' }), count(tx, {})]),
    );
    await expect(twice).rejects.toThrow();
    expect(await count(db, {})).toEqual([before]);
  });
});
