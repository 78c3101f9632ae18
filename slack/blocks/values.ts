import type { RequestId } from '../../db/ids.ts';

/** What a button of a card carries: which request, and the epochs its evidence was drawn at. */
export type CardValue = { requestId: RequestId; epochs: { requester: number; target: number } };

/** Three numbers, so that no value of a person can get into a message that Slack keeps. */
export function cardValue(requestId: RequestId, epochs: CardValue['epochs'] = { requester: 0, target: 0 }): string {
  return `${requestId}:${epochs.requester}:${epochs.target}`;
}

/** Reads it back; undefined when it is not ours. */
export function readCardValue(value: string): CardValue | undefined {
  if (!/^\d{1,15}:\d{1,9}:\d{1,9}$/.test(value)) return undefined;
  const [requestId = 0, requester = 0, target = 0] = value.split(':').map(Number);
  return { requestId: requestId as RequestId, epochs: { requester, target } };
}
