import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Context as Call } from 'hono';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { exportDeletable } from '../core/cap/shopIds.ts';
import type { Context, StaffActor } from '../core/context.ts';
import { useOnce } from '../core/limits.ts';
import { Refusal } from '../core/refusal.ts';
import type { StaffId } from '../db/ids.ts';
import type { Database } from '../db/open.ts';
import { staff } from '../db/schema/shop.ts';
import { seal, unseal } from '../liff/seal.ts';
import { capCsv } from './cap-csv.ts';
import { contextOf, type Deps } from './deps.ts';
import type { Words } from './words/ja.ts';
import { wordsIn } from './words/words.ts';

/** How long a link from Slack may lie before it is used. */
const linkMinutes = 10;

/** The address where headquarters take the list of numbers that may be deleted: once, within ten minutes. */
export function capIdsLink(publicUrl: string, { secret, now, actor }: Context<StaffActor>): string {
  const endsAt = new Date(now.getTime() + linkMinutes * 60_000);
  return `${publicUrl}/cap-ids/${seal(secret, 'cap-ids', { staff: actor.staffId, once: randomUUID() }, endsAt)}`;
}

/** Whole member numbers are no matter for Slack: they are taken here, as a file. Looking takes nothing; the button does, once. */
export function capIdsRoutes(deps: Deps) {
  return new Hono()
    .get('/:token', (c) => {
      const { capIds: words } = wordsFor(c);
      if (!unseal(deps.config.secret, 'cap-ids', c.req.param('token'), deps.now())) return page(c, words.over, 404);
      return page(c, words.ask, 200, html`<form method="post"><button type="submit">${words.take}</button></form>`);
    })
    .post('/:token', async (c) => {
      const listed = await taken(deps, c.req.param('token'));
      if (!listed) return page(c, wordsFor(c).capIds.over, 404);
      c.header('Cache-Control', 'no-store');
      c.header('Content-Type', 'text/csv; charset=utf-8');
      c.header('Content-Disposition', 'attachment; filename="musubi-ids.csv"');
      return c.body(capCsv(listed));
    });
}

/** Undefined for a link that is over or was used, and for whoever is no longer at headquarters. */
async function taken(deps: Deps, token: string) {
  const facts = unseal(deps.config.secret, 'cap-ids', token, deps.now());
  const actor = facts && (await actorOf(deps.db, Number(facts.staff) as StaffId));
  if (!actor) return undefined;
  const context = contextOf(deps, actor);
  if (!(await useOnce(context, 'cap_ids', String(facts.once), linkMinutes))) return undefined;
  try {
    return await exportDeletable(context);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function actorOf(db: Database, staffId: StaffId): Promise<StaffActor | undefined> {
  const [row] = await db
    .select({ storeId: staff.storeId, role: staff.role })
    .from(staff)
    .where(and(eq(staff.id, staffId), eq(staff.active, true)));
  return row && { kind: 'staff', staffId, ...row };
}

/** Who opens it is staff of a language we do not know here: it speaks the language of the browser. */
function wordsFor(c: Call): Words {
  return wordsIn(/^en\b/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'ja');
}

function page(c: Call, sentence: string, status: 200 | 404, rest: ReturnType<typeof html> | '' = '') {
  const words = wordsFor(c);
  c.header('Cache-Control', 'no-store');
  c.header('Vary', 'Accept-Language');
  return c.html(
    html`<!doctype html>
      <html lang="${words.code}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${words.capIds.title}</title>
          <style>
            :root { color-scheme: light dark; --paper: #faf7f1; --ink: #25221d; --shu: #c2391b; --on-shu: #fff; }
            @media (prefers-color-scheme: dark) {
              :root { --paper: #181613; --ink: #f4efe6; --shu: #f0795c; --on-shu: #23100a; }
            }
            body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.75 'Hiragino Sans', 'Noto Sans JP', sans-serif;
              line-break: strict; word-break: auto-phrase; text-wrap: pretty; }
            main { max-width: 32em; margin: 0 auto; padding: 28px 20px; }
            h1 { font: 600 24px/1.5 'Hiragino Mincho ProN', 'Shippori Mincho', serif; font-feature-settings: 'palt'; }
            button { width: 100%; min-height: 52px; border: 0; border-radius: 12px; background: var(--shu); color: var(--on-shu);
              font: inherit; font-weight: 700; cursor: pointer; }
            button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
          </style>
        </head>
        <body>
          <main>
            <h1>${words.capIds.title}</h1>
            <p>${sentence}</p>
            ${rest}
          </main>
        </body>
      </html>`,
    status,
  );
}
