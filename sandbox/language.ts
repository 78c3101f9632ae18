import { Hono } from 'hono';
import { z } from 'zod';
import type { LineStandIn } from './line/standin.ts';
import type { SlackStandIn } from './slack/standin.ts';

/** The languages people in the sandbox can have. */
export type Language = 'ja' | 'en';

const slackLocales: Record<Language, string> = { ja: 'ja-JP', en: 'en-US' };
const choice = z.object({ language: z.enum(['ja', 'en']) });

/** Whose language is set: customers' in LINE, staff's in Slack. */
export type Platforms = { line: Pick<LineStandIn, 'users'>; slack: Pick<SlackStandIn, 'setLocale'>; staff: string[] };

/**
 * `POST /` sets the language of everybody's LINE app and of every staff member's Slack, as each could do for themselves. The
 * product learns of it as it would from the real ones: it asks. `changed` hears of it, for what an account has in one language.
 */
export function languageRoutes({ line, slack, staff }: Platforms, changed: (language: Language) => void): Hono {
  return new Hono().post('/', async (c) => {
    const body = choice.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json({ error: 'send {"language":"ja"|"en"}' }, 400);
    const { language } = body.data;
    for (const user of line.users()) user.language = language;
    for (const id of staff) slack.setLocale(id, slackLocales[language]);
    changed(language);
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
