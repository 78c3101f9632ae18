import type { RequestView } from '../../core/merges/requests.ts';
import type { EdgeStory } from '../edges.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, paragraph, present } from './text.ts';
import { cardValue } from './values.ts';

/** A request that is over, as one line: number, outcome, who, when, and whether the merge is frozen. The values are gone. */
export function decidedCard(view: RequestView, story: EdgeStory | undefined, words: Words): Card {
  const frozen = view.edge?.active && view.edge.frozenAt ? words.decided.frozen : '';
  const line = `${outcomeOf(view, story, words)}${words.decided.hidden}${frozen}`;
  const details = button('request_details', words.card.details, cardValue(view.requestId));
  const seen =
    story?.undone && view.edge && button('exposure_open', words.erasure.exposure.title, String(view.edge.edgeId));
  const blocks = present(paragraph(line, details), seen && { type: 'actions', elements: [seen] });
  return { text: line.replaceAll('*', ''), blocks, bar: frozen ? 'shu' : 'quiet' };
}

function outcomeOf(view: RequestView, story: EdgeStory | undefined, words: Words): string {
  const said = words.decided;
  const { number, state, decided } = view;
  const tell = (how: 'approved' | 'rejected' | 'undone' | 'redone', { by, at }: { by?: string; at: Date }) =>
    said[how](number, by ? escaped(by) : said.someone, words.dayAndTime(at));
  if (story?.undone) return tell('undone', story.undone);
  if (story?.redone) return tell('redone', story.redone);
  if ((state === 'approved' || state === 'rejected') && decided)
    return tell(state, { by: decided.name, at: decided.at });
  if (state === 'approved' && story) return words.duplicates.joined(number, words.dayAndTime(story.merged.at));
  if (state === 'cancelled') return said.cancelled(number);
  return state === 'expired' ? said.expired(number) : said.proving(number);
}
