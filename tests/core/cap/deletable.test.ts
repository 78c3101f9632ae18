import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deletableAmong, type Joined, type ShopCard } from '../../../core/cap/deletable.ts';
import { expectedSaved } from '../../../core/duplicates/saved.ts';
import type { AccountId } from '../../../db/ids.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
const card = (accountId: number, registered = accountId, chosen?: number): ShopCard => ({
  accountId: accountId as AccountId,
  registeredAt: day(registered),
  chosenAt: chosen === undefined ? null : day(chosen),
});
const joined = (a: number, b: number, since = 0, doubted = false): Joined => ({
  ...{ a: a as AccountId, b: b as AccountId },
  ...{ since: day(since), doubted },
});
const before = day(100);
const listed = (cards: ShopCard[], joins: Joined[]) =>
  deletableAmong(cards, joins, before).map(({ accountId, keptAccountId }) => [accountId, keptAccountId]);

describe('which numbers may be deleted in the shop’s own system', () => {
  test.for<[string, ShopCard[], Joined[], number[][]]>([
    ['nobody who was never merged', [card(1), card(2)], [], []],
    ['the younger of two: the oldest registration stays', [card(1, 50), card(2, 10)], [joined(1, 2)], [[1, 2]]],
    ['of two of one day the later card', [card(1, 5), card(2, 5)], [joined(1, 2)], [[2, 1]]],
    ['not the one somebody chose to stay', [card(1), card(2, 2, 60)], [joined(1, 2)], [[1, 2]]],
    ['not the one chosen last', [card(1, 1, 70), card(2, 2, 60)], [joined(1, 2)], [[2, 1]]],
    ['none of a merge that is too young', [card(1), card(2)], [joined(1, 2, 101)], []],
    ['those of a merge exactly old enough', [card(1), card(2)], [joined(1, 2, 100)], [[2, 1]]],
    ['none of a merge that is frozen or to be undone', [card(1), card(2)], [joined(1, 2, 0, true)], []],
    [
      'none that only a young merge joins to the rest',
      [card(1), card(2), card(3)],
      [joined(1, 2), joined(2, 3, 200)],
      [[2, 1]],
    ],
    [
      'one on each side that only a doubted merge joins',
      [card(1), card(2), card(3), card(4)],
      [joined(1, 2), joined(3, 4), joined(2, 3, 0, true)],
      [
        [2, 1],
        [4, 3],
      ],
    ],
    ['both others where a card of LINE stands between', [card(1), card(3)], [joined(1, 2), joined(2, 3)], [[3, 1]]],
    ['never the only one that system has of a person', [card(2)], [joined(1, 2)], []],
  ])('%s', ([, cards, joins, expected]) => {
    expect(listed(cards, joins)).toEqual(expected);
  });

  test('never all of a person, never one that stays, and each once, whatever was merged', () => {
    const id = fc.integer({ min: 1, max: 12 });
    const join = fc
      .tuple(id, id, fc.integer({ min: 50, max: 150 }), fc.boolean())
      .filter(([a, b]) => a !== b)
      .map(([a, b, since, doubted]) => joined(Math.min(a, b), Math.max(a, b), since, doubted));
    fc.assert(
      fc.property(fc.uniqueArray(id), fc.array(join, { maxLength: 20 }), (ids, joins) => {
        const found = deletableAmong(
          ids.map((one) => card(one)),
          joins,
          before,
        );
        const going = found.map(({ accountId }) => accountId);
        expect(new Set(going).size).toBe(going.length);
        for (const { keptAccountId, joinedAt } of found) {
          expect(going).not.toContain(keptAccountId);
          expect(ids).toContain(keptAccountId);
          expect(joinedAt.getTime()).toBeLessThanOrEqual(before.getTime());
        }
        expect(deletableAmong(ids.map((one) => card(one)).reverse(), joins.toReversed(), before)).toEqual(found);
      }),
    );
  });
});

describe('how many persons fewer likely pairs make', () => {
  const pair = (a: number, b: number, probability: number) => ({ a, b, probability });

  test('is the sum over a forest, not over the pairs: three cards of one person save two', () => {
    expect(expectedSaved([])).toBe(0);
    expect(expectedSaved([pair(1, 2, 0.9), pair(3, 4, 0.5)])).toBeCloseTo(1.4);
    expect(expectedSaved([pair(1, 2, 1), pair(2, 3, 1), pair(1, 3, 1)])).toBe(2);
    expect(expectedSaved([pair(1, 3, 0.2), pair(1, 2, 0.9), pair(2, 3, 0.8)])).toBeCloseTo(1.7);
  });

  test('is the same in any order, never more than the pairs, nor than the persons less one', () => {
    const one = fc.integer({ min: 1, max: 8 });
    const pairs = fc.array(
      fc.tuple(one, one, fc.double({ min: 0.01, max: 1, noNaN: true })).map(([a, b, p]) => pair(a, b, p)),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(pairs, (likely) => {
        const saved = expectedSaved(likely);
        expect(expectedSaved(likely.toReversed())).toBeCloseTo(saved);
        expect(saved).toBeLessThanOrEqual(likely.reduce((sum, { probability }) => sum + probability, 0) + 1e-9);
        expect(saved).toBeLessThanOrEqual(Math.max(0, new Set(likely.flatMap(({ a, b }) => [a, b])).size - 1));
      }),
    );
  });
});
