import type { KnownBlock, ModalView } from '@slack/types';
import type { MemberSummary } from '../../core/members/summary.ts';
import type { RequestView } from '../../core/merges/requests.ts';
import type { EdgeStory } from '../edges.ts';
import type { Words } from '../words/words.ts';
import { approveButton, proposalLines } from './anew.ts';
import { button } from './button.ts';
import { evidenceLines, inHiragana } from './evidence.ts';
import { liftButton } from './lift.ts';
import { accountLine, nameOf } from './request.ts';
import { escaped, heading, marked, paragraph, plain, present, smallPrint } from './text.ts';
import { cardValue } from './values.ts';

/** A request in full, read live for one person: both sides, comparison, question and answer, what became of it, what can be done. */
export function detailsModal(view: RequestView, story: EdgeStory | undefined, words: Words): ModalView {
  const { details } = words;
  return {
    type: 'modal',
    title: plain(details.title(view.number), 24),
    close: plain(words.close, 24),
    blocks: present(
      paragraph(
        [`*${stateOf(view, words)}*`, ...frozenMark(view, words), words.origin[view.origin]].join(words.card.dot),
      ),
      side(details.here, view.requester, words),
      view.target && side(details.there, view.target, words),
      heading(details.evidence),
      paragraph(view.evidence.length > 0 ? evidenceLines(view, words) : details.purged),
      paragraph(`*${details.proof}*  ${view.proof ? details.proofs[view.proof] : details.noProof}`),
      ...conversation(view, words),
      ...proposalLines(view, words),
      view.decided?.reason ? paragraph(`*${details.reason}*\n${escaped(view.decided.reason)}`) : undefined,
      actions(view, story, words),
      smallPrint(details.logged),
    ),
  };
}

function stateOf({ state, edge }: RequestView, { details }: Words): string {
  return edge && !edge.active ? details.edgeVoid : details.states[state];
}

function isFrozen({ state, frozenAt, edge }: RequestView): boolean {
  return state === 'waiting' ? frozenAt !== null : Boolean(edge?.active && edge.frozenAt);
}

function frozenMark(view: RequestView, { details }: Words): string[] {
  return isFrozen(view) ? [`*${details.frozen}*`] : [];
}

function side(title: string, member: MemberSummary, words: Words): KnownBlock {
  const { details, card } = words;
  const since = words.day(member.registeredAt, { year: true });
  const rows: [string, string][] = [
    [details.reading, escaped(inHiragana(member.reading)) || words.none],
    [details.phone, member.phoneTail ? card.tails([member.phoneTail]) : words.none],
    [details.mail, member.mailMasked ? escaped(member.mailMasked) : words.none],
    [details.registered, since],
    [details.line, member.lineLinked ? details.lineYes : details.lineNo],
    [details.cards, details.cardCount(member.accounts)],
    [details.points, words.points(member.points)],
    [details.purchases, details.purchaseCount(member.purchases)],
  ];
  const head = `*${title}*  ${words.person(nameOf(member, words))}${words.bracketed(accountLine(member, words))}`;
  return {
    type: 'section',
    text: marked(head),
    fields: rows.map(([label, value]) => marked(`*${label}*\n${value}`)),
  };
}

function conversation({ question }: RequestView, words: Words): KnownBlock[] {
  if (!question) return [];
  const { details } = words;
  const asked = `*${details.question}*${words.bracketed(`${escaped(question.name)} ${words.dayAndTime(question.at)}`)}\n${escaped(question.text)}`;
  const { answer } = question;
  const said = answer
    ? `*${details.reply}*${words.bracketed(words.dayAndTime(answer.at))}\n${escaped(answer.text)}`
    : `*${details.reply}*  ${details.noReply}`;
  return [paragraph(asked), paragraph(said)];
}

function actions(view: RequestView, story: EdgeStory | undefined, words: Words): KnownBlock | undefined {
  const { card, details } = words;
  const lift = isFrozen(view) ? [liftButton(view.requestId, words)] : [];
  const value = cardValue(view.requestId, view.epochs);
  const elements =
    view.state === 'waiting'
      ? [
          ...(view.frozenAt ? lift : [approveButton(view, words)]),
          button('request_reject', card.reject, value, { style: 'danger' }),
          button('request_ask', card.ask, value),
        ]
      : story
        ? [
            story.undone
              ? button('redo_preview', details.redo, String(story.edgeId))
              : button('undo_preview', details.undo, String(story.edgeId)),
            ...lift,
          ]
        : [];
  return elements.length > 0 ? { type: 'actions', elements } : undefined;
}
