import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AlertId } from '../../db/ids.ts';
import { advisoryLock } from '../../db/locks.ts';
import { rowsOf } from '../../db/open.ts';
import { abuseAlerts } from '../../db/schema/abuse.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { tell } from '../outbox.ts';
import { settingOf } from '../settings.ts';
import { abuseLimits } from './limits.ts';
import { findPatterns } from './patterns.ts';

const lookedKey = 'abuse_looked_at';
const everyMs = 3_600_000;

/**
 * Looks for patterns of abuse, once an hour, and leaves one alert for headquarters for each that is new. Nobody is stopped or
 * punished by it. Answers how many are new. Safe in several processes and repeated.
 */
export async function lookForAbuse(context: Context): Promise<number> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [lock] = await rowsOf<{ held: boolean }>(
      db,
      sql`select pg_try_advisory_xact_lock(${advisoryLock.abuse}) as held`,
    );
    const last = Date.parse(await settingOf(db, lookedKey, z.iso.datetime(), new Date(0).toISOString()));
    if (!lock?.held || now.getTime() - last < everyMs) return 0;
    const value = now.toISOString();
    await db
      .insert(settings)
      .values({ key: lookedKey, value, changedAt: now })
      .onConflictDoUpdate({ target: settings.key, set: { value, changedAt: now } });
    return raiseAlerts(inside);
  });
}

/** Leaves an alert for each pattern that has none yet; answers how many. */
export async function raiseAlerts(context: Context): Promise<number> {
  const { db, now } = context;
  const findings = await findPatterns({ db, now, limits: await abuseLimits(db) });
  let raised = 0;
  for (const finding of findings) {
    const [alert] = await db
      .insert(abuseAlerts)
      .values({ ...finding, foundAt: now })
      .onConflictDoNothing()
      .returning({ id: abuseAlerts.id });
    if (!alert) continue;
    raised++;
    const alertId = alert.id as AlertId;
    await audit(context, { action: 'abuse.found', subject: `alert:${alertId}`, reason: finding.rule });
    await tell(context, { topic: 'slack', message: { show: 'abuse', alertId } }, `abuse:${alertId}`);
  }
  return raised;
}
