import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Forecast, forecast, weeksLeast } from '../../../core/cap/forecast.ts';
import { randomFrom } from '../../../core/demo/random.ts';

type Days = Extract<Forecast, { kind: 'days' }>;
const daysOf = (weeks: number[], left: number): Days => {
  const found = forecast(weeks, left);
  if (found.kind !== 'days') throw new Error(found.kind);
  return found;
};
const end = ({ latest }: Days) => latest ?? Number.POSITIVE_INFINITY;
const growing = fc
  .array(fc.integer({ min: 0, max: 60 }), { minLength: weeksLeast, maxLength: 26 })
  .filter((weeks) => weeks.some((week) => week > 0));
const room = fc.integer({ min: 1, max: 5_000 });

describe('when the cap is reached', () => {
  test('cannot be told from too few weeks, nor when nobody comes; a full shop has reached it', () => {
    expect(forecast([], 10)).toEqual({ kind: 'no_history' });
    expect(forecast(Array(weeksLeast - 1).fill(3), 10)).toEqual({ kind: 'no_history' });
    expect(forecast(Array(12).fill(0), 10)).toEqual({ kind: 'not_growing' });
    expect(forecast([...Array(11).fill(0), -4], 10)).toEqual({ kind: 'not_growing' });
    expect(forecast([], 0)).toEqual({ kind: 'reached' });
    expect(forecast(Array(12).fill(3), -2)).toEqual({ kind: 'reached' });
  });

  test('of two persons a week and fourteen places is seven weeks on, with a width of weeks', () => {
    const { expected, earliest, latest } = daysOf([2, 1, 3, 2, 2, 1, 3, 2, 2, 2, 1, 3], 14);
    expect(expected).toBeCloseTo(49);
    expect(earliest).toBeGreaterThan(28);
    expect(earliest).toBeLessThan(40);
    expect(latest).toBeGreaterThan(60);
    expect(latest).toBeLessThan(91);
  });

  test('lies between its earliest and its latest day, always', () => {
    fc.assert(
      fc.property(growing, room, (weeks, left) => {
        const found = daysOf(weeks, left);
        expect(found.earliest).toBeGreaterThan(0);
        expect(found.earliest).toBeLessThanOrEqual(found.expected);
        expect(end(found)).toBeGreaterThanOrEqual(found.expected);
      }),
    );
  });

  test('is never earlier with more room: cleaning up only ever helps', () => {
    fc.assert(
      fc.property(growing, room, room, (weeks, left, saved) => {
        const [asIs, cleaned] = [daysOf(weeks, left), daysOf(weeks, left + saved)];
        expect(cleaned.expected).toBeGreaterThan(asIs.expected);
        expect(cleaned.earliest).toBeGreaterThan(asIs.earliest);
        expect(end(cleaned)).toBeGreaterThanOrEqual(end(asIs));
      }),
    );
  });

  test('is never later when more come each week', () => {
    fc.assert(
      fc.property(growing, room, fc.integer({ min: 1, max: 20 }), (weeks, left, more) => {
        const before = daysOf(weeks, left);
        const after = daysOf(
          weeks.map((week) => week + more),
          left,
        );
        expect(after.expected).toBeLessThan(before.expected);
        expect(after.earliest).toBeLessThan(before.earliest + 1e-9);
        expect(end(after)).toBeLessThanOrEqual(end(before));
      }),
    );
  });

  test('is told more widely by fewer weeks, and by weeks that differ more', () => {
    const width = (weeks: number[]) => end(daysOf(weeks, 100)) - daysOf(weeks, 100).earliest;
    const calm = [9, 11, 10, 9, 11, 10, 9, 11];
    expect(width(calm)).toBeGreaterThan(width([...calm, ...calm, ...calm]));
    expect(width([2, 18, 10, 1, 19, 10, 2, 18])).toBeGreaterThan(width(calm));
    expect(width([2, 2, 2, 2, 18, 18, 18, 18])).toBeGreaterThan(width([2, 18, 2, 18, 2, 18, 2, 18]));
  });

  test('looks at no week older than half a year', () => {
    const weeks = Array.from({ length: 26 }, (_, index) => 3 + (index % 4));
    expect(forecast([400, 500, 600, ...weeks], 90)).toEqual(forecast(weeks, 90));
  });

  // Arrivals are drawn, the forecast is made of the first weeks, and the rest tells when it came true.
  test.for([
    ['single arrivals', 12, 4, 0],
    ['few arrivals', 26, 0.8, 0],
    ['weeks that differ more than chance', 20, 6, 1],
    ['busy weeks that follow busy weeks', 26, 8, 2],
  ] as const)('falls inside its width about eight times in ten: %s', ([, history, mean, kind]) => {
    const { next: random } = randomFrom(history * 10 + kind);
    let inside = 0;
    let told = 0;
    for (let run = 0; run < 1_500; run++) {
      const week = arrivals(random, mean, kind);
      const weeks = Array.from({ length: history }, week);
      const left = Math.round(mean * 8);
      const found = forecast(weeks, left);
      if (found.kind !== 'days') continue;
      told++;
      const came = 7 * weeksUntil(left, week);
      if (came >= found.earliest - 7 && came - 7 <= end(found)) inside++;
    }
    expect(told).toBeGreaterThan(1_400);
    expect(inside / told).toBeGreaterThan(0.74);
    expect(inside / told).toBeLessThan(0.99);
  });
});

function weeksUntil(left: number, week: () => number): number {
  let came = 0;
  for (let weeks = 1; ; weeks++) {
    came += week();
    if (came >= left) return weeks;
  }
}

/** One week after another: 0 Poisson, 1 with a mean of its own each week, 2 with a mean that drifts slowly. */
function arrivals(random: () => number, mean: number, kind: 0 | 1 | 2): () => number {
  let drift = 0;
  return () => {
    if (kind === 2) drift = drift * 0.5 + (random() - 0.5) * 0.8;
    const factor = kind === 0 ? 1 : kind === 1 ? 0.4 + random() * 1.2 : Math.exp(drift);
    return poisson(random, mean * factor);
  };
}

function poisson(random: () => number, mean: number): number {
  const least = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > least) {
    product *= random();
    count++;
  }
  return count;
}
