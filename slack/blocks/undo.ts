import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { deadlines } from '../../core/merges/deadlines.ts';
import type { Disclosed, LotChange, MergePreview, Side } from '../../core/merges/preview.ts';
import type { Standing } from '../../core/merges/second.ts';
import type { AccountId } from '../../db/ids.ts';
import { undoReasons } from '../../db/schema/merges.ts';
import { graphOfPreview, type Members, nameOfMember } from '../pictures/merge-graph.ts';
import type { Filled } from '../press.ts';
import type { Words } from '../words/words.ts';
import { owners } from './owners.ts';
import { separateBlocks } from './separate.ts';
import { escaped, heading, marked, paragraph, plain, present, smallPrint } from './text.ts';

/** What an undo or redo would do, with the names to say it by and the address of its picture. */
export type ChangeShown = {
  preview: MergePreview;
  members: Members;
  /** Who merged (before an undo) or undid (before a redo) it, when and by which way it came. */
  before: string;
  pictureUrl: string;
  /** Who wants just this undo and waits for a second person. */
  proposed?: Standing;
};

/** Who may bear what nobody's points cover; the first is chosen unless somebody chooses otherwise. */
export const bearers = ['absorb', 'carry'] as const;

/** As much as the note of the form takes. */
export const noteMax = 500;

const lotsShown = 8;
const spendsShown = 5;

/** How a form is drawn anew: why, and with what was filled in before. */
export type Redrawn = { stale?: boolean; separating?: boolean; filled?: Filled };

/** The form before an undo: what happens, picture, figures, choices, who saw what, reason, do it. */
export function undoModal(
  shown: ChangeShown,
  words: Words,
  { stale, separating, filled = {} }: Redrawn = {},
): ModalView {
  const { preview, proposed } = shown;
  const { undo } = words;
  const alone = !needsSecond(preview) || proposed?.own === false;
  return {
    ...form('undo', shown, words, separating),
    title: plain(undo.title, 24),
    submit: plain(alone ? undo.submit : undo.propose, 24),
    blocks: present(
      stale && paragraph(`*${undo.stale}*`),
      ...whatHappens(headline(preview, words), shown, words),
      ...(separating ? separateBlocks(preview, shown.members, words) : []),
      ...figures(shown, words),
      ...listedElsewhere(preview, words),
      ...choices(shown, words),
      ...whoSawWhat(shown, words),
      reason(words, filled.reason ?? proposed?.reason ?? (separating ? 'wrong_person' : undefined)),
      !preview.splits && !separating && smallPrint(undo.separate.hint),
      note(words, filled.note),
      smallPrint(undo.later),
    ),
  };
}

/** The form before a redo, in the same order. */
export function redoModal(shown: ChangeShown, words: Words, { stale }: Redrawn = {}): ModalView {
  const { preview } = shown;
  const { undo, redo } = words;
  const no = words.requestNumber(preview.requestId);
  return {
    ...form('redo', shown, words),
    title: plain(redo.title, 24),
    submit: plain(redo.submit, 24),
    blocks: present(
      stale && paragraph(`*${undo.stale}*`),
      ...whatHappens(preview.splits ? redo.headline(no) : redo.headlineWhole(no), shown, words),
      ...figures(shown, words),
      ...choices(shown, words),
      smallPrint(redo.explain),
    ),
  };
}

function form(change: 'undo' | 'redo', { preview }: ChangeShown, words: Words, separating = false) {
  const { edgeId, digest, further } = preview;
  const private_metadata = JSON.stringify({ edgeId, digest, ...(separating && { further }) });
  return { type: 'modal' as const, callback_id: `confirm_${change}`, private_metadata, close: plain(words.cancel, 24) };
}

function headline(preview: MergePreview, { undo, requestNumber, home }: Words): string {
  const { requestId, splits, stillJoinedBy, graph } = preview;
  const also = graph.edges.filter((edge) => edge.cut && edge.requestId !== requestId);
  const no = home.list([requestId, ...also.map((edge) => edge.requestId)].map(requestNumber));
  return splits ? undo.headline(no) : undo.headlineWhole(no, home.list(stillJoinedBy.map(requestNumber)));
}

