import { describe, expect, test } from 'vitest';
import { checkMessages } from '../../../sandbox/line/check/messages.ts';
import { checkRichMenu } from '../../../sandbox/line/check/richmenu.ts';
import { type RuleId, rules } from '../../../sandbox/line/check/rules.ts';
import { startLine, text } from './line.ts';

type Case = [rule: RuleId, good: unknown, bad: unknown];

const url = 'https://fukuro.example/a.png';
const letters = (count: number, letter = 'あ') => letter.repeat(count);
const family = '👨‍👩‍👧'; // one grapheme cluster of eight UTF-16 units
const message = (label = 'はい', words = 'はい') => ({ type: 'message', label, text: words });
const quick = (action: unknown, count = 1) => ({
  ...text('はい'),
  quickReply: { items: Array.from({ length: count }, () => ({ type: 'action', action })) },
});
const box = (contents: unknown[], more = {}) => ({ type: 'box', layout: 'vertical', contents, ...more });
const bubble = (contents: unknown[], more = {}) => ({ type: 'bubble', body: box(contents), ...more });
const flex = (contents: unknown, altText = '会員証') => ({ type: 'flex', altText, contents });
const flexWith = (part: unknown) => flex(bubble([part]));
const words = (value: string, more = {}) => ({ type: 'text', text: value, ...more });
const picture = (more = {}) => ({ type: 'image', url, ...more });
const buttons = (more = {}) => ({
  type: 'template',
  altText: '選ぶ',
  template: { type: 'buttons', text: 'はい', actions: [message()], ...more },
});
const columns = (counts: number[]) => ({
  type: 'template',
  altText: '選ぶ',
  template: {
    type: 'carousel',
    columns: counts.map((count) => ({ text: 'はい', actions: Array.from({ length: count }, () => message()) })),
  },
});
const confirm = (count: number) => ({
  type: 'template',
  altText: '選ぶ',
  template: { type: 'confirm', text: 'はい', actions: Array.from({ length: count }, () => message()) },
});
const picker = (more: object) => quick({ type: 'datetimepicker', label: '日', data: 'd', mode: 'date', ...more });
const uri = (value: string) => quick({ type: 'uri', label: '見る', uri: value });
const carousel = (bubbles: unknown[]) => flex({ type: 'carousel', contents: bubbles });
const video = { type: 'video', url: 'https://fukuro.example/a.mp4', previewUrl: url, altContent: picture() };

