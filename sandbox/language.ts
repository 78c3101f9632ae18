import { Hono } from 'hono';
import { z } from 'zod';
import type { LineStandIn } from './line/standin.ts';

/** The languages people in the sandbox can have. */
export type Language = 'ja' | 'en';

const choice = z.object({ language: z.enum(['ja', 'en']) });

/**
 * `POST /` sets the language of everybody's LINE app, which the platform tells the product with the profile; `changed`
 * hears of it, for what an account has in one language only.
 */
export function languageRoutes(line: LineStandIn, changed: (language: Language) => void): Hono {
  return new Hono().post('/', async (c) => {
    const body = choice.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json({ error: 'send {"language":"ja"|"en"}' }, 400);
    for (const user of line.users()) user.language = body.data.language;
    changed(body.data.language);
    return c.body(null, 204);
  });
}

/**
 * Keeps something that is slow to make in the language wanted last: one run at a time, none for a language that is
 * there already or was wanted only for a moment.
 */
export function followLanguage(run: (language: Language) => Promise<unknown>): (wanted: Language) => void {
  let made: Language | undefined;
  let wanted: Language | undefined;
  let busy = false;
  const work = async () => {
    busy = true;
    while (wanted !== made) {
      made = wanted;
      if (made) await run(made);
    }
    busy = false;
  };
  return (language) => {
    wanted = language;
    if (!busy) void work();
  };
}
