import { describe, expect, test } from 'vitest';
import { card, form, workspace } from './bolt.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'あ'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: plain(3), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (n: number, more: object = {}) => ({ text: plain(2), value: `v${n}`, ...more });
const options = (length: number) => Array.from({ length }, (_, n) => option(n));
const accessory = (element: object) => ({
  type: 'section',
  text: mrkdwn(3),
  accessory: { action_id: 'a', ...element },
});
const input = (element: object) => ({ type: 'input', label: plain(2), element: { action_id: 'a', ...element } });
const table = (rows: number, cells: number) => ({
  type: 'table',
  rows: Array.from({ length: rows }, () => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'x' }))),
});
const image = (more: object) => ({ type: 'image', image_url: 'https://x.test/a.png', alt_text: '絵', ...more });

/** Each limit of Slack with the largest thing within it and the smallest beyond. */
const limits: [string, object, object][] = [
  ['section text 3,000', { type: 'section', text: mrkdwn(3_000) }, { type: 'section', text: mrkdwn(3_001) }],
  [
    'section fields 10',
    { type: 'section', fields: Array(10).fill(mrkdwn(1)) },
    { type: 'section', fields: Array(11).fill(mrkdwn(1)) },
  ],
  ['field text 2,000', { type: 'section', fields: [mrkdwn(2_000)] }, { type: 'section', fields: [mrkdwn(2_001)] }],
  ['header 150', { type: 'header', text: plain(150) }, { type: 'header', text: plain(151) }],
  ['header is plain text', { type: 'header', text: plain(1) }, { type: 'header', text: mrkdwn(1) }],
  [
    'context elements 10',
    { type: 'context', elements: Array(10).fill(mrkdwn(1)) },
    { type: 'context', elements: Array(11).fill(mrkdwn(1)) },
  ],
  [
    'actions elements 25',
    actions(...Array.from({ length: 25 }, (_, n) => button({ action_id: `a${n}` }))),
    actions(...Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` }))),
  ],
  ['button text 75', actions(button({ text: plain(75) })), actions(button({ text: plain(76) }))],
  ['button value 2,000', actions(button({ value: 'v'.repeat(2_000) })), actions(button({ value: 'v'.repeat(2_001) }))],
  ['button url 3,000', actions(button({ url: 'u'.repeat(3_000) })), actions(button({ url: 'u'.repeat(3_001) }))],
  ['button style', actions(button({ style: 'danger' })), actions(button({ style: 'red' }))],
  ['action_id 255', actions(button({ action_id: 'i'.repeat(255) })), actions(button({ action_id: 'i'.repeat(256) }))],
  ['action_id unique in its block', actions(button(), button({ action_id: 'b' })), actions(button(), button())],
  ['block_id 255', { type: 'divider', block_id: 'b'.repeat(255) }, { type: 'divider', block_id: 'b'.repeat(256) }],
  ['image alt_text 2,000', image({ alt_text: 'x'.repeat(2_000) }), image({ alt_text: 'x'.repeat(2_001) })],
  ['image needs alt_text', image({}), image({ alt_text: undefined })],
  ['image title 2,000', image({ title: plain(2_000) }), image({ title: plain(2_001) })],
  [
    'image_url 3,000',
    image({ image_url: `https://${'x'.repeat(2_992)}` }),
    image({ image_url: `https://${'x'.repeat(2_993)}` }),
  ],
  ['image_url is http', image({}), image({ image_url: 'javascript:alert(1)' })],
  [
    'option text 75',
    accessory({ type: 'static_select', options: [option(1, { text: plain(75) })] }),
    accessory({ type: 'static_select', options: [option(1, { text: plain(76) })] }),
  ],
  [
    'select options 100',
    accessory({ type: 'static_select', options: options(100) }),
    accessory({ type: 'static_select', options: options(101) }),
  ],
  [
    'overflow options 5',
    accessory({ type: 'overflow', options: options(5) }),
    accessory({ type: 'overflow', options: options(6) }),
  ],
  [
    'radio options 10',
    accessory({ type: 'radio_buttons', options: options(10) }),
    accessory({ type: 'radio_buttons', options: options(11) }),
  ],
  [
    'option description 75',
    accessory({ type: 'radio_buttons', options: [option(1, { description: plain(75) })] }),
    accessory({ type: 'radio_buttons', options: [option(1, { description: plain(76) })] }),
  ],
  [
    'initial_option is one of the options',
    accessory({ type: 'radio_buttons', options: options(2), initial_option: option(1) }),
    accessory({ type: 'radio_buttons', options: options(2), initial_option: option(7) }),
  ],
  [
    'placeholder 150',
    accessory({ type: 'static_select', options: options(1), placeholder: plain(150) }),
    accessory({ type: 'static_select', options: options(1), placeholder: plain(151) }),
  ],
  [
    'date format',
    accessory({ type: 'datepicker', initial_date: '2026-11-21' }),
    accessory({ type: 'datepicker', initial_date: '21.11.2026' }),
  ],
  ['table 100 rows', table(100, 1), table(101, 1)],
  ['table 20 cells', table(1, 20), table(1, 21)],
  ['table cell is not empty', table(1, 1), { type: 'table', rows: [[{ type: 'raw_text', text: '' }]] }],
  [
    'confirm title 100',
    actions(button({ confirm: confirm(100, 300, 30) })),
    actions(button({ confirm: confirm(101, 300, 30) })),
  ],
  [
    'confirm text 300',
    actions(button({ confirm: confirm(100, 300, 30) })),
    actions(button({ confirm: confirm(100, 301, 30) })),
  ],
  [
    'confirm buttons 30',
    actions(button({ confirm: confirm(100, 300, 30) })),
    actions(button({ confirm: confirm(100, 300, 31) })),
  ],
  [
    'text input limits 3,000',
    input({ type: 'plain_text_input', max_length: 3_000 }),
    input({ type: 'plain_text_input', max_length: 3_001 }),
  ],
  [
    'text inputs stand in input blocks only',
    input({ type: 'plain_text_input' }),
    actions({ type: 'plain_text_input', action_id: 'a' }),
  ],
  ['buttons do not stand in input blocks', actions(button()), input(button())],
  ['only kinds the sandbox shows', { type: 'divider' }, { type: 'carousel', elements: [] }],
  [
    'rich text',
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }] },
    { type: 'rich_text', elements: [{ type: 'text', text: 'x' }] },
  ],
];

