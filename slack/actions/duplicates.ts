import { askForPair, postponePair, rejectPair } from '../../core/duplicates/ask.ts';
import { beyondOwnWord } from '../../core/duplicates/ownWord.ts';
import {
  countWaiting,
  orderAbove,
  orderablePairs,
  type Seen,
  type WaitingPair,
  waitingPairs,
} from '../../core/duplicates/queue.ts';
import { recordLook } from '../../core/members/looks.ts';
import { summariesOf } from '../../core/members/summary.ts';
import { mayDecideOnRecord } from '../../core/merges/authority.ts';
import { approveRequest } from '../../core/merges/decide.ts';
import { Refusal } from '../../core/refusal.ts';
import { activeStaff } from '../../core/staff.ts';
import type { PairId } from '../../db/ids.ts';
import {
  type Certainty,
  mergedModal,
  orderModal,
  type PairShown,
  pairsShown,
  queueModal,
  stepAction,
  steps,
} from '../blocks/duplicates.ts';
import { noticeModal } from '../blocks/notice.ts';
import { idIn, oneOf } from '../blocks/values.ts';
import type { SlackDeps } from '../deps.ts';
import { listEdges } from '../edges.ts';
import { publishHome } from '../home/publish.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';
import { openAnew } from './anew.ts';

const sampleSize = 5;
const usualStep: Certainty = '0.995';

/** 確認する: opens the pairs that wait for this person; within the list, the next of them. */
export async function openQueue(press: Press, value: string): Promise<void> {
  const view = await queueView(press, skipIn(value));
  if (!press.modalId) return press.show(view);
  await press.client.views.update({ view_id: press.modalId, view });
}

/** 承認する: the pair becomes a request, which is approved as any other is; where that asks for more, it waits with its card. */
export async function approvePair(deps: SlackDeps, press: Press, value: string): Promise<void> {
  const { context } = press;
  const { pairId, skip, seen } = pairIn(value);
  const asked = await askForPair(context, { pairId, seen });
  try {
    await approveRequest(context, asked);
  } catch (reason) {
    if (reason instanceof Refusal && reason.code === 'reason_needed') return openAnew(press, asked.requestId);
    throw reason;
  }
  await redraw(deps, press, skip);
}

/** 別の人です. */
export async function rejectInQueue(deps: SlackDeps, press: Press, value: string): Promise<void> {
  const { pairId, skip } = pairIn(value);
  await rejectPair(press.context, { pairId });
  await redraw(deps, press, skip);
}

/** あとで. */
export async function postponeInQueue(deps: SlackDeps, press: Press, value: string): Promise<void> {
  const { pairId, skip } = pairIn(value);
  await postponePair(press.context, { pairId });
  await redraw(deps, press, skip);
}

/** まとめて承認…: opens the form with a sample. */
export async function openOrder(press: Press): Promise<void> {
  await mayDecideOnRecord(press.context, 'pairs', null, []);
  await press.show(await orderView(press, usualStep));
}

/** Another certainty was chosen. */
export async function chooseStep(press: Press, filled: Filled) {
  return orderView(press, oneOf(steps, filled[stepAction]) ?? usualStep);
}

/** Confirmed: just what was shown is approved, or nothing. */
export async function confirmOrder(press: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const [shown, digest = ''] = about.split(':');
  const [least, chosen] = [oneOf(steps, shown), oneOf(steps, filled[stepAction])];
  if (!least || digest === '') throw new Refusal('bad_input');
  if (chosen && chosen !== least) return { view: await orderView(press, chosen, true) };
  const done = await orderOrStale(press, least, digest);
  if (!done) return { view: await orderView(press, least, true) };
  return { view: noticeModal(press.words, press.words.duplicates.allDone(done.ordered)) };
}

/** 自動でまとめたもの: the newest, each with its way back. */
export async function openMerged({ context, show, words }: Press): Promise<void> {
  await show(mergedModal(await listEdges(context, 'undo', { byMachine: true }), words));
}

async function orderOrStale({ context }: Press, least: Certainty, digest: string) {
  try {
    return await orderAbove(context, { least: Number(least), digest });
  } catch (reason) {
    if (reason instanceof Refusal && reason.code === 'preview_stale') return undefined;
    throw reason;
  }
}

async function queueView(press: Press, skip: number) {
  const { context, words } = press;
  const { atHeadquarters } = await activeStaff(context);
  const { waiting, ordered } = await countWaiting(context);
  const from = skip < waiting ? skip : 0;
  const pairs = await shownPairs(press, await waitingPairs(context, { limit: pairsShown, skip: from }));
  return queueModal({ pairs, waiting, ordered, skip: from, atHeadquarters }, words);
}

async function orderView(press: Press, least: Certainty, stale = false) {
  const { context, words } = press;
  const { first, ...rest } = await orderablePairs(context, { least: Number(least) });
  const sample = await shownPairs(press, first.slice(-sampleSize).reverse());
  return orderModal({ least, ...rest, sample, stale }, words);
}

/** Pairs with their two members; whom this person saw by it is kept on record. */
async function shownPairs({ context }: Press, pairs: WaitingPair[]): Promise<PairShown[]> {
  const ids = pairs.flatMap(({ requester, target }) => [requester, target]);
  await recordLook(context, 'duplicates', ids);
  const members = await summariesOf(context.db, ids, context.now);
  const grounded = await beyondOwnWord(context.db, pairs, context.now);
  return pairs.flatMap((pair) => {
    const [younger, older] = [members.get(pair.requester), members.get(pair.target)];
    return younger && older ? [{ ...pair, younger, older, ownWord: !grounded.has(pair) }] : [];
  });
}

async function redraw(deps: SlackDeps, press: Press, skip: number): Promise<void> {
  const { client, modalId, staff } = press;
  if (modalId) await client.views.update({ view_id: modalId, view: await queueView(press, skip) });
  await publishHome(deps, client, staff.slackUserId);
}

function skipIn(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new Refusal('bad_input');
  return Number(value);
}

/** A button that does not say how the pair stood when it was shown stands for none. */
function pairIn(value: string): { pairId: PairId; skip: number; seen: Seen } {
  const [pair = '', skip = '', ...stood] = value.split(':');
  const [requester = Number.NaN, target = Number.NaN, said = 0] = stood.map(Number);
  return { pairId: idIn<PairId>(pair), skip: skipIn(skip), seen: { requester, target, said } };
}
