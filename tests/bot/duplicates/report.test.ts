import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figuresOf } from '../../../bot/duplicates/figures.ts';
import { maskedRow } from '../../../bot/duplicates/masked.ts';
import { type Report, reportPage } from '../../../bot/duplicates/report.ts';
import { duplicatesEn } from '../../../bot/words/duplicates.en.ts';
import { duplicatesJa } from '../../../bot/words/duplicates.ja.ts';
import type { Zoned } from '../../../core/duplicates/zoned.ts';
import { newPage, openBrowser } from '../../chromium.ts';
import { audit, overflow } from '../../liff/browser.ts';

const links: Zoned[] = [
  { one: 0, other: 1, same: 0.999, zone: 'automatic' },
  { one: 1, other: 2, same: 0.9, zone: 'review' },
  { one: 0, other: 2, same: 0.8, zone: 'review' },
  { one: 5, other: 6, same: 0.6, zone: 'review' },
  { one: 7, other: 8, same: 0.2, zone: 'silence' },
];

describe('figures', () => {
  test('cards less duplicates are persons, and persons are counted by their cards', () => {
    const figures = figuresOf(10, links, 4, 0.5);
    expect(figures).toMatchObject({ cards: 10, people: 2, extra: 3, persons: 7 });
    expect(figures.bySize).toEqual([
      { cards: 2, more: false, people: 1 },
      { cards: 3, more: false, people: 1 },
    ]);
    expect(figures.zones).toEqual({ automatic: 1, review: 3, household: 4 });
  });

  test('of the chosen pairs as many are expected to be right as their probabilities sum up to', () => {
    expect(figuresOf(10, links, 0, 0.85).chosen).toMatchObject({ pairs: 2, right: expect.closeTo(1.899) });
  });

  test('the bands hold every pair once, and part at the threshold', () => {
    const { bands } = figuresOf(10, links, 0, 0.85);
    expect(bands.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(links.length);
    expect(bands.some(({ least }) => least === 0.85)).toBe(true);
  });
});

describe('masks', () => {
  const columns = ['fullName', 'phone', 'birthDate'] as const;
  const reading = {
    columns: columns.map((role, index) => ({ name: role, role, index })),
    ...{ id: undefined, together: [], prepare: (row: string[]) => row },
  };
  test.for([
    ['齋藤　優子', '090-1111-2271', '昭和60年3月14日', '齋○ 優○', '71', '1985'],
    ['林 学', '', '', '○ ○', '', ''],
    ['𠮷田優子', '１２', '1985-03-14', '𠮷○', '12', '1985'],
    ['Ann Bell', '+44 20 7946 0018', '19850314', 'B○ A○', '18', '1985'],
  ])('%s', ([name, phone, birth, masked, phoneTail, birthYear]) => {
    expect(maskedRow(reading, [name!, phone!, birth!])).toEqual({ name: masked, phoneTail, birthYear });
  });
});

const masked = { name: '齋○ 優○', phoneTail: '71', birthYear: '1985' };
const report: Report = {
  ...{ file: 'members.csv', day: '2026-11-21', costPerMember: 1200 },
  figures: figuresOf(9_999_999, links, 1_234_567, 0.5),
  compared: ['familyName', 'givenName', 'phone'],
  rows: { padded: 3, skipped: 12 },
  examples: [false, true].map((household) => ({
    ...{ same: 1, household, row: 2, one: masked, other: { name: '', phoneTail: '', birthYear: '' } },
    reasons: { agree: ['めずらしい名字の読みが同じ'], differ: ['電話が変わった'] },
  })),
};

describe('in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  const looks = [390, 1200, 320].flatMap((width) => [false, true].map((dark) => ({ width, dark })));
  test.for(
    looks.flatMap((look) => [duplicatesJa, duplicatesEn].map((words) => ({ ...look, words, code: words.code }))),
  )('the page is accessible and fits at $width px, dark $dark, $code', async ({ words, ...look }) => {
    const page = await newPage(browser, look);
    // The page forbids scripts, the audit is one.
    await page.setContent(String(await reportPage(words, report)).replace(/<meta http-equiv[^>]*>/, ''));
    expect(await audit(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.context().close();
  });
});

test('nothing is shown as certain, whatever a file seems sure of', async () => {
  expect(String(await reportPage(duplicatesJa, report))).toContain('確かさ 99.9%');
});
