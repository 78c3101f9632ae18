import type { KnownBlock } from '@slack/types';
import type { WaitingRequest } from '../../core/merges/requests.ts';
import type { Evidence, EvidenceResult, mergeRequests } from '../../db/schema/merges.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { nameOf } from './request.ts';
import { paragraph } from './text.ts';
import { cardValue } from './values.ts';

/** A waiting request with what its comparison came to; `proposed` when one has asked to join two anew and a second is waited for. */
export type Waiting = WaitingRequest & {
  evidence: Evidence;
  origin: typeof mergeRequests.$inferSelect.origin;
  proposed: boolean;
};

/** One waiting request: who and who, how the comparison came out, since when, and a button that opens it. */
export function waitingBlock(waiting: Waiting, words: Words, now: Date): KnownBlock {
  const { requestId, number, requester, target, provedAt } = waiting;
  const { home, card } = words;
  const lines = [
    home.pair(nameOf(requester, words), nameOf(target, words)),
    [evidenceCount(waiting.evidence, words), words.origin[waiting.origin], ...marksOf(waiting, words)].join(card.dot),
    home.since(number, words.lately(provedAt, now)),
  ];
  return paragraph(lines.join('\n'), button('request_details', card.open, cardValue(requestId)));
}

function evidenceCount(evidence: Evidence, { home, graph }: Words): string {
  const fields = (result: EvidenceResult) =>
    evidence.filter((row) => row.result === result).map(({ field }) => graph.fields[field]);
  const [match, claimed] = [fields('match'), fields('claimed')];
  const [mismatch, unknown] = [fields('mismatch'), fields('unknown')];
  return home.evidence(match.length, claimed.length, mismatch.length, home.list(mismatch), unknown.length);
}

function marksOf({ frozen, escalated, asked, answered, proposed }: Waiting, { home }: Words): string[] {
  const marks = { frozen, escalated, asked, answered, proposed };
  return (Object.keys(marks) as (keyof typeof marks)[]).filter((mark) => marks[mark]).map((mark) => home.marks[mark]);
}
