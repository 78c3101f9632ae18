import type { KnownBlock, ModalView } from '@slack/types';
import type { Words } from '../words/words.ts';
import { paragraph, plain } from './text.ts';

/** A modal that only says something. `text` is mrkdwn of our own. */
export function noticeModal(words: Words, text: string, blocks?: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plain(words.appName, 24),
    close: plain(words.close, 24),
    blocks: blocks ?? [paragraph(text)],
  };
}
