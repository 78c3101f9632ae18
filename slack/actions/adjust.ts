import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readMember } from '../../core/members/find.ts';
import { type Adjusting, adjustPoints, decideAdjustment, previewAdjustment } from '../../core/points/adjust.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { Refusal } from '../../core/refusal.ts';
import type { AccountId, AdjustmentId } from '../../db/ids.ts';
import { adjustReasons } from '../../db/schema/till.ts';
import { adjustModal, adjustPreviewModal, directions, noteMax } from '../blocks/adjust.ts';
import { noticeModal } from '../blocks/notice.ts';
import { idIn, oneOf, writtenIn } from '../blocks/values.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

const opened = z.object({ accountId: z.int().positive(), key: z.string().max(64) });
const confirmed = opened.extend({
  amount: z.int(),
  reason: z.enum(adjustReasons),
  note: z.string().max(noteMax).optional(),
});

/** ポイントを直す: opens the form on a member that was found. */
export async function openAdjust({ context, show, words }: Press, value: string): Promise<void> {
  const accountId = idIn<AccountId>(value);
  const member = await readMember(context, { accountId });
  const { spendable } = await balanceOf(context.db, accountId, context.now);
  await show(adjustModal(member, spendable, randomUUID(), words));
}

/** The form was filled in: what it would come to takes its place. */
export async function previewAdjust({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const { accountId, key } = read(opened, about);
  const adjusting = adjustingIn(filled, accountId as AccountId, key);
  if ('errors' in adjusting) return adjustErrors(adjusting.errors, words);
  try {
    const preview = await previewAdjustment(context, adjusting);
    const member = await readMember(context, { accountId: adjusting.accountId });
    return { view: adjustPreviewModal(adjusting, member, preview, words) };
  } catch (reason) {
    if (!(reason instanceof Refusal) || reason.code !== 'not_enough_points') throw reason;
    return { errors: { amount: words.adjust.tooMany(Number(reason.facts.available ?? 0)) } };
  }
}

/** 直す or 承認を頼む was pressed. */
export async function confirmAdjust({ context, words }: Press, _filled: Filled, about: string): Promise<FormAnswer> {
  const adjusting = read(confirmed, about) as Adjusting;
  const { state } = await adjustPoints(context, adjusting);
  return { view: noticeModal(words, state === 'waiting' ? words.adjust.asked : words.adjust.done(adjusting.amount)) };
}

/** 承認する and 見送る on the card. */
export const decideAdjust = (approve: boolean) => async (press: Press, value: string) => {
  const adjustmentId = idIn<AdjustmentId>(value);
  await decideAdjustment(press.context, { adjustmentId, approve });
};

type Bad = 'direction' | 'amount' | 'reason' | 'note';

function adjustingIn(filled: Filled, accountId: AccountId, key: string): Adjusting | { errors: Bad[] } {
  const direction = oneOf(directions, filled.direction);
  const digits = (filled.amount ?? '').normalize('NFKC').replace(/[\s,、pt]/gi, '');
  const amount = /^[1-9]\d{0,6}$/.test(digits) && Number(digits) <= 1_000_000 ? Number(digits) : undefined;
  const reason = oneOf(adjustReasons, filled.reason);
  const note = writtenIn(filled.note, noteMax);
  const isNoteMissing = note === undefined || (reason === 'other' && note === '');
  if (!direction || !amount || !reason || isNoteMissing) {
    return {
      errors: [
        ...(direction ? [] : ['direction' as const]),
        ...(amount ? [] : ['amount' as const]),
        ...(reason ? [] : ['reason' as const]),
        ...(isNoteMissing ? ['note' as const] : []),
      ],
    };
  }
  return { accountId, key, amount: direction === 'give' ? amount : -amount, reason, ...(note ? { note } : {}) };
}

function adjustErrors(bad: Bad[], { adjust, refusal }: Press['words']): FormAnswer {
  const said = {
    direction: refusal.choice_needed({}),
    reason: refusal.choice_needed({}),
    amount: adjust.amountHint,
    note: adjust.noteNeeded,
  };
  return { errors: Object.fromEntries(bad.map((field) => [field, said[field]])) };
}

/** What a form of ours carries; refuses bad_input for anything else, whoever sent it. */
function read<Shape extends z.ZodType>(shape: Shape, about: string): z.infer<Shape> {
  try {
    return shape.parse(JSON.parse(about));
  } catch {
    throw new Refusal('bad_input');
  }
}
