import type { ActionsBlock, InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { DeadLetter, LetterKey, LetterStory, Way } from '../../core/deadLetters/letters.ts';
import { closeReasons } from '../../db/schema/plumbing.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, heading, paragraph, plain, present, smallPrint } from './text.ts';
import { letterValue } from './values.ts';

const whyMax = 200;

/** What was given up and not dealt with, as far as it is listed. */
export type DeadShown = { count: number; ofWay: Map<Way, number>; letters: DeadLetter[] };

/** The choices of the form that sends all of one way again. */
export const extents = ['sure', 'even_twice'] as const;

/** A letter that was given up, as it stands now and with what staff did. Says where it lies, never what it says. */
export function deadLetterCard(story: LetterStory, words: Words): Card {
  const { deadLetter } = words;
  const line = settledLine(story, words);
  if (line) return { text: line.replaceAll('*', ''), blocks: [paragraph(line)], bar: 'quiet' };
  if (story.state === 'pending') {
    const held = deadLetter.held(story.rowId);
    return { text: deadLetter.notification, blocks: [paragraph(held)], bar: 'shu' };
  }
  const { act } = story;
  return {
    text: deadLetter.notification,
    blocks: present(
      paragraph(deadLetter[story.box](story.rowId)),
      act && smallPrint(deadLetter.failedAgain(escaped(act.by), words.dayAndTime(act.at))),
      smallPrint([deadLetter.ways[story.way], deadLetter.why(codeOf(story))].join(words.card.dot)),
      story.doubtful && smallPrint(deadLetter.doubtful),
      buttonsOf(story, words),
      smallPrint(deadLetter.next),
    ),
    bar: 'shu',
  };
}

/** What became of a letter, in one line; undefined while somebody has to do something about it. */
function settledLine({ rowId, state, settledAt, act }: LetterStory, words: Words): string | undefined {
  const { deadLetter } = words;
  if (state === 'dead' || state === 'unknown') return undefined;
  if (!act) return state === 'pending' ? undefined : deadLetter.settled(rowId);
  const [by, at] = [escaped(act.by), words.dayAndTime(act.at)];
  if (state === 'closed')
    return deadLetter.closed(rowId, by, at, act.reason ? deadLetter.closeReasons[act.reason] : '');
  if (state === 'pending') return deadLetter.retried(rowId, by, at);
  if (state === 'dropped') return deadLetter.dropped(rowId, by, at);
  return deadLetter.delivered(rowId, by, at, words.dayAndTime(settledAt ?? act.at));
}

/** Buttons in one block need names of their own. */
export const retryAllAction = (way: Way) => `dead_retry_all_${way}`;

/** What was not delivered, newest first, each with its buttons, and a button for all of each way. */
export function deadList({ count, ofWay, letters }: DeadShown, words: Words): KnownBlock[] {
  const { deadLetter } = words;
  if (count === 0) return [paragraph(deadLetter.none)];
  const all = [...ofWay].map(([way, rows]) =>
    button(retryAllAction(way), deadLetter.retryAll(deadLetter.ways[way], rows), way),
  );
  const rest = count - letters.length;
  return present(
    smallPrint(deadLetter.next),
    { type: 'actions', elements: all },
    ...letters.map((letter) => letterBlocks(letter, words)),
    rest > 0 && smallPrint(deadLetter.more(rest)),
  );
}

/** The same list as a modal; `said` is what has just been done. */
export function deadListModal(shown: DeadShown, words: Words, said?: string): ModalView {
  const title = plain(words.deadLetter.listTitle, 24);
  const blocks = present(said !== undefined && paragraph(`*${said}*`), ...deadList(shown, words));
  return { type: 'modal', callback_id: 'dead_list', title, close: plain(words.close, 24), blocks };
}

/** Before a letter that may have arrived is sent again: what that can mean. */
export function doubtModal(key: LetterKey, words: Words): ModalView {
  const { deadLetter } = words;
  return {
    ...form('confirm_retry', letterValue(key), deadLetter.doubtTitle, deadLetter.doubtSubmit, words),
    blocks: [paragraph(deadLetter.doubt(key.rowId))],
  };
}

/** Before all letters of a way are sent again: how many, and which of them may arrive twice. */
export function retryAllModal(way: Way, count: number, doubtful: number, words: Words): ModalView {
  const { deadLetter } = words;
  const choice: InputBlock = {
    type: 'input',
    block_id: 'extent',
    label: plain(deadLetter.allChoose),
    element: {
      type: 'radio_buttons',
      action_id: 'extent',
      options: [
        { value: extents[0], text: plain(deadLetter.allSure(count - doubtful), 75) },
        { value: extents[1], text: plain(deadLetter.allEven(count), 75) },
      ],
    },
  };
  return {
    ...form('confirm_retry_all', way, deadLetter.allTitle, deadLetter.allSubmit, words),
    blocks: present(
      paragraph(deadLetter.all(deadLetter.ways[way], count)),
      doubtful > 0 && paragraph(deadLetter.allDoubtful(doubtful)),
      doubtful > 0 ? [choice] : [],
    ),
  };
}

/** The form that closes a letter, with its reason. */
export function closeModal(key: LetterKey, words: Words): ModalView {
  const { deadLetter } = words;
  const options = closeReasons.map((value) => ({ value, text: plain(deadLetter.closeReasons[value], 75) }));
  const placeholder = plain(deadLetter.closePlaceholder, 150);
  return {
    ...form('confirm_close', letterValue(key), deadLetter.closeTitle(key.rowId), deadLetter.closeSubmit, words),
    blocks: [
      paragraph(deadLetter.closeIntro),
      {
        type: 'input',
        block_id: 'reason',
        label: plain(deadLetter.closeLabel),
        element: { type: 'static_select', action_id: 'reason', options, placeholder },
      },
    ],
  };
}

/** What was not delivered, in the Home tab; headquarters opens the list from there. */
export function deadHome(dead: DeadShown, mayAct: boolean, words: Words): KnownBlock[] {
  const { home, deadLetter } = words;
  if (dead.count === 0) return [];
  const lines = dead.letters.map((letter) =>
    home.deadLine(deadLetter.ways[letter.way], letter.rowId, words.dayAndTime(letter.at), codeOf(letter)),
  );
  const open = mayAct ? button('dead_list', deadLetter.list, 'list') : undefined;
  return [heading(home.deadTitle(dead.count)), paragraph(lines.join('\n'), open)];
}

function letterBlocks(letter: DeadLetter, words: Words): KnownBlock[] {
  const { deadLetter } = words;
  const way = deadLetter.ways[letter.way];
  const line = deadLetter.line(way, letter.rowId, words.dayAndTime(letter.at), codeOf(letter));
  return present(
    { type: 'divider' },
    paragraph(line),
    letter.doubtful && smallPrint(deadLetter.doubtful),
    buttonsOf(letter, words),
  );
}

function buttonsOf(letter: DeadLetter, { deadLetter }: Words): ActionsBlock {
  const value = letterValue(letter);
  return {
    type: 'actions',
    elements: [button('dead_retry', deadLetter.retry, value), button('dead_close', deadLetter.close, value)],
  };
}

function form(callback_id: string, private_metadata: string, title: string, submit: string, words: Words) {
  const close = plain(words.cancel, 24);
  return {
    type: 'modal' as const,
    ...{ callback_id, private_metadata, title: plain(title, 24), submit: plain(submit, 24), close },
  };
}

const codeOf = ({ why }: DeadLetter) => escaped(why).slice(0, whyMax) || '–';
