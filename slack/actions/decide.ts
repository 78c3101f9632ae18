import { hintHousehold, looksLikeFamily } from '../../core/households/hint.ts';
import { languageOfRequester } from '../../core/members/language.ts';
import { approveRequest, askMember, refreshRequest, rejectRequest } from '../../core/merges/decide.ts';
import { Refusal } from '../../core/refusal.ts';
import type { RequestId } from '../../db/ids.ts';
import { askModal, ownQuestion, questionMax, rejectModal, tellFamily } from '../blocks/decide.ts';
import { detailsModal } from '../blocks/details.ts';
import { noticeModal } from '../blocks/notice.ts';
import { type CardValue, idIn, oneOf, readCardValue, writtenIn } from '../blocks/values.ts';
import type { SlackDeps } from '../deps.ts';
import { edgeStory } from '../edges.ts';
import { publishHome } from '../home/publish.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';
import { readRequest } from '../rights.ts';
import { ja } from '../words/ja.ts';
import { wordsIn } from '../words/words.ts';
import { openAnew } from './anew.ts';

/**
 * 承認する: whoever presses first decides. A card that has gone stale is drawn again and nothing else happens; for two who were parted
 * it opens the form that asks why.
 */
export async function approve(deps: SlackDeps, press: Press, value: string): Promise<void> {
  const { context, words } = press;
  const { requestId, epochs } = cardOf(value);
  try {
    await approveRequest(context, { requestId, epochs });
  } catch (reason) {
    if (reason instanceof Refusal && reason.code === 'reason_needed') return openAnew(press, requestId);
    if (reason instanceof Refusal && reason.code === 'request_stale') await refreshRequest(context, { requestId });
    throw reason;
  }
  await tellInModal(deps, press, words.card.approved(words.requestNumber(requestId)));
}

/** 却下する: opens the form that asks for the reason. */
export async function openReject({ context, show, words }: Press, value: string): Promise<void> {
  const { requestId, evidence, flags } = await readRequest(context, cardOf(value).requestId);
  await show(rejectModal(requestId, words, { offerFamily: looksLikeFamily(evidence, flags) }));
}

/** The reason was given. */
export async function reject(deps: SlackDeps, press: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const { client, context, staff, words } = press;
  const reason = writtenIn(filled.reason, questionMax);
  if (!reason) return { errors: { reason: words.reject.bad } };
  const requestId = idIn<RequestId>(about);
  await rejectRequest(context, { requestId, reason });
  if (filled.family === tellFamily) await hintHousehold(context, { requestId });
  await publishHome(deps, client, staff.slackUserId);
  return undefined;
}

/** 本人に確認: opens the form with the usual questions. */
export async function openAsk({ context, show, words }: Press, value: string): Promise<void> {
  const { requestId } = await readRequest(context, cardOf(value).requestId);
  await show(askModal(requestId, words));
}

/** The question was chosen or written; it goes to the member as a sentence of the shop, in the member's language. */
export async function ask({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const usual = Object.keys(ja.ask.questions) as (keyof typeof ja.ask.questions)[];
  const choice = oneOf([...usual, ownQuestion], filled.question);
  if (!choice) return { errors: { question: words.ask.unknown } };
  const question =
    choice === ownQuestion ? writtenIn(filled.text, questionMax) : (await usualQuestions(context, about))[choice];
  if (!question) return { errors: { text: words.ask.missing } };
  await askMember(context, { requestId: idIn<RequestId>(about), question });
  return undefined;
}

async function usualQuestions({ db }: Press['context'], about: string) {
  return wordsIn(await languageOfRequester(db, idIn<RequestId>(about))).ask.questions;
}

/** 詳細: everything, read live, with the reader's rights, on record. */
export async function openDetails({ context, show, words }: Press, value: string): Promise<void> {
  const view = await readRequest(context, cardOf(value).requestId);
  const story = view.edge && (await edgeStory(context.db, view.edge.edgeId));
  await show(detailsModal(view, story, words));
}

function cardOf(value: string): CardValue {
  const read = readCardValue(value);
  if (!read) throw new Refusal('bad_input');
  return read;
}

/** A card says by itself what became of it, to everybody; a modal and the Home tab behind it are this person's alone. */
async function tellInModal(deps: SlackDeps, { client, modalId, staff, words }: Press, text: string): Promise<void> {
  if (!modalId) return;
  await client.views.update({ view_id: modalId, view: noticeModal(words, text) });
  await publishHome(deps, client, staff.slackUserId);
}
