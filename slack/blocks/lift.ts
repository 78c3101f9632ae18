import type { Button, ModalView } from '@slack/types';
import type { RequestId } from '../../db/ids.ts';
import { liftReasons } from '../../db/schema/merges.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { paragraph, plain } from './text.ts';

/** As much as the note of the form takes. */
export const noteMax = 500;

/** The button that lifts a freeze; whether somebody may is asked when it is pressed. */
export function liftButton(requestId: RequestId, words: Words): Button {
  return button('request_lift', words.lift.button, String(requestId));
}

/** The form before a freeze is lifted: what that does, what to do first, what the member said. */
export function liftModal(requestId: RequestId, isMerged: boolean, words: Words): ModalView {
  const { lift } = words;
  const options = liftReasons.map((value) => ({ value, text: plain(lift.reasons[value], 75) }));
  return {
    type: 'modal',
    callback_id: 'confirm_lift',
    private_metadata: String(requestId),
    title: plain(lift.title(words.requestNumber(requestId)), 24),
    submit: plain(lift.submit, 24),
    close: plain(words.cancel, 24),
    blocks: [
      paragraph(`*${isMerged ? lift.edge : lift.request}*\n${lift.intro}`),
      {
        type: 'input',
        block_id: 'reason',
        label: plain(lift.label),
        element: { type: 'static_select', action_id: 'reason', options, placeholder: plain(lift.placeholder, 150) },
      },
      {
        type: 'input',
        block_id: 'note',
        optional: true,
        label: plain(lift.note),
        hint: plain(lift.noteHint),
        element: { type: 'plain_text_input', action_id: 'note', multiline: true, max_length: noteMax },
      },
    ],
  };
}
