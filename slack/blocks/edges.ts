import type { KnownBlock, ModalView } from '@slack/types';
import type { Deed, EdgeStory, ListedEdge } from '../edges.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { nameOf } from './request.ts';
import { escaped, paragraph, plain, smallPrint } from './text.ts';

/** A list of merges to undo, or of undone ones to redo; each opens its preview. */
export function edgeList(
  edges: ListedEdge[],
  change: 'undo' | 'redo',
  words: Words,
  intro = words.undo.chooseIntro,
): KnownBlock[] {
  const said = words[change];
  if (edges.length === 0) return [paragraph(said.empty)];
  return [smallPrint(intro), ...edges.map((edge) => edgeBlock(edge, change, words))];
}

/** The same list as a modal. */
export function edgeListModal(edges: ListedEdge[], words: Words): ModalView {
  return {
    type: 'modal',
    title: plain(words.undo.choose, 24),
    close: plain(words.close, 24),
    blocks: edgeList(edges, 'undo', words),
  };
}

function edgeBlock(edge: ListedEdge, change: 'undo' | 'redo', words: Words): KnownBlock {
  const { requester, target, merged, undone, requestId, edgeId, origin } = edge;
  const deed = (change === 'redo' && undone) || merged;
  const side = (member: typeof requester) =>
    member ? `${words.person(nameOf(member, words))}${words.bracketed(words.masked(member.tail))}` : '–';
  const names = words.card.both([side(requester), side(target)]);
  const by = doerOf(deed, origin, words);
  const line = words[change].item(words.requestNumber(requestId), names, words.dayAndTime(deed.at), by);
  return paragraph(line, button(`${change}_preview`, words.details[change], String(edgeId)));
}

/** Who did it, for mrkdwn: somebody of the shop, or the nightly look. */
export function doerOf({ by }: Deed, origin: EdgeStory['origin'], words: Words): string {
  if (by) return escaped(by);
  return origin === 'matcher' ? words.duplicates.machine : words.decided.someone;
}
