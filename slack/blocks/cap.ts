import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { CapAlert } from '../../core/cap/alerts.ts';
import type { CapOutlook } from '../../core/cap/outlook.ts';
import type { CapSettings } from '../../core/cap/settings.ts';
import type { ShopIdCounts } from '../../core/cap/shopIds.ts';
import type { MemberSummary } from '../../core/members/summary.ts';
import { outlookSentences, savedOf } from '../cap.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { percentOf } from './duplicates.ts';
import { accountLine, nameOf } from './request.ts';
import { heading, paragraph, plain, present, smallPrint } from './text.ts';

/** Everything that `/musubi cap` shows. */
export type CapShown = {
  outlook: CapOutlook;
  now: Date;
  picture?: { url: string; alt: string };
  over: { count: number; members: MemberSummary[] };
  pairs: { one: MemberSummary; other: MemberSummary; probability: number }[];
  /** For headquarters only: what the shop's own system may delete, and the way to the list. */
  ids?: { counts: ShopIdCounts; url?: string };
};

/** The outlook: picture, when, what duplicates cost, who is over the cap, what could make room, and what headquarters can do. */
export function capModal({ outlook, now, picture, over, pairs, ids }: CapShown, words: Words): ModalView {
  const { cap: w } = words;
  return {
    type: 'modal',
    title: plain(w.title, 24),
    close: plain(words.close, 24),
    blocks: present(
      picture && { type: 'image', image_url: picture.url, alt_text: plain(picture.alt, 2_000).text },
      outlookBlocks(outlook, now, words),
      costBlocks(outlook, words),
      overBlocks(over, words),
      pairBlocks(pairs, outlook.cleaning.pairs, words),
      ids && idBlocks(ids, outlook.settings, words),
    ),
  };
}

/** When the cap is reached, and in small print how wide that is; `open` leads to the rest. */
export function outlookBlocks(
  outlook: CapOutlook,
  now: Date,
  words: Words,
  { open = false }: { open?: boolean } = {},
): KnownBlock[] {
  const { said, small } = outlookSentences(outlook, now, words);
  return present(
    paragraph(said.join('\n'), open ? button('cap_open', words.cap.open, 'open') : undefined),
    small.length > 0 && smallPrint(words.cap.joined(small)),
  );
}

function costBlocks(outlook: CapOutlook, { cap: w }: Words): KnownBlock[] {
  const { yenPerMonth } = outlook.settings;
  const saved = savedOf(outlook);
  return yenPerMonth === null || saved < 1 ? [] : [paragraph(w.cost(saved * yenPerMonth, saved, yenPerMonth))];
}

function overBlocks({ count, members }: CapShown['over'], words: Words): KnownBlock[] {
  const { cap: w, member } = words;
  if (count === 0) return [];
  const lines = members.map((one) =>
    paragraph(
      `*${words.person(nameOf(one, words))}*(${accountLine(one, words)})`,
      button('member_open', member.open, String(one.accountId)),
    ),
  );
  const rest = count - members.length;
  return present(heading(w.overTitle(count)), smallPrint(w.overHint), lines, rest > 0 && smallPrint(w.more(rest)));
}

function pairBlocks(pairs: CapShown['pairs'], count: number, words: Words): KnownBlock[] {
  const { cap: w } = words;
  if (pairs.length === 0) return [];
  const who = (one: MemberSummary) => `${words.person(nameOf(one, words))}(${accountLine(one, words)})`;
  const lines = pairs.map(({ one, other, probability }) => w.pair(who(one), who(other), percentOf(probability)));
  const rest = count - pairs.length;
  return present(
    heading(w.pairsTitle(count)),
    smallPrint(w.pairsHint),
    paragraph(lines.join('\n')),
    rest > 0 && smallPrint(w.pairsMore(rest)),
    { type: 'actions', elements: [button('duplicates_open', words.duplicates.look, '0')] },
  );
}

function idBlocks({ counts, url }: NonNullable<CapShown['ids']>, settings: CapSettings, words: Words): KnownBlock[] {
  const { cap: w } = words;
  const link = { type: 'button' as const, action_id: 'open_link', text: plain(w.idsLink, 75), url: url ?? '' };
  const any = counts.deletable + counts.gone > 0;
  return present(
    any && heading(w.idsTitle),
    any && paragraph(w.ids(counts.deletable, counts.gone), url && counts.deletable > 0 ? link : undefined),
    any && smallPrint(w.idsHint(settings.waitDays)),
    { type: 'actions', elements: [button('cap_change', w.change, 'change')] },
  );
}

/** The form in which headquarters set the cap. It carries what it was opened on. */
export function capForm(settings: CapSettings, words: Words): ModalView {
  const { form: w } = words.cap;
  return {
    type: 'modal',
    callback_id: 'cap_change',
    private_metadata: JSON.stringify(settings),
    title: plain(w.title, 24),
    submit: plain(w.submit, 24),
    close: plain(words.cancel, 24),
    blocks: [
      whole('cap', w.cap, w.capHint, settings.cap, true),
      whole('yenPerMonth', w.yenPerMonth, w.yenHint, settings.yenPerMonth, true),
      whole('waitDays', w.waitDays, w.waitHint, settings.waitDays, false),
    ],
  };
}

function whole(id: string, label: string, hint: string, value: number | null, optional: boolean): InputBlock {
  const initial = value === null ? {} : { initial_value: String(value) };
  const element = { type: 'plain_text_input' as const, action_id: id, max_length: 12, ...initial };
  return { type: 'input', block_id: id, label: plain(label), hint: plain(hint), optional, element };
}

/** A mark of the cap was passed: how it stands now; one quiet line once the number has fallen below it again. */
export function capCard(alert: CapAlert, outlook: CapOutlook, now: Date, words: Words): Card {
  const { alert: w } = words.cap;
  const { persons, cap } = outlook.count;
  if (alert.endedAt) {
    const line = w.ended(alert.mark, persons);
    return { text: line.replaceAll('*', ''), blocks: [paragraph(line)], bar: 'quiet' };
  }
  const figures = cap === null ? w.noCap(persons) : w.figures(persons, cap);
  const title = w.title(alert.mark);
  return {
    text: title,
    blocks: [paragraph(`*${title}*\n${figures}`), ...outlookBlocks(outlook, now, words, { open: true })],
    bar: 'shu',
  };
}
