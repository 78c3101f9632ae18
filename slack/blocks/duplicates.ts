import type { KnownBlock, ModalView } from '@slack/types';
import { orderedMax, type WaitingPair } from '../../core/duplicates/queue.ts';
import type { DetectRun } from '../../core/duplicates/runs.ts';
import type { MemberSummary } from '../../core/members/summary.ts';
import type { Lesson, PairReason } from '../../db/schema/duplicates.ts';
import type { ListedEdge } from '../edges.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { edgeList } from './edges.ts';
import { nameOf } from './request.ts';
import { cut, heading, paragraph, plain, present, smallPrint } from './text.ts';

/** A pair with the two it is about; `ownWord`: what speaks for it may be nothing but what somebody says of themselves. */
export type PairShown = WaitingPair & { younger: MemberSummary; older: MemberSummary; ownWord: boolean };

export const pairsShown = 8;
/** How certain pairs must be that are approved together; as text, so that a form carries them exactly. */
export const steps = ['0.999', '0.995', '0.99', '0.98', '0.95'] as const;
export type Certainty = (typeof steps)[number];
/** The action id of the choice among them. */
export const stepAction = 'duplicates_step';

/** What a look over the base came to: its figures and their picture, what decisions have taught, and the ways on. Nobody is named. */
export function detectedCard(run: DetectRun, words: Words, picture?: { url: string; alt: string }): Card {
  const { duplicates: said } = words;
  if (run.failure) return { text: said.gaveUp, blocks: [paragraph(said.gaveUp)], bar: 'shu' };
  const { merged, review, households, accounts, lesson } = run;
  return {
    text: said.notification(merged, review),
    blocks: present(
      heading(said.cardTitle),
      paragraph(merged + review + households > 0 ? said.figures(merged, review, households) : said.nothing),
      picture && { type: 'image', image_url: picture.url, alt_text: plain(picture.alt, 2_000).text },
      lesson !== null && paragraph(said.lesson(lesson.decisions, lessonIn(lesson, words))),
      smallPrint(said.looked(accounts)),
      {
        type: 'actions',
        elements: [
          button('duplicates_open', said.look, '0', review > 0 ? { style: 'primary' } : {}),
          button('duplicates_merged', said.mergedList, '0'),
        ],
      },
    ),
    bar: review > 0 ? 'shu' : 'quiet',
  };
}

const worthSaying = 0.1;

/** What weighs otherwise than before, the strongest change first. */
function lessonIn({ weights }: Lesson, { duplicates: said }: Words): string {
  const changed = Object.entries(weights)
    .filter(([kind, weight]) => said.kinds[kind] && Math.abs(weight - 1) >= worthSaying)
    .sort(([, x], [, y]) => Math.abs(Math.log(y)) - Math.abs(Math.log(x)))
    .slice(0, 3);
  const lines = changed.map(([kind, weight]) => said.weighed(said.kinds[kind] ?? '', weight.toFixed(1)));
  return lines.join('') || said.lessonNone;
}

/** On the Home tab: how many pairs wait, and the way to them; nothing while there are none. */
export function duplicatesHome(waiting: number, { duplicates: said }: Words): KnownBlock[] {
  if (waiting === 0) return [];
  return [heading(said.home(waiting)), paragraph(said.homeText, button('duplicates_open', said.look, '0'))];
}

export type Queue = { pairs: PairShown[]; waiting: number; ordered: number; skip: number; atHeadquarters: boolean };

/** Pairs that wait, each with its reasons in words and three ways to decide it. */
export function queueModal({ pairs, waiting, ordered, skip, atHeadquarters }: Queue, words: Words): ModalView {
  const { duplicates: said } = words;
  const rest = waiting - skip - pairs.length;
  const ways = [
    ...(rest > 0
      ? [button('duplicates_open', said.more(Math.min(rest, pairsShown)), String(skip + pairs.length))]
      : []),
    ...(skip > 0 ? [button('duplicates_first', said.first, '0')] : []),
    ...(atHeadquarters && waiting > 1 ? [button('duplicates_all', said.allButton, '0')] : []),
    button('duplicates_merged', said.mergedList, '0'),
  ];
  return {
    type: 'modal',
    title: plain(said.title, 24),
    close: plain(words.close, 24),
    blocks: present(
      paragraph(waiting > 0 ? said.waiting(waiting) : said.none),
      ordered > 0 && smallPrint(said.ordered(ordered)),
      waiting > 0 && smallPrint(said.order),
      ...pairs.map((pair) => pairBlocks(pair, skip, words)),
      divider,
      { type: 'actions', elements: ways },
    ),
  };
}

const divider: KnownBlock = { type: 'divider' };

function pairBlocks(pair: PairShown, skip: number, words: Words): KnownBlock[] {
  const { duplicates: said, cancel: no } = words;
  const { requester, target, said: newest } = pair.seen;
  const value = [pair.pairId, skip, requester, target, newest].join(':');
  const both = said.pair(plainSide(pair.younger, words), plainSide(pair.older, words));
  const ask = (title: string, text: string, yes: string) => ({ confirm: { title, text, yes, no } });
  return [
    divider,
    paragraph(pairText(pair, words)),
    {
      type: 'actions',
      elements: [
        button('pair_approve', said.approve, value, ask(said.confirmTitle, said.confirmText(both), said.approve)),
        button('pair_reject', said.reject, value, ask(said.rejectTitle, said.rejectText(both), said.reject)),
        button('pair_later', said.later, value),
      ],
    },
  ];
}

