import type { InputBlock, ModalView } from '@slack/types';
import type { Words } from '../words/words.ts';
import { paragraph, plain, present } from './text.ts';

/** The form for two cards of a customer who stands at the counter, with a link to the page that scans them. */
export function counterModal(words: Words, scanUrl?: string): ModalView {
  const { counter } = words;
  return {
    type: 'modal',
    callback_id: 'counter_merge',
    title: plain(counter.title, 24),
    submit: plain(counter.submit, 24),
    close: plain(words.cancel, 24),
    blocks: present(
      paragraph(counter.intro),
      scanUrl !== undefined &&
        paragraph(counter.scanHint, {
          type: 'button',
          action_id: 'open_link',
          text: plain(counter.scan, 75),
          url: scanUrl,
        }),
      numberInput('present', counter.present),
      numberInput('old', counter.old),
    ),
  };
}

/** The way to the till: one button that is a link. */
export function tillModal(words: Words, url: string): ModalView {
  const { till } = words;
  const open = { type: 'button' as const, action_id: 'open_link', text: plain(till.open, 75), url };
  return {
    type: 'modal',
    title: plain(till.title, 24),
    close: plain(words.close, 24),
    blocks: [paragraph(till.intro), { type: 'actions', elements: [{ ...open, style: 'primary' }] }],
  };
}

function numberInput(id: string, label: string): InputBlock {
  const element = { type: 'plain_text_input' as const, action_id: id, min_length: 8, max_length: 20 };
  return { type: 'input', block_id: id, label: plain(label), element };
}
