import { agreeToErasure, askErasureByStaff, stopErasure } from '../../core/erasure/erasure.ts';
import { readExposure } from '../../core/exposure/report.ts';
import { Refusal } from '../../core/refusal.ts';
import { activeStaff } from '../../core/staff.ts';
import type { EdgeId, ErasureId } from '../../db/ids.ts';
import { erasureReasons } from '../../db/schema/erasure.ts';
import { eraseModal } from '../blocks/erasure.ts';
import { exposureModal } from '../blocks/exposure.ts';
import { noticeModal } from '../blocks/notice.ts';
import { idIn, oneOf } from '../blocks/values.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

/** `/musubi erase`: opens the form; headquarters only. */
export async function openErase({ context, show, words }: Press, memberNumber: string): Promise<void> {
  if (!(await activeStaff(context)).atHeadquarters) throw new Refusal('not_yours');
  await show(eraseModal(/^\d{8}$/.test(memberNumber) ? memberNumber : '', words));
}

/** The form was filled in: the card for the second person appears. */
export async function askErase({ context, words }: Press, filled: Filled): Promise<FormAnswer> {
  const reason = oneOf(erasureReasons, filled.reason);
  if (!reason) return { errors: { reason: words.refusal.choice_needed({}) } };
  await askErasureByStaff(context, { memberNumber: (filled.number ?? '').normalize('NFKC').trim(), reason });
  return { view: noticeModal(words, words.erasure.asked) };
}

/** 認める. */
export async function agree({ context }: Press, value: string): Promise<void> {
  await agreeToErasure(context, { erasureId: idIn<ErasureId>(value) });
}

/** 取りやめる. */
export async function stop({ context }: Press, value: string): Promise<void> {
  await stopErasure(context, { erasureId: idIn<ErasureId>(value) });
}

/** What was seen between a merge and its undo; headquarters only, on record. */
export async function openExposure({ context, show, words }: Press, value: string): Promise<void> {
  await show(exposureModal(await readExposure(context, idIn<EdgeId>(value)), words));
}