/** Both sides of every rule about messages: what LINE takes, and the nearest thing that it refuses. */
const cases: Case[] = [
  ['message.type', text('はい'), { type: 'telegram', text: 'はい' }],
  ['message.required', { type: 'sticker', packageId: '1', stickerId: '2' }, { type: 'sticker', packageId: '1' }],
  ['message.unknown', text('はい'), { ...text('はい'), colour: 'red' }],
  ['text.length', text(letters(5_000)), text(letters(5_001))],
  ['text.length', text(letters(2_500, '🍎')), text(`${letters(2_500, '🍎')}a`)],
  ['text.length', text(' '), text('')],
  ['text.emojis', { ...text('はい'), emojis: Array(20).fill({}) }, { ...text('はい'), emojis: Array(21).fill({}) }],
  [
    'textV2.substitution',
    { type: 'textV2', text: '{{x}} {name}', substitution: { name: {} } },
    { type: 'textV2', text: '{other}', substitution: { name: {} } },
  ],
  [
    'media.url',
    { type: 'image', originalContentUrl: url, previewImageUrl: url },
    { type: 'image', originalContentUrl: url.replace('https', 'http'), previewImageUrl: url },
  ],
  [
    'media.url',
    flexWith(picture({ url: `https://a.example/${letters(1_982, 'a')}` })),
    flexWith(picture({ url: `https://a.example/${letters(1_983, 'a')}` })),
  ],
  ['url.encoded', uri('https://fukuro.example/%E7%9C%A0'), uri('https://fukuro.example/眠')],
  [
    'location.text',
    { type: 'location', title: letters(100), address: '東京', latitude: 35, longitude: 139 },
    { type: 'location', title: letters(101), address: '東京', latitude: 35, longitude: 139 },
  ],
  [
    'imagemap.limits',
    { type: 'imagemap', baseUrl: url, altText: '図', baseSize: { width: 1040, height: 100 }, actions: [] },
    { type: 'imagemap', baseUrl: url, altText: '図', baseSize: { width: 1041, height: 100 }, actions: [] },
  ],
  ['altText.length', flex(bubble([words('はい')]), letters(1_500)), flex(bubble([words('はい')]), letters(1_501))],
  ['template.text', buttons({ text: letters(160) }), buttons({ text: letters(161) })],
  [
    'template.text',
    buttons({ title: letters(40), text: letters(60) }),
    buttons({ title: letters(40), text: letters(61) }),
  ],
  ['template.text', buttons({ title: letters(40, family) }), buttons({ title: letters(41, family) })],
  ['template.actions', buttons({ actions: Array(4).fill(message()) }), buttons({ actions: Array(5).fill(message()) })],
  ['template.actions', confirm(2), confirm(3)],
  ['template.actions', confirm(2), confirm(1)],
  ['template.actions', columns([2, 2]), columns([2, 1])],
  ['template.columns', columns(Array(10).fill(1)), columns(Array(11).fill(1))],
  ['quickReply.count', quick(message(), 13), quick(message(), 14)],
  [
    'sender.name',
    { ...text('はい'), sender: { name: letters(20) } },
    { ...text('はい'), sender: { name: letters(21) } },
  ],
  ['sender.word', { ...text('はい'), sender: { name: '森下' } }, { ...text('はい'), sender: { name: 'LINE公式' } }],
  [
    'action.type',
    quick({ type: 'camera', label: '撮る' }),
    flexWith({ type: 'button', action: { type: 'camera', label: '撮る' } }),
  ],
  ['action.type', quick(message()), quick({ type: 'richmenuswitch', richMenuAliasId: 'a', data: 'b' })],
  ['action.label', quick(message(letters(20, family))), quick(message(letters(21, family)))],
  [
    'action.label',
    flexWith({ type: 'button', action: message(letters(40)) }),
    flexWith({ type: 'button', action: message(letters(41)) }),
  ],
  [
    'action.label',
    flexWith(words('はい', { action: { type: 'message', text: 'はい' } })),
    flexWith({ type: 'button', action: { type: 'message', text: 'はい' } }),
  ],
  [
    'action.data',
    quick({ type: 'postback', label: 'は', data: letters(300) }),
    quick({ type: 'postback', label: 'は', data: letters(301) }),
  ],
  ['action.text', quick(message('は', letters(300, family))), quick(message('は', letters(301)))],
  [
    'action.text',
    quick({ type: 'postback', label: 'は', data: 'd', displayText: 'は' }),
    quick({ type: 'postback', label: 'は', data: 'd', displayText: 'は', text: 'は' }),
  ],
  [
    'action.input',
    quick({ type: 'postback', label: 'は', data: 'd', inputOption: 'openKeyboard', fillInText: 'x' }),
    quick({ type: 'postback', label: 'は', data: 'd', fillInText: 'x' }),
  ],
  ['action.uri', uri('tel:0422000000'), uri('javascript:alert(1)')],
  ['action.uri', uri(`https://a.example/${letters(982, 'a')}`), uri(`https://a.example/${letters(983, 'a')}`)],
  ['action.datetime', picker({ min: '1900-01-01', max: '2100-12-31' }), picker({ max: '2101-01-01' })],
  ['action.datetime', picker({ initial: '2028-02-29' }), picker({ initial: '2027-02-29' })],
  [
    'action.datetime',
    picker({ min: '2026-11-21', max: '2026-11-22' }),
    picker({ min: '2026-11-22', max: '2026-11-21' }),
  ],
  [
    'action.clipboard',
    quick({ type: 'clipboard', label: '写す', clipboardText: letters(1_000) }),
    quick({ type: 'clipboard', label: '写す', clipboardText: letters(1_001) }),
  ],
  ['flex.size', flexWith(words(letters(10_000))), flexWith(words(letters(10_300)))],
  [
    'flex.size',
    carousel(Array(2).fill(bubble([words(letters(8_000))]))),
    carousel(Array(2).fill(bubble([words(letters(8_600))]))),
  ],
  ['flex.carousel', carousel(Array(12).fill(bubble([words('は')]))), carousel(Array(13).fill(bubble([words('は')])))],
  [
    'flex.carousel',
    carousel([bubble([], { size: 'mega' }), bubble([])]),
    carousel([bubble([], { size: 'kilo' }), bubble([])]),
  ],
  ['flex.blocks', flex({ type: 'bubble', hero: picture() }), flex({ type: 'bubble', body: picture() })],
  ['flex.blocks', flex({ type: 'bubble', footer: box([]) }), flex({ type: 'bubble' })],
  [
    'flex.place',
    flexWith(box([{ type: 'icon', url }], { layout: 'baseline' })),
    flexWith(box([{ type: 'icon', url }])),
  ],
  [
    'flex.place',
    flexWith(box([words('は')], { layout: 'baseline' })),
    flexWith(box([picture()], { layout: 'baseline' })),
  ],
  ['flex.value', flexWith(words('は', { color: '#A62E12' })), flexWith(words('は', { color: 'red' }))],
  ['flex.value', flexWith(words('は', { size: '5xl' })), flexWith(words('は', { size: 'huge' }))],
  ['flex.value', flexWith(box([], { paddingAll: '12.5%' })), flexWith(box([], { paddingAll: '12em' }))],
  [
    'flex.value',
    flexWith(
      box([], { background: { type: 'linearGradient', angle: '45deg', startColor: '#ffffff', endColor: '#000000' } }),
    ),
    flexWith(
      box([], { background: { type: 'linearGradient', angle: 'left', startColor: '#ffffff', endColor: '#000000' } }),
    ),
  ],
  ['flex.text', flexWith(words(' ')), flexWith(words(''))],
  ['flex.text', flexWith({ type: 'text', contents: [{ type: 'span', text: 'は' }] }), flexWith({ type: 'text' })],
  ['flex.ratio', flexWith(picture({ aspectRatio: '1:3' })), flexWith(picture({ aspectRatio: '1:3.01' }))],
  ['flex.video', flex({ type: 'bubble', hero: video }), flex({ type: 'bubble', size: 'micro', hero: video })],
  ['flex.video', flex({ type: 'bubble', hero: video }), carousel([{ type: 'bubble', hero: video }])],
  [
    'flex.animated',
    flex(bubble(Array(10).fill(picture({ animated: true })))),
    flex(bubble(Array(11).fill(picture({ animated: true })))),
  ],
  ['flex.unknown', flexWith(words('は')), flexWith(words('は', { fontFamily: 'serif' }))],
  ['body.shape', text('は'), null],
];

