/**
 * An event as LINE sends it: only what the bot reads, all of it optional but `type` and `timestamp`, because LINE may add kinds
 * and leave out fields without notice.
 */
export type LineEvent = {
  type: string;
  timestamp: number;
  webhookEventId?: string;
  replyToken?: string;
  source?: { type?: string; userId?: string };
  message?: { id?: string; type?: string; text?: string };
  postback?: { data?: string; params?: { date?: string } };
  unsend?: { messageId?: string };
  follow?: { isUnblocked?: boolean };
};

/** The LINE userId of whoever caused the event; undefined when LINE does not say, or says something that is none. */
export function speakerIdOf(event: LineEvent): string | undefined {
  const userId = event.source?.userId;
  return typeof userId === 'string' && /^U[0-9a-f]{32}$/.test(userId) ? userId : undefined;
}

/** Whether the event comes from a chat with one person: in groups the bot stays silent. */
export function isOneToOne(event: LineEvent): boolean {
  return event.source?.type === 'user' && speakerIdOf(event) !== undefined;
}

/** What is kept of an event after it was worked on: who, what kind, when. Not what was written. */
export function skeletonOf({ type, timestamp, source, message }: LineEvent): LineEvent {
  const kept: LineEvent = { type, timestamp };
  if (source?.userId) kept.source = { type: source.type, userId: source.userId };
  if (message?.id) kept.message = { id: message.id, type: message.type };
  return kept;
}