function whatHappens(said: string, { preview, members, before, pictureUrl }: ChangeShown, words: Words): KnownBlock[] {
  const alt = graphOfPreview(preview, members, words).alt;
  return [
    paragraph(`*${said}*`),
    smallPrint(before),
    { type: 'image', image_url: pictureUrl, alt_text: plain(alt, 2_000).text },
  ];
}

function figures({ preview, members }: ChangeShown, words: Words): KnownBlock[] {
  const { undo, points } = words;
  const { pointsNow, sides, lots, unchanged, splits } = preview;
  const title = heading(words[preview.kind].pointsTitle);
  if (!splits) return [title, paragraph([points(pointsNow), undo.noPoints].join(words.card.dot))];
  const tile = (name: string, amount: number, said: string) => marked(`${name}\n*${points(amount)}*\n${said}`);
  const ofSide = (side: Side) => {
    const name = `${words.person(escaped(nameOfMember(members, holding(preview, side), words)))} ${side.tails.map(words.masked).join(' ')}`;
    return tile(name, side.points, sideSays(side, words));
  };
  const now = tile(words[preview.kind].pointsNow, pointsNow, ' ');
  const sum = sides.reduce((total, side) => total + side.points, 0);
  const parts = sides.map(({ tails, points: held }) => `${tails.map(words.masked).join(' ')} ${count(held)}`);
  const afterwards = preview.kind === 'undo' ? sides.map(ofSide) : [tile(words.card.together, sum, parts.join(' + '))];
  const shownLots = lots.slice(0, lotsShown);
  const rest =
    unchanged.lots > 0
      ? [undo.others(unchanged.lots), `${points(unchanged.points)} ${undo.same}`].join(words.card.dot)
      : '';
  const more = lots.length > lotsShown ? undo.others(lots.length - lotsShown) : '';
  // What one of two welcomes held back is in no part of the sum of now: without a word the figures would not add up.
  const freed = sum - pointsNow - sides.reduce((total, side) => total + side.comesBack, 0);
  const free = preview.kind === 'undo' && freed > 0 ? undo.freed(freed) : '';
  return [
    title,
    { type: 'section', fields: [now, ...afterwards] },
    ...(shownLots.length > 0 ? [paragraph(shownLots.map((lot) => lotLine(lot, words)).join('\n'))] : []),
    ...[more, rest, free].filter(Boolean).map(smallPrint),
  ];
}

const count = (points: number) => points.toLocaleString('en-US');

function sideSays({ comesBack, uncovered }: Side, { undo }: Words): string {
  if (uncovered > 0) return undo.lacks(uncovered);
  if (comesBack < 0) return undo.goes(-comesBack);
  return comesBack > 0 ? undo.comesBack(comesBack) : undo.unchanged;
}

function lotLine({ tail, endsAt, now, afterwards, moved }: LotChange, words: Words): string {
  const { undo } = words;
  const until = endsAt ? undo.until(words.day(new Date(endsAt.getTime() - 1), { year: true })) : undo.forever;
  const used = moved ? ` ${undo.moved}` : afterwards === 0 ? ` ${undo.used}` : '';
  return [until, words.masked(tail), `${undo.fromTo(now, afterwards)}${used}`].join(words.card.dot);
}

/** The account by which a side is called: the one the edge holds on to. */
function holding({ graph, edgeId }: MergePreview, side: Side) {
  const subject = graph.edges.find((edge) => edge.edgeId === edgeId);
  return side.accountIds.find((id) => id === subject?.a || id === subject?.b) ?? side.accountIds[0];
}

function choices({ preview, members, proposed }: ChangeShown, words: Words): KnownBlock[] {
  const { undo } = words;
  const { uncovered, uncoveredTotal, inferred, movesBack } = preview;
  const name = (id: (typeof uncovered)[number]['accountId']) => nameAndTail(members, id, words);
  const missing = uncovered
    .slice(0, spendsShown)
    .map((spend) => undo.uncoveredLine(name(spend.accountId), words.day(spend.spentAt), spend.spentAmount, spend.own));
  return [
    ...(uncoveredTotal > 0
      ? [
          heading(undo.uncoveredTitle(uncoveredTotal)),
          paragraph(missing.join('\n')),
          ...(preview.kind === 'undo' ? [bearer(words)] : []),
          ...(needsSecond(preview) ? [smallPrint(secondSays(words, proposed))] : []),
        ]
      : []),
    ...owners(inferred, members, words),
    ...(movesBack > 0 ? [smallPrint(words.redo.movesBack(movesBack))] : []),
  ];
}

