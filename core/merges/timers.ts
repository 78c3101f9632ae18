import { and, inArray, isNull, lte, type SQL, sql } from 'drizzle-orm';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { tell } from '../outbox.ts';
import type { MergeRequest } from './waiting.ts';

const batchMax = 200;
const open = inArray(mergeRequests.state, ['proving', 'waiting']);
const waiting = sql`${mergeRequests.state} = 'waiting'`;

/** What a run of the timers did. */
export type TimerRun = { expired: number; reminded: number; escalated: number };

/** Ends requests whose time is over, reminds the store of those that wait, and hands the oldest to headquarters too. */
export async function runRequestTimers(context: Context): Promise<TimerRun> {
  return inTransaction(context, async (inside) => {
    const { now } = inside;
    const expired = await claim(inside, and(open, lte(mergeRequests.expiresAt, now)), { state: 'expired' });
    for (const request of expired) await tellExpired(inside, request);
    const due = and(waiting, lte(mergeRequests.remindAt, now), isNull(mergeRequests.remindedAt));
    const reminded = await claim(inside, due, { remindedAt: now });
    for (const request of reminded) await showAgain(inside, request, 'reminded');
    const late = and(waiting, lte(mergeRequests.escalateAt, now), isNull(mergeRequests.escalatedAt));
    const escalated = await claim(inside, late, { escalatedAt: now });
    for (const request of escalated) await showAgain(inside, request, 'escalated');
    return { expired: expired.length, reminded: reminded.length, escalated: escalated.length };
  });
}

/** Changes what is due and nobody else is changing; a row that is being decided at this moment waits for the next run. */
async function claim(
  { db }: Context,
  due: SQL | undefined,
  change: Partial<typeof mergeRequests.$inferInsert>,
): Promise<MergeRequest[]> {
  const ids = db
    .select({ id: mergeRequests.id })
    .from(mergeRequests)
    .where(due)
    .orderBy(mergeRequests.id)
    .limit(batchMax)
    .for('update', { skipLocked: true });
  return db.update(mergeRequests).set(change).where(inArray(mergeRequests.id, ids)).returning();
}

/** The requester hears the same whether or not the old card exists. */
async function tellExpired(context: Context, request: MergeRequest): Promise<void> {
  const { id: requestId, requesterIdentityId: to } = request;
  if (to) {
    const message = { to, template: 'request_expired', requestId } as const;
    await tell(context, { topic: 'line', message }, `request:${requestId}:expired:requester`);
  }
  if (request.provedAt) return showAgain(context, request, 'expired');
  await audit(context, { action: 'request.expired', subject: `request:${requestId}` });
}

async function showAgain(
  context: Context,
  { id: requestId }: MergeRequest,
  why: 'expired' | 'reminded' | 'escalated',
): Promise<void> {
  await audit(context, { action: `request.${why}`, subject: `request:${requestId}` });
  await tell(context, { topic: 'slack', message: { show: 'request', requestId } }, `request:${requestId}:${why}`);
}
