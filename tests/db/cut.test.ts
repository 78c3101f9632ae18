import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, onTestFinished } from 'vitest';
import { openServer, rowsOf } from '../../db/open.ts';
import { onServer } from '../setup.ts';

const cuts = 100;

describe('a connection that the server cuts', () => {
  onServer.test('comes back each time, and every question gets its own answer', async ({ url }) => {
    const { db, cut } = shopOf(url as string);
    for (let round = 0; round < cuts; round++) {
      const asked = db.transaction(async (tx) => {
        await tx.execute(sql`select ${round}::int`);
        await Promise.all([1, 2, 3].map((n) => tx.execute(sql`select ${n}::int, pg_sleep(0.002)`)));
      });
      await pause(round % 9);
      await Promise.all([asked.catch(() => {}), cut()]);
      const ask = () => rowsOf(db, sql`select ${round}::int as round`);
      expect(await ask().catch(ask)).toEqual([{ round }]);
    }
  });

  onServer.test('takes its transaction with it: nothing of that is done in the next one', async ({ url }) => {
    const { db, cut } = shopOf(url as string);
    const write = (to: typeof db, key: string) =>
      to.execute(sql`insert into settings (key, value, changed_at) values (${key}, '1', '2026-11-21')`);
    const [begun, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const dead = db.transaction(async (tx) => {
      await write(tx, 'before');
      begun.resolve();
      await mayGoOn.promise;
      await write(tx, 'after');
    });
    dead.catch(() => {});
    await begun.promise;
    await cut();
    await db.transaction(async (tx) => {
      await write(tx, 'next');
      mayGoOn.resolve();
      await expect(dead).rejects.toThrow();
      await write(tx, 'next too');
    });
    const kept = await rowsOf(db, sql`select key from settings order by key`);
    expect(kept).toEqual([{ key: 'next' }, { key: 'next too' }]);
  });
});

/** A pool of one connection, and what cuts it while it is in the middle of something. */
function shopOf(url: string) {
  const { db, close } = openServer(url, { connectionsMax: 1 });
  const killer = postgres(url, { max: 1, connection: { application_name: 'killer' } });
  onTestFinished(async () => {
    await close();
    await killer.end();
  });
  const cut = () => killer`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'musubi' and state <> 'idle'`;
  return { db, cut };
}
