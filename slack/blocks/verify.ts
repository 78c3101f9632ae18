import type { KnownBlock } from '@slack/types';
import type { Violation } from '../../core/verify.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { escaped, paragraph, smallPrint } from './text.ts';

const listMax = 20;

/** What headquarters sees when something did not hold: what it is now, or that all holds again. */
export function unsoundCard(found: Violation[], words: Words): Card {
  const { holds, broken } = words.verify;
  if (found.length === 0) return { text: holds, blocks: [paragraph(holds)], bar: 'quiet' };
  return { text: broken(found.length), blocks: foundBlocks(found, words), bar: 'shu' };
}

/** What does not hold, each with its promise in words, its number and where it is; nothing but figures and ids. */
export function foundBlocks(found: Violation[], words: Words): KnownBlock[] {
  if (found.length === 0) return [paragraph(words.verify.holds)];
  const lines = found
    .slice(0, listMax)
    .map(({ invariant, where }) => `${invariant} ${words.verify.promise(invariant)} ・ ${escaped(where)}`);
  return [
    paragraph(`*${words.verify.broken(found.length)}*`),
    paragraph(lines.join('\n')),
    smallPrint(words.verify.next),
  ];
}
