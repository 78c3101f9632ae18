import type { InputBlock, ModalView } from '@slack/types';
import type { RequestId } from '../../db/ids.ts';
import type { Words } from '../words/words.ts';
import { paragraph, plain } from './text.ts';

/** As much as a reason or a question takes. */
export const questionMax = 500;
/** The choice of the question form that stands for one's own words. */
export const ownQuestion = 'own';

/** The choice of the reject form that has the member told, neutrally, that families can be linked. */
export const tellFamily = 'tell';

/** The form for rejecting a request, with its reason; where it looks like a family, with the offer to have them told of that way. */
export function rejectModal(
  requestId: RequestId,
  words: Words,
  { offerFamily = false }: { offerFamily?: boolean } = {},
): ModalView {
  const { reject } = words;
  return {
    ...form('confirm_reject', requestId, words),
    title: plain(reject.title(words.requestNumber(requestId)), 24),
    submit: plain(reject.submit, 24),
    blocks: [
      paragraph(reject.intro),
      {
        type: 'input',
        block_id: 'reason',
        label: plain(reject.label),
        element: {
          type: 'plain_text_input',
          action_id: 'reason',
          multiline: true,
          max_length: questionMax,
          placeholder: plain(reject.placeholder, 150),
        },
      },
      ...(offerFamily ? [familyChoice(words)] : []),
    ],
  };
}

function familyChoice({ household }: Words): InputBlock {
  const options = [
    { value: tellFamily, text: plain(household.tell, 75) },
    { value: 'none', text: plain(household.tellNot, 75) },
  ];
  return {
    type: 'input',
    block_id: 'family',
    optional: true,
    label: plain(household.label),
    hint: plain(household.tellHint),
    element: { type: 'radio_buttons', action_id: 'family', options },
  };
}

/** The form for asking the member something: a usual question, or one's own words. */
export function askModal(requestId: RequestId, words: Words): ModalView {
  const { ask } = words;
  const usual = Object.entries(ask.labels).map(([value, text]) => ({ value, text: plain(text, 75) }));
  const own = { value: ownQuestion, text: plain(ask.own, 75) };
  return {
    ...form('confirm_ask', requestId, words),
    title: plain(ask.title(words.requestNumber(requestId)), 24),
    submit: plain(ask.submit, 24),
    blocks: [
      paragraph(ask.intro),
      {
        type: 'input',
        block_id: 'question',
        label: plain(ask.choose),
        element: { type: 'radio_buttons', action_id: 'question', options: [...usual, own] },
      },
      {
        type: 'input',
        block_id: 'text',
        optional: true,
        label: plain(ask.text),
        hint: plain(ask.hint),
        element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: questionMax },
      },
    ],
  };
}

function form(callback_id: string, requestId: RequestId, words: Words) {
  return { type: 'modal' as const, callback_id, private_metadata: String(requestId), close: plain(words.cancel, 24) };
}
