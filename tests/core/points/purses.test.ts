import { describe, expect, test } from 'vitest';
import { pursePairs } from '../../../core/points/purses.ts';
import type { PurseLink } from '../../../core/points/reach.ts';
import type { AccountId } from '../../../db/ids.ts';

const id = (account: number) => account as AccountId;
const link = (a: number, b: number, confirmedAt: number, spendableAt = confirmedAt): PurseLink => ({
  ...{ a: id(a), b: id(b), confirmedAt, spendableAt },
});
const edge = (a: number, b: number, from: number, to: number | null = null) => ({ a: id(a), b: id(b), from, to });
const pairs = (links: PurseLink[]) =>
  links.map(({ a, b, confirmedAt, spendableAt }) => [a, b, confirmedAt, spendableAt]);

describe('purses, pair by pair', () => {
  test('whoever confirms joins the whole purse of the other, from the last opening on the way', () => {
    const found = pursePairs([link(1, 2, 10, 40), link(2, 3, 20, 30)], [edge(1, 2, 10), edge(2, 3, 20)]);
    expect(pairs(found)).toEqual([
      [1, 2, 10, 40],
      [2, 3, 20, 30],
      [1, 3, 20, 40],
    ]);
  });

  test('two keep the purse that they came to share when the account between them parts', () => {
    const spans = [edge(1, 2, 10), edge(2, 3, 20, 50), edge(1, 3, 30)];
    const found = pursePairs([link(1, 2, 10), link(2, 3, 20)], spans);
    expect(pairs(found)).toContainEqual([1, 3, 20, 20]);
  });

  test('a confirmation that ended with its join leads nobody on', () => {
    const spans = [edge(1, 2, 10, 15), edge(2, 3, 20)];
    const found = pursePairs([link(1, 2, 10), link(2, 3, 20)], spans);
    expect(pairs(found)).toEqual([
      [1, 2, 10, 10],
      [2, 3, 20, 20],
    ]);
  });

  test('an undo that never happened leaves no gap: what was confirmed meanwhile leads on', () => {
    const found = pursePairs([link(1, 2, 10), link(2, 3, 20)], [edge(1, 2, 10), edge(2, 3, 20)]);
    expect(pairs(found)).toContainEqual([1, 3, 20, 20]);
  });
});
