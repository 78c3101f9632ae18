import { describe, expect } from 'vitest';
import { stores } from '../db/schema/shop.ts';
import { databases, onServer } from './setup.ts';

describe.each(databases)('a test on $name', ({ test }) => {
  for (const time of ['first', 'second'])
    test(`finds its database migrated, empty and counting from 1 the ${time} time`, async ({ db }) => {
      expect(await db.select().from(stores)).toEqual([]);
      const [store] = await db.insert(stores).values({ code: 'kamakura', name: 'Kamakura' }).returning();
      expect(store?.id).toBe(1);
    });
});

describe('databases on the server', () => {
  onServer.test('do not see each other', async ({ db, url }) => {
    const other = await onServer.open({ connectionsMax: 2 });
    await other.db.insert(stores).values({ code: 'kobe', name: 'Kobe' });
    expect(await db.select().from(stores)).toEqual([]);
    expect(other.url).not.toBe(url);
    await other.close();
  });
});
