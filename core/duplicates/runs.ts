import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { DetectRunId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { detectRuns } from '../../db/schema/duplicates.ts';
import { audit } from '../audit.ts';
import { civil, instantOf } from '../calendar.ts';
import { type Context, inTransaction } from '../context.ts';
import { tell } from '../outbox.ts';
import { duplicateSettings } from './settings.ts';

export type DetectRun = typeof detectRuns.$inferSelect;

const leaseMs = 15 * 60_000;
/** A run that ends its process each time is given up. */
const attemptsMax = 5;
const minute = 30;
/** The first run of a shop waits for a real night: so long after the hour it still begins. */
const firstWithinMs = 2.5 * 3_600_000;

/**
 * Takes the one open run, or begins one: nobody else works on it while the lease is kept. Undefined while somebody does, or when a run has been cut off
 * so often that it is given up, which staff are told.
 */
export async function claimRun(context: Context): Promise<DetectRun | undefined> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const leasedUntil = new Date(now.getTime() + leaseMs);
    const [begun] = await db
      .insert(detectRuns)
      .values({ startedAt: now, step: 'reading', leasedUntil })
      .onConflictDoNothing()
      .returning();
    if (begun) return begun;
    const [taken] = await db
      .update(detectRuns)
      .set({ leasedUntil, attempt: sql`${detectRuns.attempt} + 1` })
      .where(and(isNull(detectRuns.endedAt), lt(detectRuns.leasedUntil, now)))
      .returning();
    if (!taken || taken.attempt <= attemptsMax) return taken;
    await endRun(inside, taken, { failure: 'gave_up' });
    return undefined;
  });
}

/** Keeps the lease and notes how far the run has come. Throws when somebody else has taken the run since: whoever comes late writes nothing more. */
export async function keepRun(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { id, attempt }: DetectRun,
  change: Partial<DetectRun> = {},
): Promise<void> {
  const kept = await db
    .update(detectRuns)
    .set({ ...change, leasedUntil: new Date(now.getTime() + leaseMs) })
    .where(and(eq(detectRuns.id, id), eq(detectRuns.attempt, attempt), isNull(detectRuns.endedAt)))
    .returning({ id: detectRuns.id });
  if (kept.length === 0) throw new Error(`another worker has taken detection ${id}`);
}

/** Closes a run, in the caller's transaction, and has its summary shown if it has anything to say. */
export async function endRun(context: Context, run: DetectRun, figures: Partial<DetectRun>): Promise<void> {
  await keepRun(context, run, { ...figures, step: 'done', endedAt: context.now });
  const { id } = run;
  const { certainty: _, ...facts } = figures;
  const { failure, fresh = 0, merged = 0 } = facts;
  await audit(context, { action: 'duplicates.detected', subject: `detection:${id}`, facts });
  if (!failure && fresh + merged === 0) return;
  await tell(context, { topic: 'slack', message: { show: 'duplicates', runId: id } }, `detection:${id}`);
}

/** One run. */
export async function runOf(db: Database, runId: DetectRunId): Promise<DetectRun | undefined> {
  const [run] = await db.select().from(detectRuns).where(eq(detectRuns.id, runId));
  return run;
}

/** Whether the base is to be looked over now: half past `hour` has passed since the last look, or one was cut off. */
export async function isRunDue(db: Database, now: Date, hour: number): Promise<boolean> {
  const [last] = await db.select().from(detectRuns).orderBy(desc(detectRuns.id)).limit(1);
  if (last && !last.endedAt) return (last.leasedUntil ?? now) < now;
  if (last) return last.startedAt < lastNight(now, hour);
  return now.getTime() - lastNight(now, hour).getTime() < firstWithinMs;
}

/** A shop that opens today looks over its base from the coming night on. */
export async function noteLastNight({ db, now }: Context): Promise<void> {
  const at = lastNight(now, (await duplicateSettings(db)).hour);
  await db.insert(detectRuns).values({ startedAt: at, endedAt: at, step: 'done' });
}

function lastNight(now: Date, hour: number): Date {
  const today = civil(now).startOfDay().with({ hour, minute });
  return instantOf(today.epochMilliseconds > now.getTime() ? today.subtract({ days: 1 }) : today);
}
