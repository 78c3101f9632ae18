import { and, eq, inArray, lt, notExists, sql } from 'drizzle-orm';
import { audit } from '../core/audit.ts';
import { inTransaction } from '../core/context.ts';
import { useOnce } from '../core/limits.ts';
import { drawCountsTogether } from '../core/members/count.ts';
import { forget } from '../core/retention.ts';
import { keptDays } from '../db/retention.ts';
import { registrations } from '../db/schema/members.ts';
import { inbox, onceTokens, outbox, rateCounters } from '../db/schema/plumbing.ts';
import { enrolments } from '../db/schema/scenarios.ts';
import { type Deps, systemContext } from './deps.ts';
import { type LineEvent, skeletonOf } from './events/line-event.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const batchMax = 1_000;

/**
 * Forgets, once an hour whatever the number of processes, what is only kept for a time. A letter whose content is forgotten is closed
 * by that: it is no longer there to be tried again.
 */
export async function tidy(deps: Deps): Promise<void> {
  const { db, now } = deps;
  const hour = Math.floor(now().getTime() / hourMs);
  if (!(await useOnce(systemContext(deps, 'tidy'), 'tidy', String(hour), 120))) return;
  const before = (days: number) => new Date(now().getTime() - days * dayMs);
  await db.delete(onceTokens).where(lt(onceTokens.expiresAt, now()));
  await db.delete(rateCounters).where(lt(rateCounters.windowStart, before(keptDays.counters)));
  await db.delete(registrations).where(lt(registrations.updatedAt, before(keptDays.drafts)));
  await forgetDeadText(deps, before(keptDays.deadText));
  await db.delete(inbox).where(lt(inbox.settledAt, before(keptDays.inbox)));
  await forgetSent(deps, before(keptDays.sentMessage));
  await forgetDeadMessages(deps, before(keptDays.deadMessage));
  await forgetOutbox(deps, before(keptDays.outbox));
  await forget(systemContext(deps, 'tidy'));
  await drawCountsTogether(db);
}

/** A step of a scenario keeps the row by which it was sent. */
async function forgetOutbox({ db }: Deps, before: Date): Promise<void> {
  const ofAStep = db.select({ id: enrolments.id }).from(enrolments).where(eq(enrolments.outboxId, outbox.id));
  await db.delete(outbox).where(and(lt(outbox.settledAt, before), notExists(ofAStep)));
}

/** Keeps of an event that nobody could work on what is kept of any other: that it came, when, and from whom. */
async function forgetDeadText(deps: Deps, before: Date): Promise<void> {
  await inTransaction(systemContext(deps, 'tidy'), async (inside) => {
    const { db } = inside;
    const dead = await db
      .select({ id: inbox.id, body: inbox.body })
      .from(inbox)
      .where(and(eq(inbox.state, 'dead'), lt(inbox.settledAt, before)))
      .limit(batchMax)
      .for('update', { skipLocked: true });
    for (const { id, body } of dead) {
      const kept = { state: 'closed', body: skeletonOf(body as LineEvent) } as const;
      await db.update(inbox).set(kept).where(eq(inbox.id, id));
    }
    if (dead.length === 0) return;
    await audit(inside, { action: 'letters.forgotten', subject: 'inbox', facts: { count: dead.length } });
  });
}

/** What a message said is left out; what kind it was stays. */
const kind = sql`jsonb_strip_nulls(jsonb_build_object('template', ${outbox.message} -> 'template', 'show', ${outbox.message} -> 'show'))`;

async function forgetSent({ db }: Deps, before: Date): Promise<void> {
  const settled = and(inArray(outbox.state, ['sent', 'dropped', 'closed']), lt(outbox.settledAt, before));
  await db
    .update(outbox)
    .set({ message: kind })
    .where(and(settled, sql`${outbox.message} <> ${kind}`));
}

async function forgetDeadMessages(deps: Deps, before: Date): Promise<void> {
  await inTransaction(systemContext(deps, 'tidy'), async (inside) => {
    const forgotten = await inside.db
      .update(outbox)
      .set({ state: 'closed', message: kind })
      .where(and(inArray(outbox.state, ['dead', 'unknown']), lt(outbox.settledAt, before)))
      .returning({ id: outbox.id });
    if (forgotten.length === 0) return;
    await audit(inside, { action: 'letters.forgotten', subject: 'outbox', facts: { count: forgotten.length } });
  });
}
