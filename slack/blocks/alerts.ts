import type { LiftedFreeze } from '../../core/merges/lift.ts';
import type { RequestView } from '../../core/merges/requests.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { liftButton } from './lift.ts';
import { escaped, paragraph } from './text.ts';
import { cardValue } from './values.ts';

/** In the thread of a card: the member answered. The answer itself is read in the details, where it leaves no copy in Slack. */
export function answerCard(view: RequestView, at: Date, words: Words): Card {
  const details = button('request_details', words.card.details, cardValue(view.requestId));
  const line = words.answer.line(view.number, words.dayAndTime(at));
  return { text: words.answer.notification(view.number), blocks: [paragraph(line, details)], bar: 'shu' };
}

/** One freeze: of a merge or of a request, whether it is the one that stands, and who lifted it if somebody did. */
export type FreezeShown = { edge?: RequestView['edge']; stands: boolean; lifted?: LiftedFreeze };

/** In the thread of a card: somebody who was told of it says that it was not them. Once lifted, that is all there is to say. */
export function notMeCard(view: RequestView, { edge, stands, lifted }: FreezeShown, words: Words): Card {
  const { notMe, card, details: said } = words;
  const details = button('request_details', card.details, cardValue(view.requestId));
  if (lifted) {
    const line = notMe.lifted(view.number, escaped(lifted.by), words.dayAndTime(lifted.at));
    return { text: line.replaceAll('*', ''), blocks: [paragraph(line, details)], bar: 'quiet' };
  }
  const undo = edge?.active ? [button('undo_preview', said.undo, String(edge.edgeId))] : [];
  const lift = stands ? [liftButton(view.requestId, words)] : [];
  return {
    text: notMe.notification(view.number),
    blocks: [
      paragraph(edge ? notMe.edge(view.number) : notMe.request(view.number)),
      { type: 'actions', elements: [details, ...undo, ...lift] },
    ],
    bar: 'shu',
  };
}
