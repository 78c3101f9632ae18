import type { Proposal } from '../../core/merges/second.ts';
import type { RequestId } from '../../db/ids.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, paragraph, present, smallPrint } from './text.ts';
import { undoValue } from './values.ts';

/** An undo that needs a second approver, by the numbers of all it takes back, for whoever looks next; one quiet line once it is done. */
export function proposalCard(proposal: Proposal, requestIds: RequestId[], words: Words): Card {
  const { undo } = words;
  const no = words.home.list(requestIds.map(words.requestNumber));
  if (proposal.done) {
    const line = undo.proposal.done(no);
    return { text: line, blocks: [paragraph(line)], bar: 'quiet' };
  }
  const headline = undo.proposal.headline(no, proposal.uncovered);
  const why = [undo.reasons[proposal.reason], ...(proposal.note ? [escaped(proposal.note)] : [])].join('\n');
  return {
    text: headline,
    blocks: present(
      paragraph(`*${headline}*`),
      paragraph(why),
      smallPrint(undo.proposal.by(escaped(proposal.proposedBy), words.dayAndTime(proposal.proposedAt))),
      {
        type: 'actions',
        elements: [
          button('undo_preview', undo.proposal.look, undoValue(proposal.edgeId, proposal.further), {
            style: 'primary',
          }),
        ],
      },
      smallPrint(undo.proposal.hint),
    ),
    bar: 'shu',
  };
}
