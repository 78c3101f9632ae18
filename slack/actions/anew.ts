import { proposeMerge } from '../../core/merges/anew.ts';
import { refreshRequest } from '../../core/merges/decide.ts';
import { Refusal } from '../../core/refusal.ts';
import type { RequestId } from '../../db/ids.ts';
import { anewModal } from '../blocks/anew.ts';
import { questionMax } from '../blocks/decide.ts';
import { noticeModal } from '../blocks/notice.ts';
import { readCardValue, writtenIn } from '../blocks/values.ts';
import { edgeStory } from '../edges.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';
import { readRequest } from '../rights.ts';

/** 承認する on the card of two who were parted: opens the form that offers the redo, and else asks why. */
export async function openAnew({ context, show, words }: Press, requestId: RequestId): Promise<void> {
  const view = await readRequest(context, requestId);
  const { partedEdgeId } = view.flags;
  const redoable = partedEdgeId === null ? undefined : await edgeStory(context.db, partedEdgeId);
  await show(anewModal(view, redoable, words));
}

/** 提案する was pressed. A card that has gone stale is drawn again and nothing else happens. */
export async function confirmAnew({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const reason = writtenIn(filled.reason, questionMax);
  if (!reason) return { errors: { reason: words.anew.bad } };
  const card = readCardValue(about);
  if (!card) throw new Refusal('bad_input');
  const { requestId, epochs } = card;
  try {
    await proposeMerge(context, { requestId, epochs, reason });
  } catch (refused) {
    if (refused instanceof Refusal && refused.code === 'request_stale') await refreshRequest(context, { requestId });
    throw refused;
  }
  return { view: noticeModal(words, words.anew.proposed(words.requestNumber(requestId))) };
}
