import { liftFreeze, mayLift } from '../../core/merges/lift.ts';
import { requestNumber } from '../../core/merges/requests.ts';
import type { RequestId } from '../../db/ids.ts';
import { liftReasons } from '../../db/schema/merges.ts';
import { liftModal, noteMax } from '../blocks/lift.ts';
import { noticeModal } from '../blocks/notice.ts';
import { idIn, oneOf, writtenIn } from '../blocks/values.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

/** 停止を解く: opens the form that asks what the member said. */
export async function openLift({ context, show, words }: Press, value: string): Promise<void> {
  const requestId = idIn<RequestId>(value);
  const { edgeId } = await mayLift(context, requestId);
  await show(liftModal(requestId, edgeId !== null, words));
}

/** The reason was chosen: the freeze is over, and everybody it concerns is told. */
export async function confirmLift({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const requestId = idIn<RequestId>(about);
  const reason = oneOf(liftReasons, filled.reason);
  const note = writtenIn(filled.note, noteMax);
  if (!reason) return { errors: { reason: words.refusal.choice_needed({}) } };
  if (note === undefined) return { errors: { note: words.refusal.bad_input({}) } };
  const { lifted } = await liftFreeze(context, { requestId, reason, note });
  const said = words.lift[lifted === 'none' ? 'already' : 'done'](requestNumber(requestId));
  return { view: noticeModal(words, said) };
}
