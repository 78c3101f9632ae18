import { eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { advisoryLock } from '../../db/locks.ts';
import type { Database } from '../../db/open.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { refusedOnRecord } from '../merges/authority.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';

const shape = z.strictObject({
  /** As many persons as the plan allows; null where nobody has said. */
  cap: z.int().min(1).max(100_000_000).nullable(),
  /** What one member costs the shop in a month, as it says itself. */
  yenPerMonth: z.int().min(0).max(100_000).nullable(),
  /** So long a merge has stood before the number of one of its cards may be deleted in the shop's own system. */
  waitDays: z.int().min(7).max(730),
});

/** What headquarters say about the number of members. */
export type CapSettings = z.infer<typeof shape>;

const keys = { cap: 'member_cap', yenPerMonth: 'member_yen_per_month', waitDays: 'cap_wait_days' } as const;
const usual: CapSettings = { cap: null, yenPerMonth: null, waitDays: 30 };

/** The settings as they stand; the usual ones where nothing is set, or something that cannot be. */
export async function capSettings(db: Database): Promise<CapSettings> {
  const rows = await db
    .select()
    .from(settings)
    .where(inArray(settings.key, Object.values(keys)));
  const said = (name: keyof CapSettings) => rows.find(({ key }) => key === keys[name])?.value;
  const read = <Name extends keyof CapSettings>(name: Name): CapSettings[Name] => {
    const one = shape.shape[name].safeParse(said(name));
    return one.success ? (one.data as CapSettings[Name]) : usual[name];
  };
  return { cap: read('cap'), yenPerMonth: read('yenPerMonth'), waitDays: read('waitDays') };
}

/**
 * Headquarters set what the plan allows. A lower cap than there are members is taken: nothing that exists is touched. Refuses not_staff,
 * not_yours, bad_input {field}, and preview_stale when somebody else has changed what the form was opened on (`seen`).
 */
export async function changeCap(
  context: Context<StaffActor>,
  { seen, wanted }: { seen: CapSettings; wanted: CapSettings },
): Promise<{ changed: boolean }> {
  await headquartersOnRecord(context);
  const read = shape.safeParse(wanted);
  if (!read.success) throw new Refusal('bad_input', { field: String(read.error.issues[0]?.path[0] ?? 'cap') });
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    await lockCap(db);
    const before = await capSettings(db);
    const after = read.data;
    const names = (Object.keys(keys) as (keyof CapSettings)[]).filter((name) => before[name] !== after[name]);
    if (names.length === 0) return { changed: false };
    if (names.some((name) => before[name] !== seen[name])) throw new Refusal('preview_stale');
    for (const name of names) await write(db, keys[name], after[name], now);
    await audit(inside, { action: 'cap.changed', subject: 'cap', facts: { before, after } });
    return { changed: true };
  });
}

async function write(db: Database, key: string, value: number | null, now: Date): Promise<void> {
  if (value === null) {
    await db.delete(settings).where(eq(settings.key, key));
    return;
  }
  const row = { value, changedAt: now };
  await db
    .insert(settings)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: settings.key, set: row });
}

/** Lets only headquarters pass; whoever is refused is written down. Refuses not_staff, not_yours. */
export async function headquartersOnRecord(context: Context<StaffActor>): Promise<void> {
  const { atHeadquarters } = await activeStaff(context);
  if (!atHeadquarters) throw await refusedOnRecord(context, 'cap', 'not_yours');
}

/** Whatever changes settings, alerts or lists of the cap does it one after the other. */
export async function lockCap(db: Database): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(${advisoryLock.cap})`);
}
