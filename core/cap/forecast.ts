/** What can be said of when the cap is reached. Days are from now, whole weeks and parts of one; `latest` is null when it may never come. */
export type Forecast =
  | { kind: 'no_history' | 'not_growing' | 'reached' }
  | { kind: 'days'; expected: number; earliest: number; latest: number | null };

/** Fewer whole weeks than this say nothing about the next ones. */
export const weeksLeast = 8;
/** Older weeks tell of another shop. */
export const weeksMost = 26;
/** However few came in these weeks: one such week in a while is chance. */
const spreadLeast = 0.05;
const dependenceMost = 0.8;

/**
 * When `left` more persons have come, if the coming weeks are like the `weeks` there were (persons more in each, oldest first). Between
 * `earliest` and `latest` it falls eight times in ten: the width holds the chance of the weeks to come (at least that of single arrivals
 * by themselves, more where weeks differ more, or busy ones follow busy ones) and of the mean itself, which few weeks tell badly.
 */
export function forecast(weeks: number[], left: number): Forecast {
  if (left <= 0) return { kind: 'reached' };
  const seen = weeks.slice(-weeksMost);
  if (seen.length < weeksLeast) return { kind: 'no_history' };
  const mean = meanOf(seen);
  if (mean <= 0) return { kind: 'not_growing' };
  const spread = spreadOf(seen, mean);
  const [earliest, latest] = crossings(left, mean, spread, seen.length);
  const day = (week: number) => week * 7;
  return {
    kind: 'days',
    expected: day(left / mean),
    earliest: day(earliest),
    latest: latest === null ? null : day(latest),
  };
}

/**
 * The weeks h at which the upper and the lower edge of the sum reach `left`: h·mean ± t·√(spread·(h + h²/n)) = left. Squared, both are
 * roots of one equation; without a second root the lower edge never gets there.
 */
function crossings(left: number, mean: number, spread: number, n: number): [number, number | null] {
  const t2 = studentT(n - 1) ** 2 * spread;
  const [a, b, c] = [mean ** 2 - t2 / n, 2 * left * mean + t2, left ** 2];
  const root = Math.sqrt(b ** 2 - 4 * a * c);
  // Written so that nothing cancels out, and that a = 0 is no exception.
  const earliest = (2 * c) / (b + root);
  return [earliest, a > 0 ? (b + root) / (2 * a) : null];
}

/** The variance of a week as it counts over many: of independent ones at least the mean, more by how alike neighbours are. */
function spreadOf(weeks: number[], mean: number): number {
  const off = weeks.map((week) => week - mean);
  const squares = off.reduce((sum, one) => sum + one ** 2, 0);
  const products = off.slice(1).reduce((sum, one, index) => sum + one * (off[index] ?? 0), 0);
  const alike = squares > 0 ? Math.min(dependenceMost, Math.max(0, products / squares)) : 0;
  const ofWeeks = (squares / (weeks.length - 1)) * ((1 + alike) / (1 - alike));
  return Math.max(ofWeeks, mean, spreadLeast);
}

function meanOf(numbers: number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

/** The 90th percentile of Student's t, by Hill's expansion around the normal one (Abramowitz & Stegun 26.7.5): right to 0.001 from 7 degrees on. */
function studentT(degrees: number): number {
  const z = 1.2815515655446004;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}
