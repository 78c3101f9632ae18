import type { ModalView } from '@slack/types';
import type { ErasureShown } from '../../core/erasure/shown.ts';
import { erasureReasons } from '../../db/schema/erasure.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, paragraph, plain, present, smallPrint } from './text.ts';

/** The form by which headquarters asks that a card be erased. */
export function eraseModal(memberNumber: string, words: Words): ModalView {
  const { erasure } = words;
  const options = erasureReasons.map((value) => ({ value, text: plain(erasure.reasons[value], 75) }));
  return {
    type: 'modal',
    callback_id: 'erasure_ask',
    title: plain(erasure.title, 24),
    submit: plain(erasure.submit, 24),
    close: plain(words.cancel, 24),
    blocks: [
      paragraph(erasure.intro),
      {
        type: 'input',
        block_id: 'number',
        label: plain(erasure.number),
        element: {
          type: 'plain_text_input',
          action_id: 'number',
          min_length: 8,
          max_length: 8,
          ...(memberNumber && { initial_value: memberNumber }),
        },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain(erasure.reason),
        element: {
          type: 'static_select',
          action_id: 'reason',
          options,
          placeholder: plain(erasure.reasonPlaceholder, 150),
        },
      },
    ],
  };
}

/** An erasure that the shop asked for, or that left something behind, as it stands now. */
export function erasureCard(shown: ErasureShown, words: Words): Card {
  const { erasure } = words;
  const { tail, state, dueAt, left, readable } = shown;
  const stop = button('erasure_stop', erasure.stop, String(shown.erasureId), {
    confirm: { title: erasure.stopTitle, text: erasure.stopText, yes: erasure.stop, no: words.close },
  });
  switch (state) {
    case 'second': {
      const agree = button('erasure_agree', erasure.agree, String(shown.erasureId), {
        style: 'primary',
        confirm: { title: erasure.agreeTitle, text: erasure.agreeText, yes: erasure.agree, no: words.close },
      });
      const said = erasure.second(tail, escaped(shown.by ?? ''), shown.reason ? erasure.reasons[shown.reason] : '');
      const blocks = [paragraph(said), { type: 'actions' as const, elements: [agree, stop] }];
      return { text: erasure.notification, blocks, bar: 'shu' };
    }
    case 'waiting': {
      const said = erasure.waiting(tail, dueAt ? words.dayAndTime(dueAt) : '');
      return { text: said.replaceAll('*', ''), blocks: [paragraph(said, stop)], bar: 'shu' };
    }
    case 'taken_back':
      return { text: erasure.takenBack(tail), blocks: [paragraph(erasure.takenBack(tail))], bar: 'quiet' };
    case 'done': {
      const found = foundOf(left, readable, words);
      const blocks = present(paragraph(erasure.done(tail)), found);
      return { text: erasure.done(tail), blocks, bar: found.type === 'section' ? 'shu' : 'quiet' };
    }
  }
}

function foundOf(left: string[] | null, readable: boolean, { erasure }: Words) {
  if (left === null) return smallPrint(erasure.searching);
  if (!readable) return paragraph(erasure.unreadable);
  return left.length > 0 ? paragraph(erasure.left(left.join(', '))) : smallPrint(erasure.clean);
}
