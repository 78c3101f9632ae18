import { randomUUID } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import type { InboxId, OutboxId } from '../db/ids.ts';
import { outbox } from '../db/schema/plumbing.ts';
import type { Answer } from './conversation/answers.ts';
import type { Deps } from './deps.ts';
import { type LineEvent, speakerIdOf } from './events/line-event.ts';
import type { SendResult } from './line.ts';
import { answerMessages } from './messages/answer.ts';
import { speakerOf } from './speaker.ts';

/** An answer that is owed, as the outbox keeps it: codes, and the inbox row that says to whom. */
export type OwedAnswer = { template: 'reply'; inboxId: InboxId; answer: Answer };
type Owed = { outboxId: OutboxId; answer: Answer };
type Heard = { id: InboxId; eventId: string; body: LineEvent; receivedAt: Date };

/** LINE takes a reply token for a minute; ten seconds of it are for the way there. */
const replyWindowMs = 50_000;
const tokenMsMax = 19 * 60_000;
/** The mark of a reply that was begun. A row that still carries it later may have been said. */
export const replyTried = 'reply:begun';
/** When nobody tried to reply by then, because the process died, the answer goes out as a push. */
const fallbackMs = 75_000;

/** Leaves the answer in the outbox, in the transaction that made it due. It waits there while a reply is tried. */
export async function leaveAnswer({ db, now }: Deps, { id, eventId }: Heard, answer: Answer): Promise<Owed> {
  const at = now();
  const message: OwedAnswer = { template: 'reply', inboxId: id, answer };
  const dueAt = new Date(at.getTime() + fallbackMs);
  const [row] = await db
    .insert(outbox)
    .values({ topic: 'line', key: `reply:${eventId}`, message, retryKey: randomUUID(), createdAt: at, dueAt })
    .returning({ outboxId: outbox.id });
  if (!row) throw new Error('an answer was not kept');
  return { ...row, answer };
}

/**
 * Replies while the token is good, once: it costs nothing and cannot be repeated safely. Certainly not sent, it becomes a push
 * with the retry key of its row; of unknown outcome, it is never sent again.
 */
export async function sendAnswer(deps: Deps, { body, receivedAt }: Heard, { outboxId, answer }: Owed): Promise<void> {
  const lineUserId = speakerIdOf(body);
  if (!lineUserId) return;
  if (!body.replyToken || !isFresh(deps.now(), receivedAt, body.timestamp)) return pushInstead(deps, outboxId);
  const messages = await answerMessages(deps, await speakerOf(deps, lineUserId), answer);
  if (!(await markTried(deps, outboxId))) return;
  await settleReply(deps, outboxId, await deps.line.reply(body.replyToken, messages));
}

function isFresh(now: Date, receivedAt: Date, stampedMs: number): boolean {
  return now.getTime() - receivedAt.getTime() < replyWindowMs && now.getTime() - stampedMs < tokenMsMax;
}

/** From here on the answer may have been said: if this process dies now, the tick finds the mark and says nothing. */
async function markTried({ db, now }: Deps, outboxId: OutboxId): Promise<boolean> {
  const marked = await db
    .update(outbox)
    .set({ firstTriedAt: now(), attempts: 1, failure: replyTried })
    .where(and(eq(outbox.id, outboxId), eq(outbox.state, 'pending'), isNull(outbox.firstTriedAt)))
    .returning({ id: outbox.id });
  return marked.length > 0;
}

async function settleReply(deps: Deps, outboxId: OutboxId, result: SendResult): Promise<void> {
  const settledAt = deps.now();
  if (result.kind === 'refused' || result.kind === 'later' || result.kind === 'over_limit') {
    deps.log('reply.push_instead', { outboxId, why: result.kind === 'over_limit' ? 'over_limit' : result.why });
    return pushInstead(deps, outboxId);
  }
  const settled =
    result.kind === 'accepted'
      ? { state: 'sent' as const, receipt: `reply:${result.requestId}` }
      : { state: 'unknown' as const, failure: `reply:${result.why}` };
  await deps.db
    .update(outbox)
    .set({ ...settled, settledAt })
    .where(eq(outbox.id, outboxId));
}

async function pushInstead({ db, now }: Deps, outboxId: OutboxId): Promise<void> {
  await db
    .update(outbox)
    .set({ dueAt: now(), firstTriedAt: null, attempts: 0, failure: null })
    .where(and(eq(outbox.id, outboxId), eq(outbox.state, 'pending')));
}
