import { acknowledgeAlert } from '../../core/abuse/acknowledge.ts';
import { Refusal } from '../../core/refusal.ts';
import { activeStaff } from '../../core/staff.ts';
import type { AlertId } from '../../db/ids.ts';
import { abuseModal, noteMax } from '../blocks/abuse.ts';
import { noticeModal } from '../blocks/notice.ts';
import { idIn, writtenIn } from '../blocks/values.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

/** 確認したことを書く: opens the form, for headquarters. */
export async function openAcknowledge({ context, show, words }: Press, value: string): Promise<void> {
  const { atHeadquarters } = await activeStaff(context);
  if (!atHeadquarters) throw new Refusal('not_yours');
  await show(abuseModal(idIn<AlertId>(value), words));
}

/** The note was written. */
export async function acknowledge({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const note = writtenIn(filled.note, noteMax);
  if (!note) return { errors: { note: words.refusal.bad_input({}) } };
  const { acknowledged } = await acknowledgeAlert(context, { alertId: idIn<AlertId>(about), note });
  return { view: noticeModal(words, acknowledged ? words.abuse.done : words.abuse.already) };
}
