import { and, eq, isNull } from 'drizzle-orm';
import type { AlertId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { abuseAlerts } from '../../db/schema/abuse.ts';
import { staff } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { cleanText } from '../members/normalise.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';

const noteMax = 500;

/** An alert as it stands, and who has looked into it. */
export type Alert = typeof abuseAlerts.$inferSelect & { by: string | null };

/** An alert by its id; undefined when there is none. */
export async function alertOf(db: Database, alertId: AlertId): Promise<Alert | undefined> {
  const [row] = await db
    .select({ alert: abuseAlerts, by: staff.name })
    .from(abuseAlerts)
    .leftJoin(staff, eq(staff.id, abuseAlerts.acknowledgedByStaffId))
    .where(eq(abuseAlerts.id, alertId));
  return row && { ...row.alert, by: row.by };
}

/**
 * Says that headquarters looked into an alert, and what came of it. Twice is once: the first note stays. Refuses not_found, not_staff,
 * not_yours, and bad_input without a note.
 */
export async function acknowledgeAlert(
  context: Context<StaffActor>,
  { alertId, note }: { alertId: AlertId; note: string },
): Promise<{ acknowledged: boolean }> {
  const plain = cleanText(note).trim();
  if (plain === '' || plain.length > noteMax) throw new Refusal('bad_input', { field: 'note' });
  const { atHeadquarters } = await activeStaff(context);
  if (!atHeadquarters) throw new Refusal('not_yours');
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    if (!(await alertOf(db, alertId))) throw new Refusal('not_found');
    const [done] = await db
      .update(abuseAlerts)
      .set({ acknowledgedAt: now, acknowledgedByStaffId: actor.staffId, note: plain })
      .where(and(eq(abuseAlerts.id, alertId), isNull(abuseAlerts.acknowledgedAt)))
      .returning({ rule: abuseAlerts.rule });
    if (!done) return { acknowledged: false };
    await audit(inside, { action: 'abuse.acknowledged', subject: `alert:${alertId}`, reason: done.rule });
    await tell(inside, { topic: 'slack', message: { show: 'abuse', alertId } }, `abuse:${alertId}:acknowledged`);
    return { acknowledged: true };
  });
}
