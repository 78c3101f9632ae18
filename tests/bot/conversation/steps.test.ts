import { expect, test } from 'vitest';
import { after, before, type Draft, type Step, skip, take } from '../../../bot/conversation/steps.ts';

const today = '2026-11-21';
const taken = (step: Step, said: string, draft: Draft = {}) => take(step, draft, said, today);

test.each([
  ['結城 花子', { familyName: '結城', givenName: '花子' }],
  ['　𠮷田　　茜 ', { familyName: '𠮷田', givenName: '茜' }],
  ['アレクサンドラ・フォンテーヌ 美咲', { familyName: 'アレクサンドラ・フォンテーヌ', givenName: '美咲' }],
  ['さとう はな', { familyName: 'さとう', givenName: 'はな', familyKana: 'サトウ', givenKana: 'ハナ' }],
  ['ﾌｫﾝﾃｰﾇ ﾐｻｷ', { familyName: 'ﾌｫﾝﾃｰﾇ', givenName: 'ﾐｻｷ', familyKana: 'フォンテーヌ', givenKana: 'ミサキ' }],
  ["O'Brien Mary-Jane Ann", { familyName: "O'Brien", givenName: 'Mary-Jane Ann' }],
  ['葛󠄀城 薫', { familyName: '葛󠄀城', givenName: '薫' }],
])('%s is a name', (said, draft) => {
  expect(taken('name', said)).toMatchObject({ draft });
});

test.each([
  ['結城', 'name_needs_two'],
  ['', 'name_needs_two'],
  ['090 1234', 'name_unreadable'],
  ['<script> alert', 'name_unreadable'],
  ['https://example.jp です', 'name_unreadable'],
  ['花 🍎', 'name_unreadable'],
  [`${'あ'.repeat(31)} 花子`, 'name_too_long'],
])('%s is no name', (said, problem) => {
  expect(taken('name', said)).toEqual({ problem });
});

test.each([
  ['ゆうき はなこ', 'ユウキ', 'ハナコ'],
  ['ﾕｳｷ ﾊﾅｺ', 'ユウキ', 'ハナコ'],
  ['ユウキ　ハナコ', 'ユウキ', 'ハナコ'],
])('%s is a reading', (said, familyKana, givenKana) => {
  expect(taken('kana', said)).toMatchObject({ draft: { familyKana, givenKana } });
});

test.each([
  ['結城 花子', 'kana_only'],
  ['yuki hanako', 'kana_only'],
  ['ゆうき', 'kana_needs_two'],
])('%s is no reading', (said, problem) => {
  expect(taken('kana', said)).toEqual({ problem });
});

test.each([
  ['1985-03-14', '1985-03-14'],
  ['1985年3月14日', '1985-03-14'],
  ['１９８５／３／１４', '1985-03-14'],
  ['2024-02-29', '2024-02-29'],
])('%s is a birthday', (said, birthDate) => {
  expect(taken('birthday', said)).toMatchObject({ draft: { birthDate } });
});

test.each([
  ['2026-11-22', 'birthday_ahead'],
  ['1905-01-01', 'birthday_ahead'],
  ['2023-02-29', 'birthday_unreadable'],
  ['春', 'birthday_unreadable'],
])('%s is no birthday', (said, problem) => {
  expect(taken('birthday', said)).toEqual({ problem });
});

test.each([
  ['090-1234-5678', { phone: '090-1234-5678' }],
  ['０９０１２３４５６７８', { phone: '09012345678' }],
  ['hana@example.jp', { mail: 'hana@example.jp' }],
  ['ｈａｎａ＠example.jp', { mail: 'hana@example.jp' }],
])('%s is a contact', (said, draft) => {
  expect(taken('contact', said)).toMatchObject({ draft });
});

test.each(['1234', 'hana@', 'ひみつ', '000-0000-0000'])('%s is no contact', (said) => {
  expect(taken('contact', said)).toEqual({ problem: 'contact_unreadable' });
});

test('one contact takes the place of the other', () => {
  expect(taken('contact', 'hana@example.jp', { phone: '090' })).toEqual({
    draft: { mail: 'hana@example.jp', phone: undefined },
  });
});

test('only birthday and contact can be left out', () => {
  const draft: Draft = { birthDate: '1985-03-14', phone: '090' };
  expect(skip('birthday', draft)).toMatchObject({ draft: { birthDate: undefined } });
  expect(skip('contact', draft)).toMatchObject({ draft: { phone: undefined } });
  for (const step of ['name', 'kana'] as const) expect(skip(step, draft)).toEqual({ problem: 'needed' });
});

test('the way leads through all questions, leaves out a reading that the name says, and back the same way', () => {
  const kanji: Draft = { familyName: '結城', givenName: '花子' };
  const kana: Draft = { familyName: 'ゆうき', givenName: 'はなこ' };
  const way = (draft: Draft) => {
    const steps: Step[] = ['name'];
    while (steps.at(-1) !== 'confirm') steps.push(after(steps.at(-1) as Step, draft));
    return steps;
  };
  expect(way(kanji)).toEqual(['name', 'kana', 'birthday', 'contact', 'confirm']);
  expect(way(kana)).toEqual(['name', 'birthday', 'contact', 'confirm']);
  for (const draft of [kanji, kana]) {
    const steps = way(draft);
    for (let i = 1; i < steps.length; i++) expect(before(steps[i] as Step, draft)).toBe(steps[i - 1]);
  }
});

test('a correction leads back to the summary, by way of the reading when the name has a new one', () => {
  const draft: Draft = { familyName: '結城', givenName: '花子', editing: true };
  expect(after('name', draft)).toBe('kana');
  expect(after('kana', draft)).toBe('confirm');
  expect(after('birthday', draft)).toBe('confirm');
  expect(before('birthday', draft)).toBe('confirm');
});
