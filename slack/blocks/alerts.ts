import type { RequestView } from '../../core/merges/requests.ts';
import type { EdgeId } from '../../db/ids.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, paragraph, present, smallPrint } from './text.ts';
import { cardValue } from './values.ts';

/** In the thread of a card: the member answered. The answer itself is read in the details, where it leaves no copy in Slack. */
export function answerCard(view: RequestView, at: Date, words: Words): Card {
  const details = button('request_details', words.card.details, cardValue(view.requestId));
  const line = words.answer.line(view.number, words.dayAndTime(at));
  return { text: words.answer.notification(view.number), blocks: [paragraph(line, details)], bar: 'shu' };
}

/** In the thread of a card: somebody who was told of it says that it was not them. */
export function notMeCard(view: RequestView, edgeId: EdgeId | undefined, words: Words): Card {
  const { notMe, card, details: said } = words;
  const details = button('request_details', card.details, cardValue(view.requestId));
  const undo = edgeId && view.edge?.active ? [button('undo_preview', said.undo, String(edgeId))] : [];
  return {
    text: notMe.notification(view.number),
    blocks: [
      paragraph(edgeId ? notMe.edge(view.number) : notMe.request(view.number)),
      { type: 'actions', elements: [details, ...undo] },
    ],
    bar: 'shu',
  };
}

/** Something that was tried as often as it makes sense and did not get through. Says where, never what. */
export function deadLetterCard(box: 'inbox' | 'outbox', rowId: number, why: string | undefined, words: Words): Card {
  const { deadLetter } = words;
  return {
    text: deadLetter.notification,
    blocks: present(
      paragraph(deadLetter[box](rowId)),
      why !== undefined && smallPrint(deadLetter.why(escaped(why).slice(0, 200))),
      smallPrint(deadLetter.next),
    ),
    bar: 'shu',
  };
}
