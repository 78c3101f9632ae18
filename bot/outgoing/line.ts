import { and, eq } from 'drizzle-orm';
import { civil } from '../../core/calendar.ts';
import type { MemberMessage } from '../../core/outbox.ts';
import { tell } from '../../core/outbox.ts';
import type { IdentityId } from '../../db/ids.ts';
import { identities } from '../../db/schema/members.ts';
import { inbox } from '../../db/schema/plumbing.ts';
import { type OwedAnswer, replyTried } from '../answer.ts';
import type { ClaimedMessage, Delivery } from '../deliver.ts';
import { type Deps, systemContext } from '../deps.ts';
import { type LineEvent, speakerIdOf } from '../events/line-event.ts';
import type { Message, SendResult } from '../line.ts';
import { answerMessages } from '../messages/answer.ts';
import { memberMessages } from '../messages/member-message.ts';
import { languageToPush, speakerOf } from '../speaker.ts';

type Addressed = { lineUserId: string; messages: Message[] };

/** An answer nobody could give in time is not given a day later. */
const answerMsMax = 3_600_000;

/** Pushes a message, under the retry key of its row in every try. Who gets it and whether it still holds is read at this moment. */
export async function deliverLine(deps: Deps, row: ClaimedMessage): Promise<Delivery> {
  const message = row.message as OwedAnswer | ({ to: IdentityId } & MemberMessage);
  const addressed =
    message.template === 'reply' ? await addressedAnswer(deps, row, message) : await addressedMessage(deps, message);
  if ('kind' in addressed) return addressed;
  const result = await deps.line.push(addressed.lineUserId, addressed.messages.slice(0, 5), row.retryKey);
  return deliveryOf(deps, row, result);
}

/** An answer that could not be given as a reply. One that was begun may have been said: it is left at that. */
async function addressedAnswer(
  deps: Deps,
  row: ClaimedMessage,
  { inboxId, answer }: OwedAnswer,
): Promise<Addressed | Delivery> {
  if (row.failure === replyTried) return { kind: 'unknown', why: replyTried };
  if (deps.now().getTime() - row.createdAt.getTime() > answerMsMax) return { kind: 'dropped', why: 'too_late' };
  const [event] = await deps.db.select({ body: inbox.body }).from(inbox).where(eq(inbox.id, inboxId));
  const lineUserId = event && speakerIdOf(event.body as LineEvent);
  if (!lineUserId) return { kind: 'dropped', why: 'nobody' };
  const speaker = await speakerOf(deps, lineUserId);
  if (speaker.member?.blocked) return { kind: 'dropped', why: 'blocked' };
  return { lineUserId, messages: await answerMessages(deps, speaker, answer) };
}

async function addressedMessage(
  deps: Deps,
  message: { to: IdentityId } & MemberMessage,
): Promise<Addressed | Delivery> {
  const [identity] = await deps.db
    .select()
    .from(identities)
    .where(and(eq(identities.id, message.to), eq(identities.kind, 'line')));
  if (!identity || identity.unlinkedAt) return { kind: 'dropped', why: 'unlinked' };
  if (identity.blockedAt) return { kind: 'dropped', why: 'blocked' };
  const language = await languageToPush(deps, identity.value);
  const messages = await memberMessages(deps, identity.id, language, message);
  if ('dropped' in messages) return { kind: 'dropped', why: messages.dropped };
  return { lineUserId: identity.value, messages };
}

async function deliveryOf(deps: Deps, row: ClaimedMessage, result: SendResult): Promise<Delivery> {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'sent', receipt: result.requestId };
    case 'refused':
      return { kind: 'dead', why: result.why };
    case 'later':
      return result;
    case 'unknown':
      // The retry key makes it safe to ask again: LINE says so if it took the first one.
      return { kind: 'later', why: result.why, unsure: true };
    case 'over_limit':
      return heldUntilNextMonth(deps, row);
  }
}

/** LINE takes no more pushes this month: they wait, and staff hear of it once. */
async function heldUntilNextMonth(deps: Deps, row: ClaimedMessage): Promise<Delivery> {
  const month = civil(deps.now()).with({ day: 1 }).startOfDay();
  const key = `line_limit:${month.toPlainDate().toString().slice(0, 7)}`;
  deps.log('line.over_limit', { outboxId: row.id });
  const message = { show: 'dead_letter', box: 'outbox', rowId: row.id } as const;
  await tell(systemContext(deps, 'outbox'), { topic: 'slack', message }, key);
  return { kind: 'hold', why: 'line_monthly_limit', untilMs: month.add({ months: 1 }).epochMilliseconds };
}
