import { and, eq, isNull, max, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import { programmeVersions } from '../../db/schema/points.ts';
import { audit } from '../audit.ts';
import { civil, instantOf, shopTimeZone } from '../calendar.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff, type Staff } from '../staff.ts';
import { versionAt } from './programme.ts';
import { checkRules } from './rules.ts';

const draft = isNull(programmeVersions.effectiveAt);

/**
 * Keeps rules as the shop's one draft, which counts for nothing yet. `revision` is that of the draft they were written over, 0 when
 * there was none: if somebody has saved another meanwhile, refuses preview_stale. Refuses bad_input with the part that is wrong.
 */
export async function draftVersion(
  context: Context<StaffActor>,
  { rules, revision }: { rules: unknown; revision: number },
): Promise<{ version: number; revision: number }> {
  const author = await headquarters(context);
  const checked = checkRules(rules);
  if ('wrong' in checked) throw new Refusal('bad_input', { field: checked.wrong });
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const saved = { rules: checked.rules, savedAt: now, savedByStaffId: author.staffId };
    const [row] =
      revision === 0
        ? await db
            .insert(programmeVersions)
            .values({ ...saved, version: await nextVersion(db) })
            .onConflictDoNothing()
            .returning()
        : await db
            .update(programmeVersions)
            .set({ ...saved, revision: sql`${programmeVersions.revision} + 1` })
            .where(and(draft, eq(programmeVersions.revision, revision)))
            .returning();
    if (!row) throw new Refusal('preview_stale');
    await audit(inside, {
      action: 'programme.drafted',
      subject: `programme:${row.version}`,
      facts: { revision: row.revision },
    });
    return { version: row.version, revision: row.revision };
  });
}

/**
 * Publishes the draft as it was shown: it counts from the midnight (Asia/Tokyo) that begins the civil day `from`, tomorrow at the
 * earliest, and is never changed again. What was earned before keeps the rules it was earned by.
 */
export async function publishVersion(
  context: Context<StaffActor>,
  { revision, from }: { revision: number; from: string },
): Promise<{ version: number; effectiveAt: Date }> {
  await headquarters(context);
  const effectiveAt = midnightOf(from);
  if (effectiveAt <= context.now) throw new Refusal('bad_input', { field: 'from' });
  return inTransaction(context, async (inside) => {
    const [row] = await inside.db
      .update(programmeVersions)
      .set({ effectiveAt })
      .where(and(draft, eq(programmeVersions.revision, revision)))
      .returning({ version: programmeVersions.version });
    if (!row) throw new Refusal('preview_stale');
    const { version: before } = await versionAt(inside.db, inside.now);
    const facts = { from, before };
    await audit(inside, { action: 'programme.published', subject: `programme:${row.version}`, facts });
    return { version: row.version, effectiveAt };
  });
}

/** Throws the draft away as it was shown; nothing that counts changes. */
export async function discardDraft(context: Context<StaffActor>, { revision }: { revision: number }): Promise<void> {
  await headquarters(context);
  await inTransaction(context, async (inside) => {
    const [row] = await inside.db
      .delete(programmeVersions)
      .where(and(draft, eq(programmeVersions.revision, revision)))
      .returning({ version: programmeVersions.version });
    if (!row) throw new Refusal('preview_stale');
    await audit(inside, { action: 'programme.discarded', subject: `programme:${row.version}` });
  });
}

/** The first day on which new rules may begin, as a civil date. */
export function earliestDay(now: Date): string {
  return civil(now).toPlainDate().add({ days: 1 }).toString();
}

/** Who may read and write the rules; refuses not_staff, and not_yours for everybody but headquarters. */
export async function headquarters(context: Context<StaffActor>): Promise<Staff> {
  const somebody = await activeStaff(context);
  if (!somebody.atHeadquarters) throw new Refusal('not_yours');
  return somebody;
}

async function nextVersion(db: Database): Promise<number> {
  const [row] = await db.select({ newest: max(programmeVersions.version) }).from(programmeVersions);
  return (row?.newest ?? 0) + 1;
}

function midnightOf(day: string): Date {
  if (!z.iso.date().safeParse(day).success) throw new Refusal('bad_input', { field: 'from' });
  return instantOf(Temporal.PlainDate.from(day).toZonedDateTime(shopTimeZone));
}