function needsSecond({ kind, uncoveredTotal }: MergePreview): boolean {
  return kind === 'undo' && uncoveredTotal > deadlines.uncoveredAloneMax;
}

/** That a second person is needed; once somebody has asked, who it was and what is left to do. */
function secondSays({ undo }: Words, proposed?: Standing): string {
  if (!proposed) return undo.second(deadlines.uncoveredAloneMax);
  return proposed.own ? undo.secondOwn : undo.secondBy(escaped(proposed.by));
}

/** What the shop's own system no longer has, or was told that it may delete: it does not stand in the way of the undo. */
function listedElsewhere({ listed }: MergePreview, words: Words): KnownBlock[] {
  const { cap: w } = words;
  return listed.map(({ tail, listedAt, goneAt }) =>
    paragraph(
      goneAt
        ? w.undoGone(words.masked(tail), words.day(goneAt, { year: true }))
        : w.undoListed(words.masked(tail), words.day(listedAt, { year: true })),
    ),
  );
}

function whoSawWhat({ preview, members }: ChangeShown, words: Words): KnownBlock[] {
  const { undo } = words;
  const { disclosed, mergedAt } = preview;
  const lines = [...Map.groupBy(disclosed, (row) => `${row.toAccountId}-${row.ofAccountId}`).values()].map((rows) => {
    const [first] = rows as [Disclosed];
    const name = (id: Disclosed['toAccountId']) => nameAndTail(members, id, words);
    const what = rows.map((row) => undo.seen[row.what](row.what === 'history' ? row.facts : row.times));
    return undo.seenLine(name(first.toAccountId), name(first.ofAccountId), what.join(words.card.dot));
  });
  return [
    heading(undo.seenTitle),
    smallPrint(undo.seenSince(words.dayAndTime(mergedAt))),
    paragraph(lines.length > 0 ? lines.join('\n') : undo.seenNothing),
  ];
}

/** A name with the tail of its card: two cards of a wrong merge often bear one name. */
function nameAndTail(members: Members, id: AccountId, words: Words): string {
  const tail = members.get(id)?.tail;
  return `${escaped(nameOfMember(members, id, words))}${tail ? ` ${words.masked(tail)}` : ''}`;
}

function bearer({ undo }: Words): KnownBlock {
  const options = bearers.map((value) => ({
    value,
    text: plain(undo[value], 75),
    description: plain(undo[`${value}Hint`], 75),
  }));
  const [initial_option] = options;
  const element = {
    type: 'radio_buttons' as const,
    action_id: 'bearer',
    options,
    ...(initial_option && { initial_option }),
  };
  return { type: 'input', block_id: 'bearer', label: plain(undo.bearer), element };
}

function reason(words: Words, chosen?: string): KnownBlock {
  const options = undoReasons.map((value) => option(value, words.undo.reasons[value]));
  const placeholder = plain(words.undo.reasonPlaceholder, 150);
  const initial_option = options.find(({ value }) => value === chosen);
  const element = {
    type: 'static_select' as const,
    action_id: 'reason',
    options,
    placeholder,
    ...(initial_option && { initial_option }),
  };
  return { type: 'input', block_id: 'reason', label: plain(words.undo.reasonTitle), element };
}

function note(words: Words, written?: string): KnownBlock {
  const element = {
    type: 'plain_text_input' as const,
    action_id: 'note',
    multiline: true,
    max_length: noteMax,
    ...(written && { initial_value: written }),
  };
  return { type: 'input', block_id: 'note', optional: true, label: plain(words.undo.note), element };
}

function option(value: string, text: string): PlainTextOption {
  return { text: plain(text, 75), value };
}
