import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halfWidthKana } from '../../../core/demo/words/spellings.ts';
import { findDuplicates, judgePairs } from '../../../core/duplicates/find.ts';
import { qualityOf } from '../../bench/linkage-sets.ts';
import { createRandom } from '../../bench/synthetic.ts';
import { crowd, type Row, tableOf, type Values } from './crowd.ts';

const rows = crowd(1_150);
const values = rows.map((row) => row.values);
const found = findDuplicates(tableOf(values));

describe('a shop of fifteen hundred records', () => {
  const judged = found.links.map(({ one, other, same }) => ({
    same,
    right: rows[one]!.person === rows[other]!.person,
  }));

  test('who is there more than once is found: F1 of 0.95 or more', () => {
    expect(rows.length).toBeGreaterThan(1_400);
    expect(qualityOf(judged, truePairs(rows)).f1).toBeGreaterThanOrEqual(0.95);
  });

  test('a probability means what it says: in sum as many pairs are right as were promised', () => {
    const promised = judged.reduce((sum, { same }) => sum + same, 0);
    const right = judged.filter((link) => link.right).length;
    expect(Math.abs(promised / right - 1)).toBeLessThan(0.05);
  });
});

describe('what does not change the answer', () => {
  const few = crowd(250, 2).map((row) => row.values);
  const answer = answerOf(few);

  test('the order of the rows', () => {
    const random = createRandom(3);
    const order = few.map((_, at) => ({ at, key: random() })).sort((x, y) => x.key - y.key);
    const shuffled = order.map(({ at }) => few[at]!);
    const back = order.map(({ at }) => at);
    expect(rounded(answerOf(shuffled, back))).toEqual(rounded(answer));
  });

  test.each<[string, (text: string, field: string) => string]>([
    ['letters taken apart (NFD)', (text) => text.normalize('NFD')],
    ['half-width kana', (text) => halfWidthKana(text)],
    ['full-width figures and letters', (text) => text.replace(/[!-~]/g, wide)],
    ['capitals', (text) => text.toUpperCase()],
    ['spaces around', (text) => ` ${text}\u3000`],
    ['marks that nobody sees', (text) => `\ufeff${text}\u200b`],
    ['hiragana for katakana', (text, field) => (field.endsWith('Kana') ? text.replace(/[ァ-ヶ]/g, hiragana) : text)],
  ])('%s', (_, rewrite) => {
    expect(rounded(answerOf(few.map((row) => mapped(row, rewrite))))).toEqual(rounded(answer));
  });

  test('which of two rows comes first', () => {
    const table = tableOf(few);
    const judge = judgePairs(table, found.model);
    const row = fc.nat(few.length - 1);
    const linked = [...answer.keys()].map((pair) => pair.split(' ').map(Number) as [number, number]);
    const check = ([one, other]: [number, number]) => {
      expect(judge(one, other).weight).toBeCloseTo(judge(other, one).weight, 9);
      for (const feature of table.features) {
        const level = feature.level(one, other);
        expect(feature.level(other, one)).toBe(level);
        expect(feature.share(other, one, level)).toBeCloseTo(feature.share(one, other, level), 12);
      }
    };
    linked.forEach(check);
    fc.assert(fc.property(fc.tuple(row, row), check), { numRuns: 1_000 });
  });
});

describe('whatever a file holds', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      '\u0000',
      '\ud800',
      '山\udc00田',
      '様',
      ' ',
      '・',
      'ー',
      '0',
      '-',
      '@',
      'a@b',
      '９',
      '元年',
      '1900-01-01',
    ),
    fc.string({ unit: fc.constantFrom(...'山田太郎ヤマ様さんa@.-0199年月日\u0000\ud83d\u202e') }),
  );
  const cells = fc.record<Required<Values>>({
    ...{ familyName: text, givenName: text, familyKana: text, givenKana: text, birthDate: text, gender: text },
    ...{ phone: text, mail: text, postalCode: text, address: text },
  });

  test('nothing throws, and every answer is a probability', () => {
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 12 }), (any) => {
        for (const { one, other, same } of findDuplicates(tableOf(any)).links) {
          expect(one).toBeLessThan(other);
          expect(same).toBeGreaterThanOrEqual(0);
          expect(same).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('a row with nothing in it is nobody, however many there are', () => {
    const nothing: Values[] = [
      {},
      { familyName: ' ', phone: '000-0000-0000' },
      { birthDate: '1900-01-01', mail: 'なし' },
      {},
    ];
    const { links } = findDuplicates(tableOf([...values.slice(0, 200), ...nothing]));
    expect(links.filter(({ other }) => other >= 200)).toEqual([]);
  });

  test('a file of nothing, of one row, and of no columns has no duplicates', () => {
    expect(findDuplicates(tableOf([])).links).toEqual([]);
    expect(findDuplicates(tableOf([values[0]!])).links).toEqual([]);
    expect(findDuplicates(tableOf([{}, {}, {}])).links).toEqual([]);
  });

  test('a file read in twice: every record meets itself', () => {
    const once = crowd(150, 4).map((row) => row.values);
    const { links } = findDuplicates(tableOf([...once, ...once]));
    const met = new Set(
      links.filter(({ one, other, same }) => other === one + once.length && same > 0.5).map(({ one }) => one),
    );
    expect(once.flatMap((row, at) => (met.has(at) ? [] : [row]))).toEqual([]);
  });
});

/** Every link by the places its rows had before. */
function answerOf(people: Values[], places = [...people.keys()]): Map<string, number> {
  const { links } = findDuplicates(tableOf(people));
  return new Map(
    links.map(({ one, other, same }) => {
      const pair = [places[one]!, places[other]!].sort((x, y) => x - y);
      return [pair.join(' '), same];
    }),
  );
}

function rounded(answer: Map<string, number>): [string, string][] {
  return [...answer]
    .map(([pair, same]): [string, string] => [pair, same.toFixed(6)])
    .sort(([x], [y]) => (x < y ? -1 : 1));
}

function mapped(row: Values, rewrite: (text: string, field: string) => string): Values {
  return Object.fromEntries(Object.entries(row).map(([field, text]) => [field, text && rewrite(text, field)]));
}

function wide(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
}

function hiragana(letter: string): string {
  return letter === 'ヵ' || letter === 'ヶ' ? letter : String.fromCharCode(letter.charCodeAt(0) - 0x60);
}

function truePairs(all: Row[]): number {
  const groups = Map.groupBy(all, ({ person }) => person);
  return [...groups.values()].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
}
