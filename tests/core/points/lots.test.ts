import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { lots } from '../../../db/schema/points.ts';
import { databases } from '../../setup.ts';
import { join, openHouse, yuko } from '../house.ts';

const changes = [
  'account_id = account_id + 1',
  'amount = amount + 1',
  "earned_at = earned_at + interval '1 day'",
  "recorded_at = recorded_at + interval '1 day'",
  "available_at = available_at - interval '1 day'",
  'expires_at = null',
  "origin = 'welcome'",
  "once_key = 'again'",
  'purchase_id = 1',
  "source = 'elsewhere'",
  "key = 'another'",
];

describe.each(databases)('a lot, on $name', ({ test }) => {
  test('keeps everything but what remains of it, whoever asks, and is never taken away', async ({ db }) => {
    const house = await openHouse(db);
    await join(house, yuko, { points: 500 });
    const [before] = await db.select().from(lots);
    for (const change of [...changes, ...changes.map((one) => `remaining = 100, ${one}`)]) {
      await expect(db.execute(sql.raw(`update lots set ${change}`)), change).rejects.toThrow();
    }
    await expect(db.execute(sql`delete from lots`)).rejects.toThrow();
    expect(await db.select().from(lots)).toEqual([before]);
    await db.execute(sql`update lots set remaining = 100`);
    expect(await db.select().from(lots)).toEqual([{ ...before, remaining: 100 }]);
  });
});
