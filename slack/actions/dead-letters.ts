import type { ModalView } from '@slack/types';
import { closeDeadLetter, retryDeadLetter, retryDeadLetters } from '../../core/deadLetters/acts.ts';
import { deadLetters, ways } from '../../core/deadLetters/letters.ts';
import { Refusal } from '../../core/refusal.ts';
import { activeStaff } from '../../core/staff.ts';
import { closeReasons } from '../../db/schema/plumbing.ts';
import {
  closeModal,
  type DeadShown,
  deadList,
  deadListModal,
  doubtModal,
  extents,
  retryAllModal,
} from '../blocks/dead-letters.ts';
import { noticeModal } from '../blocks/notice.ts';
import { letterIn, oneOf } from '../blocks/values.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

/** A message holds fifty blocks, a letter up to four. */
const listMax = 10;
const everything = Number.MAX_SAFE_INTEGER;

/** 開く of the Home tab: what was not delivered, each with what can be done about it. */
export async function openDeadList({ context, show, words }: Press): Promise<void> {
  await show(deadListModal(await listFor(context), words));
}

/** `/musubi dead`: the same list where it was asked for. */
export async function sayDeadList({ context, say, words }: Press): Promise<void> {
  await say(words.deadLetter.listTitle, deadList(await listFor(context), words));
}

/** 送り直す: done at once when it can arrive only once; otherwise what it could mean comes first. */
export async function retryLetter(press: Press, value: string): Promise<void> {
  const { context, show, words } = press;
  const key = letterIn(value);
  try {
    const came = await retryDeadLetter(context, key);
    await tellWhat(press, words.deadLetter[came === 'retried' ? 'retryNow' : 'notDead'](key.rowId));
  } catch (reason) {
    if (!(reason instanceof Refusal) || reason.code !== 'choice_needed') throw reason;
    await show(doubtModal(key, words));
  }
}

/** それでも送る was pressed. */
export async function confirmRetry({ context, words }: Press, _filled: Filled, about: string): Promise<FormAnswer> {
  const key = letterIn(about);
  const came = await retryDeadLetter(context, { ...key, evenTwice: true });
  return { view: noticeModal(words, words.deadLetter[came === 'retried' ? 'retryNow' : 'notDead'](key.rowId)) };
}

/** All of one way: how many there are, and which of them may have arrived, before anything happens. */
export async function openRetryAll({ context, show, words }: Press, value: string): Promise<void> {
  const way = oneOf(ways, value);
  if (!way) throw new Refusal('bad_input');
  const { letters } = await listFor(context, everything);
  const ofWay = letters.filter((letter) => letter.way === way);
  const doubtful = ofWay.filter((letter) => letter.doubtful).length;
  await show(
    ofWay.length > 0 ? retryAllModal(way, ofWay.length, doubtful, words) : noticeModal(words, words.deadLetter.none),
  );
}

/** まとめて送り直す was confirmed. */
export async function confirmRetryAll({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const way = oneOf(ways, about);
  const extent = oneOf(extents, filled.extent ?? 'sure');
  if (!way) throw new Refusal('bad_input');
  if (!extent) return { errors: { extent: words.refusal.choice_needed({}) } };
  const { retried, left } = await retryDeadLetters(context, { way, evenTwice: extent === 'even_twice' });
  return { view: noticeModal(words, words.deadLetter.allDone(retried, left)) };
}

/** 閉じる: opens the form that asks for the reason. */
export async function openClose({ context, show, words }: Press, value: string): Promise<void> {
  await listFor(context);
  await show(closeModal(letterIn(value), words));
}

/** The reason was chosen. */
export async function confirmClose({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const key = letterIn(about);
  const reason = oneOf(closeReasons, filled.reason);
  if (!reason) return { errors: { reason: words.refusal.choice_needed({}) } };
  const { closed } = await closeDeadLetter(context, { ...key, reason });
  return { view: noticeModal(words, words.deadLetter[closed ? 'closeDone' : 'notDead'](key.rowId)) };
}

/** What headquarters may see and do; refuses everybody else. */
async function listFor(context: Press['context'], limit = listMax): Promise<DeadShown> {
  const { atHeadquarters } = await activeStaff(context);
  if (!atHeadquarters) throw new Refusal('not_yours');
  return deadLetters(context.db, context.now, limit);
}

/** A list in a modal is drawn again with what was done; elsewhere it is said to whoever pressed. */
async function tellWhat({ client, context, modalId, say, words }: Press, said: string): Promise<void> {
  if (!modalId) return say(said);
  const view: ModalView = deadListModal(await listFor(context), words, said);
  await client.views.update({ view_id: modalId, view });
}
