import { and, eq, sql } from 'drizzle-orm';
import { inbox, onceTokens } from '../../db/schema/plumbing.ts';
import type { Deps } from '../deps.ts';
import type { Handled } from './handle.ts';
import { type LineEvent, skeletonOf } from './line-event.ts';

const keptDays = 2;
const dayMs = 86_400_000;

/**
 * The member took a message back: what was written is removed where it still waits to be worked on (after that it is not kept
 * anyway), and remembered for a while in case the message itself arrives later.
 */
export async function onUnsend({ db, now }: Deps, event: LineEvent): Promise<Handled> {
  const messageId = event.unsend?.messageId;
  if (!messageId) return { outcome: 'ignored:malformed' };
  const at = now();
  await db
    .insert(onceTokens)
    .values({ kind: 'unsent', token: messageId, usedAt: at, expiresAt: new Date(at.getTime() + keptDays * dayMs) })
    .onConflictDoNothing();
  const waiting = await db
    .select({ id: inbox.id, body: inbox.body })
    .from(inbox)
    .where(and(eq(inbox.state, 'pending'), sql`${inbox.body} -> 'message' ->> 'id' = ${messageId}`))
    .for('update', { skipLocked: true });
  for (const row of waiting) {
    const blanked = { state: 'done', outcome: 'ignored:unsent', settledAt: at, leasedUntil: null } as const;
    await db
      .update(inbox)
      .set({ ...blanked, body: skeletonOf(row.body as LineEvent) })
      .where(eq(inbox.id, row.id));
  }
  return { outcome: 'unsent' };
}

/** Whether a message was taken back before anybody could work on it. */
export async function wasUnsent({ db }: Deps, messageId: string | undefined): Promise<boolean> {
  if (!messageId) return false;
  const found = await db
    .select({ id: onceTokens.id })
    .from(onceTokens)
    .where(and(eq(onceTokens.kind, 'unsent'), eq(onceTokens.token, messageId)));
  return found.length > 0;
}
