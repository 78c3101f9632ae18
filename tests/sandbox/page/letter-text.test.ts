import { expect, test } from 'vitest';
import { codeIn, linkify } from '../../../sandbox/page/letter-text.ts';

test('the code of a letter is its only run of six digits', () => {
  expect(codeIn('番号は 482915 です。10分のあいだにお入れください。')).toBe('482915');
  expect(codeIn('482915\n\nもう一度: 482915')).toBe('482915');
});

test.each([
  '',
  '番号はありません',
  '482915 と 301142',
  '電話 0422-123456',
  '1234567',
  'https://fukuro.example/r/123456',
])('a letter without exactly one code shows none: %s', (text) => expect(codeIn(text)).toBeNull());

test('a link ends where Japanese punctuation begins, and the text around it stays whole', () => {
  const text = 'こちら(https://fukuro.example/not-me/ab?c=1)からお知らせください。';
  const pieces = linkify(text);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.find((piece) => piece.url)?.url).toBe('https://fukuro.example/not-me/ab?c=1');
});

test('only https becomes a link', () => {
  expect(linkify('javascript:alert(1) http://example.com').some((piece) => piece.url)).toBe(false);
});
