import { expect, test } from 'vitest';
import { parseInline, parseMrkdwn } from '../../../sandbox/page/slack/mrkdwn.ts';

const text = (words: string) => ({ kind: 'text', text: words });

test('bold, italic and strike need a boundary on both sides, as on Slack', () => {
  expect(parseInline('重なり *2組* です')).toEqual([
    text('重なり '),
    { kind: 'bold', inside: [text('2組')] },
    text(' です'),
  ]);
  expect(parseInline('重なり*2組*です')).toEqual([text('重なり*2組*です')]);
  expect(parseInline('「*2組*」')).toEqual([text('「'), { kind: 'bold', inside: [text('2組')] }, text('」')]);
  expect(parseInline('_a_ ~b~')).toEqual([
    { kind: 'italic', inside: [text('a')] },
    text(' '),
    { kind: 'strike', inside: [text('b')] },
  ]);
  expect(parseInline('2 * 3 * 4')).toEqual([text('2 * 3 * 4')]);
  expect(parseInline('snake_case_name')).toEqual([text('snake_case_name')]);
});

test('styles may stand inside one another', () => {
  expect(parseInline('*_a_*')).toEqual([{ kind: 'bold', inside: [{ kind: 'italic', inside: [text('a')] }] }]);
});

test('links, mentions, broadcasts and channels are read from angle brackets only', () => {
  expect(parseInline('<https://a.test/?x=1&amp;y=2|見る>')).toEqual([
    { kind: 'link', url: 'https://a.test/?x=1&y=2', label: '見る' },
  ]);
  expect(parseInline('<@U1> <#C1|general> <!channel>')).toEqual([
    { kind: 'user', id: 'U1', label: undefined },
    text(' '),
    { kind: 'channel', id: 'C1', label: 'general' },
    text(' '),
    { kind: 'broadcast', label: '@channel' },
  ]);
  expect(parseInline('&lt;!channel&gt;')).toEqual([text('<!channel>')]);
  expect(parseInline('<javascript:alert(1)|押す>')).toEqual([text('<javascript:alert(1)|押す>')]);
});

test('the three escaped characters come back, and only they', () => {
  expect(parseInline('&lt;b&gt; &amp;lt; &quot;')).toEqual([text('<b> &lt; &quot;')]);
});

test('code is taken literally, quotes and lists keep their lines together', () => {
  expect(parseMrkdwn('`*a*`')).toEqual([{ kind: 'line', inside: [{ kind: 'code', text: '*a*' }] }]);
  expect(parseMrkdwn('```\n*a*\n```')).toEqual([{ kind: 'pre', text: '*a*' }]);
  expect(parseMrkdwn('> a\n> b')).toEqual([{ kind: 'quote', lines: [[text('a')], [text('b')]] }]);
  expect(parseMrkdwn('• a\n• b\n\nc')).toEqual([
    { kind: 'list', ordered: false, items: [[text('a')], [text('b')]] },
    { kind: 'blank' },
    { kind: 'line', inside: [text('c')] },
  ]);
});
