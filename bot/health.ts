import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import type { Deps } from './deps.ts';
import { within } from './timeout.ts';

const readyMsMax = 2_000;

/** `/live`: the process answers. `/ready`: it can also reach its database. */
export function healthRoutes({ db }: Deps) {
  return new Hono()
    .get('/live', (c) => c.json({ live: true }))
    .get('/ready', async (c) => {
      try {
        await within(readyMsMax, db.execute(sql`select 1`));
        return c.json({ ready: true });
      } catch {
        return c.json({ ready: false, missing: 'database' }, 503);
      }
    });
}
