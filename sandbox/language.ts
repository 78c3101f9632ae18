import { Hono } from 'hono';
import { z } from 'zod';
import type { LineStandIn } from './line/standin.ts';

const choice = z.object({ language: z.enum(['ja', 'en']) });

/** `POST /` sets the language of everybody's LINE app, which the platform tells the product with the profile. */
export function languageRoutes(line: LineStandIn): Hono {
  return new Hono().post('/', async (c) => {
    const body = choice.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json({ error: 'send {"language":"ja"|"en"}' }, 400);
    for (const user of line.users()) user.language = body.data.language;
    return c.body(null, 204);
  });
}