const menu = (more = {}) => ({
  size: { width: 2500, height: 1686 },
  selected: true,
  name: '本日',
  chatBarText: 'メニュー',
  areas: [{ bounds: { x: 0, y: 0, width: 2500, height: 1686 }, action: message() }],
  ...more,
});
const area = { bounds: { x: 0, y: 0, width: 1, height: 1 }, action: message() };

/** The same for rich menus. */
const menuCases: Case[] = [
  ['richMenu.size', menu({ size: { width: 2500, height: 1724 } }), menu({ size: { width: 2500, height: 1725 } })],
  [
    'richMenu.size',
    menu({ size: { width: 800, height: 250 }, areas: [] }),
    menu({ size: { width: 799, height: 250 }, areas: [] }),
  ],
  ['richMenu.text', menu({ chatBarText: letters(14, family) }), menu({ chatBarText: letters(15) })],
  ['richMenu.areas', menu({ areas: Array(20).fill(area) }), menu({ areas: Array(21).fill(area) })],
  ['richMenu.areas', menu(), menu({ areas: [{ ...area, bounds: { x: 1, y: 0, width: 2500, height: 1 } }] })],
];

const wrongRule = (rule: RuleId) => new Set([rule]);

describe('the checker', () => {
  test.each(cases)('%s: takes the one, refuses the other, and only by that rule', (rule, good, bad) => {
    expect(checkMessages([good])).toBeUndefined();
    expect(checkMessages([bad])?.details?.length).toBeGreaterThan(0);
    expect(checkMessages([bad], wrongRule(rule))).toBeUndefined();
  });

  test.each(menuCases)('%s: takes the one menu, refuses the other, and only by that rule', (rule, good, bad) => {
    expect(checkRichMenu(good)).toBeUndefined();
    expect(checkRichMenu(bad)).toBeDefined();
    expect(checkRichMenu(bad, wrongRule(rule))).toBeUndefined();
  });

  test('every rule in the catalogue has an example on both sides', () => {
    const shown = new Set([...cases, ...menuCases].map(([rule]) => rule).concat('messages.count'));
    expect(Object.keys(rules).filter((rule) => !shown.has(rule as RuleId))).toEqual([]);
  });

  test('every rule names its source, and the doubtful ones say so', () => {
    for (const { source, sure } of Object.values(rules)) {
      expect(source).toMatch(/^PLATFORM \d/);
      expect(source.includes('[?]')).toBe(!sure);
    }
  });

  test('one to five messages', () => {
    expect(checkMessages(Array(5).fill(text('は')))).toBeUndefined();
    for (const messages of [[], Array(6).fill(text('は')), undefined, 'text']) {
      expect(checkMessages(messages)?.details).toEqual([
        { message: 'Size must be between 1 and 5', property: 'messages' },
      ]);
    }
  });

  test('names faults as LINE does: dotted outside Flex, a pointer inside', () => {
    expect(checkMessages([text('は'), { ...quick(message(letters(21))), text: '' }])).toEqual({
      message: 'The request body has 2 error(s)',
      details: [
        { message: 'May not be empty', property: 'messages[1].text' },
        { message: 'size: must be less than or equal to 20', property: 'messages[1].quickReply.items[0].action.label' },
      ],
    });
    expect(checkMessages([flexWith(words(''))])).toEqual({
      message: 'A message (messages[0]) in the request body is invalid',
      details: [{ message: 'must be non-empty text', property: '/body/contents/0/text' }],
    });
  });

  test('the values that could upset it do not', () => {
    const odd = [
      0,
      -1,
      NaN,
      true,
      '',
      [],
      {},
      { type: null },
      { type: 'flex', altText: 'x', contents: null },
      { type: 'flex', altText: 'x', contents: { type: 'carousel', contents: [null] } },
    ];
    for (const value of odd) expect(checkMessages([value])).toBeDefined();
  });
});

describe('validate and send', () => {
  test.each(['reply', 'push', 'multicast', 'narrowcast', 'broadcast'])(
    'validate/%s says 200 {} or the same 400 as a send',
    async (kind) => {
      const { post, friend } = await startLine();
      const good = await post(`/v2/bot/message/validate/${kind}`, { messages: [text('はい')] });
      expect([good.status, await good.json()]).toEqual([200, {}]);
      const bad = await post(`/v2/bot/message/validate/${kind}`, { messages: [text('')] });
      const sent = await post('/v2/bot/message/push', { to: await friend(), messages: [text('')] });
      expect([bad.status, await bad.json()]).toEqual([400, await sent.json()]);
    },
  );

  test('a doubtful rule can be switched off', async () => {
    const strict = await startLine();
    const mild = await startLine({ rulesOff: ['flex.unknown'] });
    const messages = [flexWith(words('は', { fontFamily: 'serif' }))];
    expect((await strict.post('/v2/bot/message/validate/push', { messages })).status).toBe(400);
    expect((await mild.post('/v2/bot/message/validate/push', { messages })).status).toBe(200);
  });
});
