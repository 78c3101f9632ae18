import type { ModalView } from '@slack/types';
import type { Alert } from '../../core/abuse/acknowledge.ts';
import type { AlertId } from '../../db/ids.ts';
import type { AlertFacts } from '../../db/schema/abuse.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, paragraph, plain, present, smallPrint } from './text.ts';

/** As much as the note takes. */
export const noteMax = 500;

/** A pattern somebody should look at: what, why, what to do; one quiet line once somebody has. */
export function abuseCard(alert: Alert, words: Words): Card {
  const { abuse } = words;
  const { rule, facts, acknowledgedAt, by, note } = alert;
  const title = abuse.title[rule];
  if (acknowledgedAt) {
    const line = abuse.acknowledged(title, escaped(by ?? ''), words.dayAndTime(acknowledgedAt));
    const blocks = present(paragraph(line), note ? smallPrint(abuse.note(escaped(note))) : false);
    return { text: line.replaceAll('*', ''), blocks, bar: 'quiet' };
  }
  const tails = Array.isArray(facts.tails) ? facts.tails.map((tail) => `••••${tail}`).join(' ') : '';
  return {
    text: abuse.notification,
    blocks: present(
      paragraph(`*${title}*\n${abuse.reason[rule](safe(facts))}`),
      tails !== '' && smallPrint(abuse.tails(tails)),
      paragraph(abuse.todo[rule], button('abuse_open', abuse.acknowledge, String(alert.id))),
      smallPrint(abuse.nothingDone),
    ),
    bar: 'shu',
  };
}

/** The form in which headquarters says what came of it. */
export function abuseModal(alertId: AlertId, words: Words): ModalView {
  const { abuse } = words;
  return {
    type: 'modal',
    callback_id: 'abuse_acknowledge',
    private_metadata: String(alertId),
    title: plain(abuse.formTitle, 24),
    submit: plain(abuse.formSubmit, 24),
    close: plain(words.cancel, 24),
    blocks: [
      {
        type: 'input',
        block_id: 'note',
        label: plain(abuse.formLabel),
        hint: plain(abuse.formHint),
        element: { type: 'plain_text_input', action_id: 'note', multiline: true, max_length: noteMax },
      },
    ],
  };
}

/** Names of stores and staff were written by people. */
function safe(facts: AlertFacts): AlertFacts {
  const plainly = (value: AlertFacts[string]) => {
    if (Array.isArray(value)) return value.map(escaped);
    return typeof value === 'string' ? escaped(value) : value;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, plainly(value)]));
}
