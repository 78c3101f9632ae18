import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { earn } from '../../core/points/earn.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { CopyRefused, manifestOf, type RowBatch, readRows, writeRows } from '../../db/copy.ts';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { headquarters, join, openShop, undo } from '../core/merges/shop.ts';
import { databases, onServer } from '../setup.ts';

const now = new Date('2026-11-21T05:00:00Z');

/** A shop with a merge, an undo and points: every kind of reference between rows. */
async function lively(db: Database) {
  const shop = await openShop(db, 1200);
  const context = headquarters(shop, now);
  await earn(context, { accountId: 1 as AccountId, amount: 120, origin: 'adjustment', source: 'test', key: 'a' });
  await join(shop, now, 2 as AccountId, 1 as AccountId);
  await undo(shop, now, await join(shop, now, 3 as AccountId, 2 as AccountId));
  return shop;
}

async function copied(db: Database) {
  return db.transaction(
    async (tx) => {
      const manifest = await manifestOf(tx);
      const batches: RowBatch[] = [];
      for await (const batch of readRows(tx)) batches.push(batch);
      return { manifest, batches };
    },
    { isolationLevel: 'repeatable read' },
  );
}

async function* each<Item>(items: Item[]) {
  yield* items;
}

describe.each(databases)('rows copied from $name', ({ test }) => {
  test('are the same rows on a server, and new ids go on behind the last', async ({ db }) => {
    await lively(db);
    const { manifest, batches } = await copied(db);
    const target = await onServer.open();
    try {
      await target.db.transaction((tx) => writeRows(tx, manifest, each(batches)));
      expect(await copied(target.db)).toEqual({ manifest, batches });
      expect(await verifyInvariants(target.db, now, { deep: true })).toEqual([]);
      const next = { memberNumber: '29999999', personId: 1 as AccountId, registeredAt: now };
      const [row] = await target.db.insert(accounts).values(next).returning({ id: accounts.id });
      expect(row?.id).toBe(1201);
    } finally {
      await target.close();
    }
  });

  test('are refused by a database that holds anything, which stays as it is', async ({ db }) => {
    await lively(db);
    const { manifest, batches } = await copied(db);
    const again = db.transaction((tx) => writeRows(tx, manifest, each(batches)));
    await expect(again).rejects.toThrow(CopyRefused);
    expect((await copied(db)).manifest).toEqual(manifest);
  });

  test('of another version are refused before anything is written', async ({ db }) => {
    const { manifest } = await copied(db);
    const other = db.transaction((tx) => writeRows(tx, { ...manifest, schema: 'another' }, each([])));
    await expect(other).rejects.toMatchObject({ reason: 'other_schema' });
  });

  test('that stop arriving half-way leave nothing behind', async ({ db }) => {
    await lively(db);
    const { manifest, batches } = await copied(db);
    const target = await onServer.open();
    async function* breaking() {
      yield* batches.slice(0, 3);
      throw new Error('the file ends here');
    }
    try {
      await expect(target.db.transaction((tx) => writeRows(tx, manifest, breaking()))).rejects.toThrow(
        'the file ends here',
      );
      const [left] = (await target.db.execute(sql`select count(*)::int as count from accounts`)) as unknown as {
        count: number;
      }[];
      expect(left?.count).toBe(0);
    } finally {
      await target.close();
    }
  });
});
