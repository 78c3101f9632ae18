import type { InputBlock, ModalView } from '@slack/types';
import type { MemberSummary } from '../../core/members/summary.ts';
import type { Adjusting, AdjustPreview } from '../../core/points/adjust.ts';
import { adjustReasons, type pointAdjustments } from '../../db/schema/till.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { accountLine, nameOf } from './request.ts';
import { escaped, paragraph, plain, present, smallPrint } from './text.ts';

/** As much as the note takes. */
export const noteMax = 500;
/** Which way points move; the form's own two choices. */
export const directions = ['give', 'take'] as const;

/** The form: which way, how many, why. `key` makes what comes of it once. */
export function adjustModal(member: MemberSummary, spendable: number, key: string, words: Words): ModalView {
  const { adjust } = words;
  const reasons = adjustReasons.map((value) => ({ value, text: plain(adjust.reasons[value], 75) }));
  return {
    ...form('adjust_form', JSON.stringify({ accountId: member.accountId, key }), adjust.title, adjust.next, words),
    blocks: [
      paragraph(whoLine(member, spendable, words)),
      field('direction', adjust.direction, {
        type: 'radio_buttons',
        action_id: 'direction',
        options: directions.map((value) => ({ value, text: plain(adjust[value], 75) })),
      }),
      {
        ...field('amount', adjust.amount, { type: 'plain_text_input', action_id: 'amount', max_length: 12 }),
        hint: plain(adjust.amountHint),
      },
      field('reason', adjust.reason, {
        type: 'static_select',
        action_id: 'reason',
        options: reasons,
        placeholder: plain(adjust.placeholder, 150),
      }),
      {
        ...field('note', adjust.note, {
          type: 'plain_text_input',
          action_id: 'note',
          multiline: true,
          max_length: noteMax,
        }),
        hint: plain(adjust.noteHint),
        optional: true,
      },
    ],
  };
}

/** What it would come to, before anything happens. */
export function adjustPreviewModal(
  adjusting: Adjusting,
  member: MemberSummary,
  preview: AdjustPreview,
  words: Words,
): ModalView {
  const { adjust } = words;
  const submit = preview.needsSecond ? adjust.ask : adjust.confirm;
  return {
    ...form('adjust_confirm', JSON.stringify(adjusting), adjust.previewTitle, submit, words),
    blocks: present(
      paragraph(whoLine(member, preview.before, words)),
      paragraph(adjust.preview(adjusting.amount, preview.before, preview.after)),
      paragraph(adjust.cardReason(adjust.reasons[adjusting.reason])),
      adjusting.note ? paragraph(adjust.cardNote(escaped(adjusting.note))) : false,
      preview.needsSecond && smallPrint(adjust.second(preview.limit)),
    ),
  };
}

/** An adjustment as its card shows it. */
export type AdjustmentShown = {
  adjustment: typeof pointAdjustments.$inferSelect;
  member: MemberSummary | undefined;
  spendable: number;
  storeName: string;
  askedBy: string;
  decidedBy: string | undefined;
};

/** The card somebody else decides on; one quiet line once it is decided. */
export function adjustCard(shown: AdjustmentShown, words: Words): Card {
  const { adjust } = words;
  const { adjustment, member, spendable, storeName, askedBy, decidedBy } = shown;
  const { amount, state, reason, note, requestedAt, decidedAt } = adjustment;
  const who = member ? whoLine(member, spendable, words) : words.none;
  if (state !== 'waiting') {
    const said = state === 'done' ? adjust.approved : adjust.refused;
    const line = said(amount, escaped(decidedBy ?? ''), words.dayAndTime(decidedAt ?? requestedAt));
    return { text: line.replaceAll('*', ''), blocks: [paragraph(line), smallPrint(who)], bar: 'quiet' };
  }
  const value = String(adjustment.id);
  return {
    text: adjust.notification(amount),
    blocks: present(
      paragraph(adjust.card(amount)),
      paragraph([who, adjust.cardNow(spendable, spendable + amount)].join('\n')),
      paragraph(
        [adjust.cardReason(adjust.reasons[reason]), ...(note ? [adjust.cardNote(escaped(note))] : [])].join('\n'),
      ),
      smallPrint(adjust.cardBy(escaped(askedBy), words.dayAndTime(requestedAt), escaped(storeName))),
      {
        type: 'actions',
        elements: [
          button('adjust_approve', adjust.approve, value, { style: 'primary' }),
          button('adjust_refuse', adjust.refuse, value),
        ],
      },
      smallPrint(adjust.cardNext),
    ),
    bar: 'shu',
  };
}

function whoLine(member: MemberSummary, spendable: number, words: Words): string {
  return words.adjust.who(nameOf(member, words), accountLine(member, words), words.points(spendable));
}

function field(id: string, label: string, element: InputBlock['element']): InputBlock {
  return { type: 'input', block_id: id, label: plain(label), element };
}

function form(callback_id: string, private_metadata: string, title: string, submit: string, words: Words) {
  const close = plain(words.cancel, 24);
  return {
    type: 'modal' as const,
    ...{ callback_id, private_metadata, title: plain(title, 24), submit: plain(submit, 24), close },
  };
}
