import type { Button, KnownBlock, ModalView } from '@slack/types';
import { isAnew } from '../../core/merges/anew.ts';
import type { RequestView } from '../../core/merges/requests.ts';
import type { EdgeId, RequestId } from '../../db/ids.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { questionMax } from './decide.ts';
import { escaped, paragraph, plain, present, smallPrint } from './text.ts';
import { cardValue } from './values.ts';

/** The merge that could be redone instead of joining two anew. */
export type Redoable = { edgeId: EdgeId; requestId: RequestId };

/** 承認する: asks first, but where it opens a form that asks more. */
export function approveButton({ requestId, number, epochs, flags, proposal }: RequestView, words: Words): Button {
  const { card, anew } = words;
  const text = proposal ? anew.confirmText(proposal.name) : card.confirmText;
  const confirm = { title: card.confirmTitle(number), text, yes: card.approveYes, no: card.back };
  const opensForm = isAnew(flags) && !proposal;
  return button('request_approve', card.approve, cardValue(requestId, epochs), {
    style: 'primary',
    ...(opensForm ? {} : { confirm }),
  });
}

/** Who proposes to join two anew who were parted, and why. */
export function proposalLines({ proposal }: RequestView, words: Words): KnownBlock[] {
  if (!proposal) return [];
  const { name, at, reason } = proposal;
  return [
    paragraph(words.anew.card(escaped(name), words.dayAndTime(at), escaped(reason))),
    smallPrint(words.anew.cardNext),
  ];
}

/** The form before two are joined anew: the redo first, with its reason; else why, for a second approver. */
export function anewModal(view: RequestView, redoable: Redoable | undefined, words: Words): ModalView {
  const { anew } = words;
  const { flags, requestId, epochs, store } = view;
  const no = redoable && words.requestNumber(redoable.requestId);
  const said = flags.cannotLink ? anew.cannotLink : anew.parted;
  return {
    type: 'modal',
    callback_id: 'confirm_anew',
    private_metadata: cardValue(requestId, epochs),
    title: plain(anew.title, 24),
    submit: plain(anew.submit, 24),
    close: plain(words.cancel, 24),
    blocks: present(
      paragraph([`*${said}*`, ...(no ? [anew.redo(no)] : [])].join('\n')),
      redoable && no
        ? {
            type: 'actions',
            elements: [button('redo_preview', anew.redoButton(no), String(redoable.edgeId), { style: 'primary' })],
          }
        : undefined,
      { type: 'divider' },
      paragraph(`*${anew.orElse}*\n${anew.cost}`),
      flags.cannotLink && smallPrint(anew.senior(store && escaped(store.name))),
      {
        type: 'input',
        block_id: 'reason',
        label: plain(anew.label),
        hint: plain(anew.hint),
        element: {
          type: 'plain_text_input',
          action_id: 'reason',
          multiline: true,
          max_length: questionMax,
          placeholder: plain(anew.placeholder, 150),
        },
      },
    ),
  };
}
