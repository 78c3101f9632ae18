import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jaroWinkler, oneSlipApart } from '../../../core/duplicates/similar.ts';

describe('Jaro–Winkler similarity', () => {
  test.each([
    ['MARTHA', 'MARHTA', 0.961],
    ['DIXON', 'DICKSONX', 0.813],
    ['DWAYNE', 'DUANE', 0.84],
    ['DUNNINGHAM', 'CUNNIGHAM', 0.896],
    ['abc', 'xyz', 0],
    ['', 'abc', 0],
    ['', '', 1],
  ])('%s and %s: %d, as published', (one, other, similar) => expect(jaroWinkler(one, other)).toBeCloseTo(similar, 3));

  test('is the same both ways, between 0 and 1, and 1 for the same', () => {
    fc.assert(
      fc.property(short, short, (one, other) => {
        const similar = jaroWinkler(one, other);
        expect(similar).toBeCloseTo(jaroWinkler(other, one), 12);
        expect(similar).toBeGreaterThanOrEqual(0);
        expect(similar).toBeLessThanOrEqual(1);
        expect(jaroWinkler(one, one)).toBe(1);
      }),
    );
  });
});

test('one slip apart is one letter more, less or other, or two neighbours swapped', () => {
  const slipped = fc.tuple(short, fc.nat(8), fc.nat(3), letter).map(([text, at, kind, other]): [string, string] => {
    const [before, here, after] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)];
    const next = after.slice(0, 1) + here + after.slice(1);
    return [text, before + ([here + other + after, after, other + after, next][kind] ?? '')];
  });
  fc.assert(
    fc.property(fc.oneof(slipped, fc.tuple(short, short)), ([one, other]) => {
      expect(oneSlipApart(one, other)).toBe(distance(one, other) === 1);
      expect(oneSlipApart(other, one)).toBe(oneSlipApart(one, other));
    }),
    { numRuns: 1_000 },
  );
});

const letter = fc.constantFrom(...'abc');
const short = fc.string({ unit: letter, maxLength: 8 });

/** Damerau's distance (optimal string alignment), as textbooks write it. */
function distance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, i) => [i, ...new Array<number>(other.length).fill(0)]);
  const at = (i: number, j: number) => rows[i]![j]!;
  for (let j = 1; j <= other.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= one.length; i++) {
    for (let j = 1; j <= other.length; j++) {
      const changed = at(i - 1, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      rows[i]![j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed, swapped ? at(i - 2, j - 2) + 1 : Infinity);
    }
  }
  return at(one.length, other.length);
}
