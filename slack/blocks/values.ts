import { z } from 'zod';
import type { LetterKey } from '../../core/deadLetters/letters.ts';
import { Refusal } from '../../core/refusal.ts';
import type { EdgeId, RequestId } from '../../db/ids.ts';

/** What a button of a card carries: which request, and the epochs its evidence was drawn at. */
export type CardValue = { requestId: RequestId; epochs: { requester: number; target: number } };

const idShape = /^[1-9]\d{0,14}$/;

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

/** An id that a button or a form of ours carries; refuses bad_input for anything else. */
export function idIn<Id extends number>(value: string): Id {
  if (!idShape.test(value)) throw new Refusal('bad_input');
  return Number(value) as Id;
}

/** What a button before an undo carries: the edge, and those that are marked with it. */
export function undoValue(edgeId: EdgeId, further: EdgeId[] = []): string {
  return [edgeId, ...further].join('+');
}

/** Reads it back; refuses bad_input when it is not ours. */
export function undoIn(value: string): [EdgeId, ...EdgeId[]] {
  const [edgeId = '', ...further] = value.split('+');
  return [idIn<EdgeId>(edgeId), ...further.map((id) => idIn<EdgeId>(id))];
}

/** What the buttons of a letter carry: which box, which row. */
export function letterValue({ box, rowId }: LetterKey): string {
  return `${box}:${rowId}`;
}

/** Reads it back; refuses bad_input when it is not ours. */
export function letterIn(value: string): LetterKey {
  const [box, row = ''] = value.split(':');
  if (box !== 'inbox' && box !== 'outbox') throw new Refusal('bad_input');
  return { box, rowId: idIn(row) };
}

/** One of a fixed list that a field of a form holds; undefined for anything else, whoever sent it. */
export function oneOf<const Choice extends string>(
  choices: readonly Choice[],
  value: string | undefined,
): Choice | undefined {
  return z.enum(choices).safeParse(value).data;
}

/** What somebody wrote into a field of a form, trimmed; undefined when it is longer than the field takes. */
export function writtenIn(value: string | undefined, max: number): string | undefined {
  return z
    .string()
    .trim()
    .max(max)
    .safeParse(value ?? '').data;
}
