import type { KnownBlock, ModalView } from '@slack/types';
import type { HistoryItem } from '../../core/activities/history.ts';
import type { MemberSummary } from '../../core/members/summary.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { accountLine, nameOf } from './request.ts';
import { escaped, heading, marked, paragraph, plain, present, smallPrint } from './text.ts';

const listMax = 10;

/** The members a search found, each with a button that opens it. */
export function foundBlocks(found: MemberSummary[], words: Words): KnownBlock[] {
  const { command, member } = words;
  if (found.length === 0) return [paragraph(command.notFound)];
  const lines = found.slice(0, listMax).map((one) => {
    const purchases = one.purchases > 0 ? words.card.purchases(one.purchases) : words.card.noPurchases;
    const line = member.line(nameOf(one, words), accountLine(one, words), words.points(one.points), purchases);
    return paragraph(line, button('member_open', member.open, String(one.accountId)));
  });
  const title = found.length >= listMax ? command.foundMost(found.length) : command.found(found.length);
  return [paragraph(title), ...lines];
}

/** The search form, and its answer in the same place. */
export function findModal(words: Words, found?: MemberSummary[]): ModalView {
  const { command } = words;
  const element = { type: 'plain_text_input' as const, action_id: 'text', max_length: 100 };
  return {
    type: 'modal',
    callback_id: 'find_member',
    title: plain(command.findTitle, 24),
    submit: plain(command.findSubmit, 24),
    close: plain(words.close, 24),
    blocks: [
      { type: 'input', block_id: 'text', label: plain(command.findLabel), hint: plain(command.findHint), element },
      ...(found ? foundBlocks(found, words) : []),
    ],
  };
}

/** One member in short: tails, counts and the last records. Nothing here is a whole phone, mail, address or birth date. */
export function memberModal(
  member: MemberSummary,
  { recent, household, isOver }: { recent: HistoryItem[]; household: number | null; isOver: boolean },
  words: Words,
): ModalView {
  const { details, card, member: said } = words;
  const rows: [string, string][] = [
    [details.reading, escaped(member.reading) || words.none],
    [details.points, words.points(member.points)],
    [details.phone, member.phoneTail ? card.tails([member.phoneTail]) : words.none],
    [details.mail, member.mailMasked ? escaped(member.mailMasked) : words.none],
    [details.cards, details.cardCount(member.accounts)],
    [details.line, member.lineLinked ? details.lineYes : details.lineNo],
    ...(household === null ? [] : [[words.household.size, words.household.persons(household)] as [string, string]]),
  ];
  return {
    type: 'modal',
    title: plain(said.title, 24),
    close: plain(words.close, 24),
    blocks: present(
      paragraph(
        `*${words.person(nameOf(member, words))}*(${accountLine(member, words)})\n${said.since(words.day(member.registeredAt, { year: true }))}`,
      ),
      isOver && smallPrint(words.cap.overFlag),
      { type: 'section', fields: rows.map(([label, value]) => marked(`*${label}*\n${value}`)) },
      {
        type: 'actions',
        elements: [button('adjust_open', words.adjust.open, String(member.accountId))],
      },
      heading(said.recent),
      paragraph(recent.length > 0 ? recent.map((item) => recordLine(item, words)).join('\n') : said.noRecent),
      smallPrint(details.logged),
    ),
  };
}

function recordLine(item: HistoryItem, words: Words): string {
  const where = escaped(item.store?.name ?? item.channel?.name ?? words.noStore);
  const what = item.kind === 'visit' ? words.member.visit : goodsOf(item, words);
  return words.member.record(words.day(item.at, { year: true }), what, where);
}

function goodsOf({ lines }: Extract<HistoryItem, { kind: 'purchase' }>, { member }: Words): string {
  const [first, ...rest] = lines;
  if (!first) return member.purchase;
  return rest.length > 0 ? member.andOthers(escaped(first.name), rest.length) : escaped(first.name);
}
