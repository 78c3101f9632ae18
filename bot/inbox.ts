import { and, eq, sql } from 'drizzle-orm';
import { tell } from '../core/outbox.ts';
import type { InboxId } from '../db/ids.ts';
import { rowsOf } from '../db/open.ts';
import { inbox } from '../db/schema/plumbing.ts';
import { leaveAnswer, sendAnswer } from './answer.ts';
import { backOffMs } from './back-off.ts';
import { type Deps, systemContext } from './deps.ts';
import { handleEvent, prepareEvent } from './events/handle.ts';
import { type LineEvent, skeletonOf, speakerIdOf } from './events/line-event.ts';
import { inLanes } from './lanes.ts';
import { errorFacts } from './log.ts';

/** One event as it was claimed: `attempts` counts this try, and is what tells this claim from a later one. */
export type ClaimedEvent = { id: InboxId; eventId: string; body: LineEvent; receivedAt: Date; attempts: number };

const batchMax = 40;
const batchesMax = 100;
const leaseSec = 60;
const attemptsMax = 8;

/** Works on what waits in the inbox until nothing is due. Safe in any number of processes; returns how many events it took. */
export async function workInbox(deps: Deps): Promise<number> {
  let taken = 0;
  for (let batch = 0; batch < batchesMax; batch++) {
    const events = await claim(deps);
    if (events.length === 0) break;
    taken += events.length;
    // One speaker's events are worked one after the other, in the order LINE stamped them.
    await inLanes(
      events,
      (event) => speakerIdOf(event.body) ?? event.eventId,
      deps.hands,
      (event) => workEvent(deps, event),
    );
  }
  return taken;
}

/** Takes what is due under a lease: a process that dies keeps nothing, its lease just runs out. */
async function claim({ db, now }: Deps): Promise<ClaimedEvent[]> {
  const at = now().toISOString();
  const rows = await rowsOf<{ id: string; event_id: string; body: LineEvent; received: string; attempts: number }>(
    db,
    sql`
      update inbox set attempts = attempts + 1, leased_until = ${at}::timestamptz + make_interval(secs => ${leaseSec})
      where id in (
        select id from inbox where state = 'pending' and due_at <= ${at}::timestamptz
          and (leased_until is null or leased_until < ${at}::timestamptz)
        order by due_at, id limit ${batchMax} for update skip locked)
      returning id::text, event_id, body, (extract(epoch from received_at) * 1000)::bigint::text as received, attempts`,
  );
  return rows
    .map((row) => ({
      id: Number(row.id) as InboxId,
      eventId: row.event_id,
      body: row.body,
      receivedAt: new Date(Number(row.received)),
      attempts: row.attempts,
    }))
    .sort((one, other) => one.body.timestamp - other.body.timestamp || one.id - other.id);
}

/**
 * Acts on one event. What it changes, the mark that it is done and the answer that is owed commit together; the answer is sent
 * after that, so nothing is said that did not happen.
 */
async function workEvent(deps: Deps, event: ClaimedEvent): Promise<void> {
  await deps.pressure.ease();
  try {
    if (event.attempts > attemptsMax) throw new Error('tried too often');
    const prepared = await prepareEvent(deps, event.body);
    const owed = await deps.db.transaction(async (tx) => {
      const inside = { ...deps, db: tx };
      const { outcome, answer } = await handleEvent(inside, event, prepared);
      await settle(inside, event, outcome);
      return answer && leaveAnswer(inside, event, answer);
    });
    if (owed) await sendAnswer(deps, event, owed);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    await retryLater(deps, event, error);
  }
}

/** Somebody else took the event over: whatever this try did is rolled back. */
class LeaseLost extends Error {}

/** Marks the event done and keeps of it only what later questions need, not what the member wrote. */
async function settle({ db, now }: Deps, event: ClaimedEvent, outcome: string): Promise<void> {
  const done = await db
    .update(inbox)
    .set({ state: 'done', outcome, settledAt: now(), leasedUntil: null, body: skeletonOf(event.body) })
    .where(and(eq(inbox.id, event.id), eq(inbox.state, 'pending'), eq(inbox.attempts, event.attempts)))
    .returning({ id: inbox.id });
  if (done.length === 0) throw new LeaseLost();
}

async function retryLater(deps: Deps, event: ClaimedEvent, error: unknown): Promise<void> {
  const { db, now, log } = deps;
  const dead = event.attempts >= attemptsMax;
  log(dead ? 'inbox.dead' : 'inbox.retry', { inboxId: event.id, attempt: event.attempts, ...errorFacts(error) });
  const mine = and(eq(inbox.id, event.id), eq(inbox.state, 'pending'), eq(inbox.attempts, event.attempts));
  if (!dead) {
    const dueAt = new Date(now().getTime() + backOffMs(event.attempts));
    await db.update(inbox).set({ dueAt, leasedUntil: null }).where(mine);
    return;
  }
  await db.transaction(async (tx) => {
    const context = { ...systemContext(deps, 'inbox'), db: tx };
    const died = await tx
      .update(inbox)
      .set({ state: 'dead', outcome: 'failed', settledAt: now(), leasedUntil: null })
      .where(mine)
      .returning({ id: inbox.id });
    if (died.length === 0) return;
    const message = { show: 'dead_letter', box: 'inbox', rowId: event.id } as const;
    await tell(context, { topic: 'slack', message }, `dead:inbox:${event.id}`);
  });
}