/** Whom a card belongs to, for a question of plain text that two of them have room in. */
function plainSide(member: MemberSummary, words: Words): string {
  return words.person(cut(member.name, 60) || words.noName) + words.bracketed(words.masked(member.tail));
}

function pairText({ younger, older, probability, points, reasons, ownWord }: PairShown, words: Words): string {
  const { duplicates: said, card } = words;
  const side = (member: MemberSummary) =>
    `*${words.person(nameOf(member, words))}*${words.bracketed(words.masked(member.tail))}`;
  return [
    said.pair(side(younger), side(older)),
    [said.sure(percentOf(probability)), said.points(points)].join(card.dot),
    ...reasonLines(reasons, words),
    ...(ownWord ? [said.ownWord] : []),
  ].join('\n');
}

/** How certain a pair is, in per cent; never rounded up, for nothing is wholly certain. */
export function percentOf(probability: number): string {
  return String(Math.min(99.99, Math.floor(probability * 10_000) / 100));
}

/** Which features of the matcher each line of reasons speaks of; an address is several. */
const features = {
  family: ['family'],
  given: ['given'],
  birth: ['birth'],
  phone: ['phone'],
  mail: ['mail'],
  address: ['town', 'numbers', 'room', 'postal'],
} as const;
const apart = new Set(['differs', 'character', 'year']);

/** The reasons of a pair in lines by sign and word: what matches, nearly matches, does not match, is unknown. */
export function reasonLines(reasons: PairReason[], words: Words): string[] {
  const { duplicates: said, home } = words;
  const judged = (Object.keys(features) as (keyof typeof features)[]).map((field) => {
    const names: readonly string[] = features[field];
    return judgedAs(
      said.fields[field],
      reasons.filter(({ feature }) => names.includes(feature)),
      words,
    );
  });
  return (['match', 'near', 'differs', 'unknown'] as const).flatMap((result) => {
    const fields = judged.filter((one) => one.result === result).map(({ text }) => text);
    return fields.length > 0 ? [said.results[result](home.list(fields))] : [];
  });
}

type Judged = { result: 'match' | 'near' | 'differs' | 'unknown'; text: string };

function judgedAs(name: string, reasons: PairReason[], { duplicates: said, bracketed }: Words): Judged {
  if (reasons.length === 0) return { result: 'unknown', text: name };
  if (reasons.some(({ level }) => apart.has(level))) return { result: 'differs', text: name };
  const near = reasons.find(({ level }) => level !== 'same');
  if (near) return { result: 'near', text: name + bracketed(said.levels[near.level] ?? '') };
  return { result: 'match', text: reasons.some(({ rare }) => rare) ? name + bracketed(said.rare) : name };
}

export type Order = {
  least: Certainty;
  count: number;
  /** So many are as certain, and are to be looked at one by one. */
  alone: number;
  digest: string;
  sample: PairShown[];
  stale?: boolean;
};

/** The form that approves many at once: how certain, how many those are, the least certain of them, and what will happen. */
export function orderModal({ least, count, alone, digest, sample, stale }: Order, words: Words): ModalView {
  const { duplicates: said } = words;
  const options = steps.map((step) => ({ value: step, text: plain(said.allStep(percentOf(Number(step))), 75) }));
  const chosen = options.find(({ value }) => value === least);
  return {
    type: 'modal',
    callback_id: 'duplicates_all',
    private_metadata: `${least}:${digest}`,
    title: plain(said.allTitle, 24),
    close: plain(words.cancel, 24),
    ...(count > 0 ? { submit: plain(said.allSubmit, 24) } : {}),
    blocks: present(
      stale && paragraph(`*${said.allStale}*`),
      paragraph(said.allIntro),
      // The block changes its name with the choice, so that Slack shows ours and not its memory of another.
      {
        ...paragraph(`*${said.allLabel}*`, {
          type: 'static_select',
          action_id: stepAction,
          options,
          ...(chosen && { initial_option: chosen }),
        }),
        block_id: `${stepAction}:${least}`,
      },
      paragraph(count > 0 ? said.allCount(count, orderedMax) : said.allNone),
      alone > 0 && smallPrint(said.allAlone(alone)),
      ...(count > 0 ? [smallPrint(said.allNext), heading(said.allSample(sample.length))] : []),
      ...sample.map((pair) => [divider, paragraph(pairText(pair, words))]),
    ),
  };
}

/** What was merged without anybody, newest first, each with its way back. */
export function mergedModal(edges: ListedEdge[], words: Words): ModalView {
  const { duplicates: said } = words;
  const blocks = edges.length > 0 ? edgeList(edges, 'undo', words, said.mergedIntro) : [paragraph(said.mergedNone)];
  return { type: 'modal', title: plain(said.mergedTitle, 24), close: plain(words.close, 24), blocks };
}
