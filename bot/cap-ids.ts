import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
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
import { linkPage, wordsFor } from './link-page.ts';

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
      if (!unseal(deps.config.secret, 'cap-ids', c.req.param('token'), deps.now()))
        return linkPage(c, { title: words.title, sentence: words.over }, 404);
      return linkPage(
        c,
        { title: words.title, sentence: words.ask },
        200,
        html`<form method="post"><button type="submit">${words.take}</button></form>`,
      );
    })
    .post('/:token', async (c) => {
      const listed = await taken(deps, c.req.param('token'));
      const { capIds: words } = wordsFor(c);
      if (!listed) return linkPage(c, { title: words.title, sentence: words.over }, 404);
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
