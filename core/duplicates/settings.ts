import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { advisoryLock } from '../../db/locks.ts';
import type { Database } from '../../db/open.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { mayDecideOnRecord } from '../merges/authority.ts';
import { componentSizeMax } from '../merges/component.ts';
import { Refusal } from '../refusal.ts';
import { settingOf } from '../settings.ts';

const key = 'duplicates';
const subject = 'duplicates.settings';

const shape = z.object({
  /** The base is looked over each night. */
  nightly: z.boolean().default(true),
  /** At half past this hour. */
  hour: z.int().min(0).max(23).default(3),
  /** The sure ones are merged. */
  merges: z.boolean().default(true),
  /** The share of automatic merges that must be right. */
  target: z.number().min(0.99).max(0.9999).default(0.995),
  /** A machine makes no person of more cards. */
  cardsMax: z.int().min(2).max(componentSizeMax).default(componentSizeMax),
});
export type DuplicateSettings = z.infer<typeof shape>;

/** How this shop has duplicates looked for. */
export async function duplicateSettings(db: Database): Promise<DuplicateSettings> {
  return settingOf(db, key, shape, shape.parse({}));
}

/** Whoever runs the shop changes some of it, from the next run on; answers how it is set now. Refuses bad_input {field}. */
export async function changeDuplicateSettings(
  context: Context,
  change: Partial<DuplicateSettings>,
): Promise<DuplicateSettings> {
  return inTransaction(context, async (inside) => {
    await lock(inside.db);
    const before = await duplicateSettings(inside.db);
    const wanted = checked({ ...before, ...change });
    if (changedIn(before, wanted).length > 0) await write(inside, wanted);
    return wanted;
  });
}

/**
 * Headquarters set how duplicates are looked for, from the next run on. Refuses not_staff, not_yours, bad_input {field}, and preview_stale when somebody
 * else has changed what the form was opened on (`seen`).
 */
export async function setDuplicates(
  context: Context<StaffActor>,
  { seen, wanted }: { seen: DuplicateSettings; wanted: DuplicateSettings },
): Promise<{ changed: boolean }> {
  await maySetDuplicates(context);
  const fit = checked(wanted);
  return inTransaction(context, async (inside) => {
    await lock(inside.db);
    const before = await duplicateSettings(inside.db);
    const names = changedIn(before, fit);
    if (names.length === 0) return { changed: false };
    if (names.some((name) => before[name] !== seen[name])) throw new Refusal('preview_stale');
    await write(inside, fit);
    return { changed: true };
  });
}

/** Lets only headquarters see the form; whoever is refused is written down. Refuses not_staff, not_yours. */
export async function maySetDuplicates(context: Context<StaffActor>): Promise<void> {
  await mayDecideOnRecord(context, subject, null, []);
}

/** What does not fit is never kept: where a setting cannot be read, all of them are as they are usually. */
function checked(wanted: DuplicateSettings): DuplicateSettings {
  const read = shape.safeParse(wanted);
  if (!read.success) throw new Refusal('bad_input', { field: String(read.error.issues[0]?.path[0] ?? 'target') });
  return read.data;
}

function changedIn(before: DuplicateSettings, wanted: DuplicateSettings): (keyof DuplicateSettings)[] {
  return (Object.keys(shape.shape) as (keyof DuplicateSettings)[]).filter((name) => before[name] !== wanted[name]);
}

/** Whoever changes the settings does it one after the other: there may be no row yet to lock. */
async function lock(db: Database): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(${advisoryLock.duplicates})`);
}

async function write(context: Context, value: DuplicateSettings): Promise<void> {
  const { db, now } = context;
  await db
    .insert(settings)
    .values({ key, value, changedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value, changedAt: now } });
  await audit(context, { action: 'duplicates.settings', subject: 'settings', facts: value });
}
