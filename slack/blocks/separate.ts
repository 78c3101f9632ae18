import type { KnownBlock } from '@slack/types';
import type { GraphEdge, MergePreview } from '../../core/merges/preview.ts';
import type { EdgeId } from '../../db/ids.ts';
import { type Members, nameOfMember, reasonsOf } from '../pictures/merge-graph.ts';
import type { Filled } from '../press.ts';
import type { Words } from '../words/words.ts';
import { cut, heading, paragraph, plain } from './text.ts';
import { idIn } from './values.ts';

/** As many checkboxes as Slack lets stand together. */
const boxesMax = 10;

/** A box says no more than 75 characters: of two long names each gives way, so that both tails stay. */
const nameMax = 20;

/** The action ids of the checkboxes that mark what else is wrong. */
export const markAction = /^undo_mark_\d$/;

/** The ways by which two different people are still joined, each with its evidence and a box to mark it, until they part. */
export function separateBlocks(preview: MergePreview, members: Members, words: Words): KnownBlock[] {
  const { separate } = words.undo;
  const { splits, stillJoinedBy, graph, edgeId } = preview;
  const further = graph.edges.filter((edge) => edge.edgeId !== edgeId);
  const offered = further.filter((edge) => edge.cut || stillJoinedBy.includes(edge.requestId));
  const left = words.home.list(stillJoinedBy.map(words.requestNumber));
  const groups = Array.from({ length: Math.ceil(offered.length / boxesMax) }, (_, index) =>
    offered.slice(index * boxesMax, (index + 1) * boxesMax),
  );
  return [
    heading(separate.title),
    paragraph(splits ? separate.parted : separate.left(left)),
    ...groups.map((edges, index) => boxes(edges, index, preview, members, words)),
  ];
}

/** The edges that are marked in a form; undefined when the form has no boxes. */
export function marksIn(filled: Filled): EdgeId[] | undefined {
  const groups = Object.keys(filled).filter((id) => markAction.test(id));
  if (groups.length === 0) return undefined;
  const values = groups.flatMap((id) => (filled[id] ?? '').split('\n'));
  return values.filter((value) => value !== '').map((value) => idIn<EdgeId>(value));
}

/** The block changes its name with what is marked, so that Slack shows our marks and not its memory of them. */
function boxes(
  edges: GraphEdge[],
  index: number,
  { further }: MergePreview,
  members: Members,
  words: Words,
): KnownBlock {
  const options = edges.map((edge) => ({
    value: String(edge.edgeId),
    text: plain(nameOfEdge(edge, members, words), 75),
    description: plain(evidenceOf(edge, words), 75),
  }));
  const chosen = options.filter(({ value }) => further.some((id) => String(id) === value));
  return {
    type: 'input',
    block_id: `undo_mark_${index}:${further.join('+')}`,
    dispatch_action: true,
    optional: true,
    label: plain(words.undo.separate.label),
    element: {
      type: 'checkboxes',
      action_id: `undo_mark_${index}`,
      options,
      ...(chosen.length > 0 && { initial_options: chosen }),
    },
  };
}

function nameOfEdge({ requestId, a, b }: GraphEdge, members: Members, words: Words): string {
  const side = (id: GraphEdge['a']) =>
    `${cut(nameOfMember(members, id, words), nameMax)} ${words.masked(members.get(id)?.tail ?? '')}`;
  return [words.requestNumber(requestId), words.undo.separate.pair(side(a), side(b))].join(words.card.dot);
}

function evidenceOf({ evidence }: GraphEdge, words: Words): string {
  const { agreeing, against } = reasonsOf(evidence, words);
  const agree = agreeing.length > 0 ? words.undo.separate.agrees(agreeing.join(words.graph.dot)) : '';
  return [agree, against ?? ''].filter(Boolean).join(words.card.dot) || words.details.purged;
}
