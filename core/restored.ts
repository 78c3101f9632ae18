import { and, eq, lt, lte } from 'drizzle-orm';
import { outbox } from '../db/schema/plumbing.ts';
import { enrolments } from '../db/schema/scenarios.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';

const hourMs = 3_600_000;
/** As long as LINE knows a retry key again, what waits may leave: a second time is told apart there. */
const retryKeyHours = 23;

/**
 * Settles what came back from a backup and may have gone out since it was made: steps that are due by now are skipped, and
 * messages too old for LINE to recognise are dropped. Better one message too few than one twice. In the caller's transaction.
 */
export async function settleRestored(context: Context): Promise<void> {
  const { db, now } = context;
  const skipped = await db
    .update(enrolments)
    .set({ state: 'skipped', reason: 'restored', settledAt: now })
    .where(and(eq(enrolments.state, 'waiting'), lte(enrolments.dueAt, now)))
    .returning({ id: enrolments.id });
  const dropped = await db
    .update(outbox)
    .set({ state: 'dropped', failure: 'restored', settledAt: now })
    .where(and(eq(outbox.state, 'pending'), lt(outbox.createdAt, new Date(now.getTime() - retryKeyHours * hourMs))))
    .returning({ id: outbox.id });
  await audit(context, {
    action: 'shop.restored',
    subject: 'shop',
    facts: { skipped: skipped.length, dropped: dropped.length },
  });
}
