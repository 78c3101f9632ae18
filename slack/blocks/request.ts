import type { KnownBlock } from '@slack/types';
import { looksLikeFamily } from '../../core/households/hint.ts';
import type { MemberSummary } from '../../core/members/summary.ts';
import type { RequestView } from '../../core/merges/requests.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { approveButton, proposalLines } from './anew.ts';
import { button } from './button.ts';
import { evidenceTable } from './evidence.ts';
import { hintButton } from './household-hint.ts';
import { liftButton } from './lift.ts';
import { escaped, heading, marked, paragraph, present, smallPrint } from './text.ts';
import { cardValue } from './values.ts';

/** Where a card stands that should have stood elsewhere. */
export type Elsewhere = { insteadOf?: string };

/** The card of a request that waits to be decided: who and who, evidence, points, flags, what can be done, who may. */
export function requestCard(view: RequestView, words: Words, { insteadOf }: Elsewhere = {}): Card {
  const { card } = words;
  const no = view.number;
  const blocks = present(
    heading(card.title(no)),
    paragraph(pairLine(view, words)),
    view.evidence.length > 0 && evidenceTable(view, words),
    ...points(view, words),
    smallPrint(flagLine(view, words)),
    view.frozenAt !== null && paragraph(`*${card.frozen}*`),
    questionLine(view, words),
    ...proposalLines(view, words),
    { type: 'actions', elements: decisions(view, words) },
    smallPrint(notes(view, words, insteadOf).join('\n')),
  );
  return { text: card.notification(no), blocks, bar: 'shu' };
}

/** Both persons by name, tail and store. */
export function pairLine({ requester, target }: RequestView, words: Words): string {
  const there = target ? nameOf(target, words) : words.card.noTarget;
  return words.card.pair(nameOf(requester, words), accountLine(requester, words), there, accountLine(target, words));
}

/** A member's name for mrkdwn. */
export function nameOf({ name }: Pick<MemberSummary, 'name'>, words: Words): string {
  return escaped(shortened(name)) || words.noName;
}

/** Tail and store of an account. */
export function accountLine(member: MemberSummary | undefined, words: Words): string {
  return member ? words.account(member.tail, escaped(member.storeName ?? words.noStore)) : '–';
}

const nameMax = 60;

function shortened(name: string): string {
  return [...name].length > nameMax ? `${[...name].slice(0, nameMax - 1).join('')}…` : name;
}

/** Both sides beside each other, and the sum with its parts beneath, so that it can be checked by eye. */
function points({ requester, target, joined }: RequestView, words: Words): KnownBlock[] {
  if (!target || !joined) return [];
  const { card } = words;
  const column = (title: string, member: MemberSummary) =>
    marked(`${title}\n*${words.points(member.points)}*\n${historyOf(member, words)}`);
  const count =
    joined.personsAfter < joined.personsBefore
      ? card.memberCount(joined.personsBefore, joined.personsAfter)
      : card.memberCountSame(joined.personsBefore);
  const sum = card.sum(requester.points, target.points, joined.held);
  return [
    { type: 'section', fields: [column(card.now(requester.tail), requester), column(card.old(target.tail), target)] },
    paragraph(`${card.together}  *${words.points(joined.points)}*  ${[sum, count].join(card.dot)}`),
  ];
}

function historyOf({ purchases, firstPurchaseAt, registeredAt }: MemberSummary, words: Words): string {
  const since = words.month(firstPurchaseAt ?? registeredAt);
  return purchases > 0 ? words.card.history(purchases, since) : words.card.noPurchases;
}

function flagLine({ flags }: RequestView, { card }: Words): string {
  const said = [
    card.flags.welcomeTwice(flags.welcomeTwice),
    card.flags.undone(flags.undone180Days),
    card.flags.samePhone(flags.samePhoneMembers),
  ].join(card.dot);
  const warnings = [
    flags.cannotLink && card.flags.cannotLink,
    flags.partedEdgeId !== null && card.flags.parted,
    flags.ownWord && card.flags.ownWord,
  ];
  return [said, ...warnings.filter((warning) => warning !== false)].join('\n');
}

function questionLine({ question }: RequestView, words: Words): KnownBlock | undefined {
  if (!question) return undefined;
  const { answer, at } = question;
  return smallPrint(answer ? words.card.answered(words.dayAndTime(answer.at)) : words.card.asked(words.dayAndTime(at)));
}

function decisions(view: RequestView, words: Words) {
  const { card } = words;
  const { requestId, epochs, frozenAt, evidence, flags } = view;
  const isFamily = looksLikeFamily(evidence, flags);
  const value = cardValue(requestId, epochs);
  return [
    frozenAt ? liftButton(requestId, words) : approveButton(view, words),
    button('request_reject', card.reject, value, { style: 'danger' }),
    button('request_ask', card.ask, value),
    ...(isFamily ? [hintButton(requestId, words)] : []),
    button('request_details', card.details, value),
  ];
}

function notes({ store, escalatedAt, remindedAt }: RequestView, { card }: Words, insteadOf?: string): string[] {
  const name = store && !store.isHeadquarters ? escaped(store.name) : undefined;
  return [
    name ? card.whoMay(name) : card.whoMayHeadquarters,
    ...(escalatedAt && name ? [card.escalated(name)] : remindedAt ? [card.reminded] : []),
    ...(insteadOf ? [card.elsewhere(escaped(insteadOf))] : []),
  ];
}