function confirm(title: number, text: number, word: number) {
  return { title: plain(title), text: mrkdwn(text), confirm: plain(word), deny: plain(word) };
}

describe('each limit holds at its edge', () => {
  const { slack, slackFetch } = workspace();
  const verdict = async (body: object): Promise<string> => {
    const answer = await slackFetch('http://slack.test/api/blocks.validate', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { ok: boolean }).ok ? 'valid' : 'invalid';
  };

  test.each(limits)('%s', async (_name, within, beyond) => {
    slack.rules.blocksTooLongAt = 1_000_000;
    expect([await verdict({ blocks: [within] }), await verdict({ blocks: [beyond] })]).toEqual(['valid', 'invalid']);
  });

  test('50 blocks in a message, 100 in a view', async () => {
    const dividers = (length: number) => Array.from({ length }, () => ({ type: 'divider' }));
    expect(await verdict({ blocks: dividers(50) })).toBe('valid');
    expect(await verdict({ blocks: dividers(51) })).toBe('invalid');
    expect(await verdict({ view: { type: 'home', blocks: dividers(100) } })).toBe('valid');
    expect(await verdict({ view: { type: 'home', blocks: dividers(101) } })).toBe('invalid');
  });

  test.each([
    ['title 24', { title: plain(24) }, { title: plain(25) }],
    ['submit 24', { submit: plain(24) }, { submit: plain(25) }],
    ['close 24', { close: plain(24) }, { close: plain(25) }],
    ['private_metadata 3,000', { private_metadata: 'x'.repeat(3_000) }, { private_metadata: 'x'.repeat(3_001) }],
    ['callback_id 255', { callback_id: 'x'.repeat(255) }, { callback_id: 'x'.repeat(256) }],
    ['submit beside inputs', {}, { submit: undefined }],
    ['title is needed', {}, { title: undefined }],
  ])('modal: %s', async (_name, within, beyond) => {
    expect([await verdict({ view: form(within) }), await verdict({ view: form(beyond) })]).toEqual([
      'valid',
      'invalid',
    ]);
  });

  test('whether a table may stand in a modal is a switch', async () => {
    const view = form({ blocks: [table(1, 1)] });
    slack.rules.tablesInViews = false;
    expect(await verdict({ view })).toBe('invalid');
    slack.rules.tablesInViews = true;
    expect(await verdict({ view })).toBe('valid');
  });

  test.each([75, 150] as const)('option values of %i when the rule says so', async (max) => {
    slack.rules.optionValueMax = max;
    const select = (length: number) =>
      accessory({ type: 'static_select', options: [option(1, { value: 'v'.repeat(length) })] });
    expect(await verdict({ blocks: [select(max)] })).toBe('valid');
    expect(await verdict({ blocks: [select(max + 1)] })).toBe('invalid');
  });
});

describe('refusals on send', () => {
  const refused = async (args: object) => {
    const { client } = workspace();
    const error = await client
      .apiCall('chat.postMessage', { channel: 'C1', text: 'x', ...args })
      .catch((thrown) => thrown);
    return error.data;
  };

  test('invalid_blocks says where and why', async () => {
    const data = await refused({ blocks: [{ type: 'header', text: plain(151) }] });
    expect(data.error).toBe('invalid_blocks');
    expect(data.response_metadata.messages).toEqual([
      '[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ]);
  });

  test('blocks inside attachments are checked too', async () => {
    const data = await refused({ attachments: [{ color: '#C2391B', blocks: [{ type: 'header', text: plain(151) }] }] });
    expect(data.response_metadata.messages[0]).toContain('/attachments/0/blocks/0/text/text');
  });

  test('a second table, a repeated block id, too much in all, and no list at all', async () => {
    expect((await refused({ blocks: [table(1, 1), table(1, 1)] })).error).toBe('only_one_table_allowed');
    expect((await refused({ blocks: [...card(), ...card()] })).error).toBe('invalid_blocks');
    expect((await refused({ blocks: Array(5).fill({ type: 'section', text: mrkdwn(3_000) }) })).error).toBe(
      'msg_blocks_too_long',
    );
    expect((await refused({ blocks: 'none' })).error).toBe('invalid_blocks_format');
  });

  test('a view is refused with invalid_arguments', async () => {
    const { client } = workspace();
    const error = await client.views
      .publish({ user_id: 'U1', view: { type: 'home', blocks: [{ type: 'header', text: plain(151) }] as never } })
      .catch((thrown) => thrown);
    expect(error.data.error).toBe('invalid_arguments');
    expect(error.data.response_metadata.messages[0]).toContain('/view/blocks/0/text/text');
  });
});
