import { describe, expect, test } from 'vitest';
import { findDuplicates, judgePairs } from '../../../core/duplicates/find.ts';
import { type Learned, learnedFrom, withShares } from '../../../core/duplicates/stored.ts';
import { thresholdsFor } from '../../../core/duplicates/zones.ts';
import { crowd, tableOf, type Values } from './crowd.ts';

const tablet = '045-222-3333';
const rows = crowd(1_150, 8).map((row, at): Values => (at % 20 === 0 ? { ...row.values, phone: tablet } : row.values));
const whole = tableOf(rows);
const { model, links } = findDuplicates(whole);
const learned = JSON.parse(JSON.stringify(learnedFrom(whole, model, thresholdsFor(links)))) as Learned;

describe('two rows alone, judged with what the whole base has taught', () => {
  const inWhole = judgePairs(whole, model);
  const alone = (one: number, other: number, by = (table: ReturnType<typeof tableOf>) => withShares(table, learned)) =>
    judgePairs(by(tableOf([rows[one]!, rows[other]!])), learned.model)(0, 1);

  test('come out on the same side as in the whole base', () => {
    const sides = links.map(({ one, other }) => inWhole(one, other).same > 0.5 === alone(one, other).same > 0.5);
    expect(links.length).toBeGreaterThan(300);
    expect(sides.filter(Boolean).length / sides.length).toBeGreaterThan(0.95);
  });

  test('would not without it: in a file of two every name is common', () => {
    const sure = links.filter(({ one, other }) => inWhole(one, other).same > 0.9);
    const lost = sure.filter(({ one, other }) => alone(one, other, (table) => table).same < 0.5);
    expect(lost.length / sure.length).toBeGreaterThan(0.5);
  });
});

describe('what is kept of the base', () => {
  test('names that many bear, with how many; a rare name is not told', () => {
    const { common } = learned.shares['family.writing']!;
    const bearers = new Map(common);
    expect(bearers.get('佐藤')).toBe(whole.family.writing.dictionary.counts[numberOf('佐藤')]);
    expect(Math.min(...bearers.values())).toBeGreaterThanOrEqual(20);
    expect(learned.shares['family.writing']!.filled).toBe(whole.family.writing.filled);
  });

  test('no phone and no mail address, not even one that many give as theirs', () => {
    const kept = JSON.stringify(learned);
    expect(rows.filter(({ phone }) => phone === tablet).length).toBeGreaterThan(20);
    expect(kept).not.toContain(tablet.replaceAll('-', ''));
    for (const { mail } of rows) if (mail) expect(kept).not.toContain(mail);
  });
});

function numberOf(name: string): number {
  return whole.family.writing.dictionary.texts.indexOf(name);
}
