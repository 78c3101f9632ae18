import type { RowPairs } from './candidates.ts';

/** Two rows of one group and how likely they are one person. */
export type Link = { one: number; other: number; same: number };

/** Larger groups are no person but a shared phone or a tablet in the store. */
const groupMax = 60;
const weightMax = 8;

/**
 * Gathers rows into persons, surest pair first. Two groups become one when the pair that brings them together is more likely than not one person and
 * so is, on average over all pairs across, what the evidence says: one lucky pair does not join two families. Answers every pair of a group,
 * also those that nothing brought together directly, and below the line the likely pairs that were not joined. `weigh` is the evidence of any two rows.
 */
export function gather(
  { one, other }: RowPairs,
  same: Float64Array,
  prints: Float64Array,
  weigh: (one: number, other: number) => number,
  leastSame = 0.02,
): Link[] {
  const groupOf = new Map<number, number[]>();
  const group = (row: number): number[] => groupOf.get(row) ?? [row];
  const links = new Map<number, Link>();
  const put = (x: number, y: number, likely: number): void => {
    const key = Math.min(x, y) * prints.length + Math.max(x, y);
    const known = links.get(key);
    if (!known || known.same < likely) links.set(key, { one: Math.min(x, y), other: Math.max(x, y), same: likely });
  };
  for (const pair of surestFirst({ one, other }, same, prints, leastSame)) {
    const likely = same[pair] as number;
    const [mine, theirs] = [group(one[pair] as number), group(other[pair] as number)];
    if (mine === theirs) continue;
    if (mine.length === 1 && theirs.length === 1) put(one[pair] as number, other[pair] as number, likely);
    else if (mine.length + theirs.length > groupMax) continue;
    else {
      const across = mine.flatMap((x) => theirs.map((y) => ({ x, y, weight: weigh(x, y) })));
      const mean =
        across.reduce((sum, { weight }) => sum + Math.max(-weightMax, Math.min(weightMax, weight)), 0) / across.length;
      const together = Math.min(likely, oddsToShare(mean));
      for (const { x, y, weight } of across) {
        const direct = oddsToShare(weight);
        if (mean >= 0) put(x, y, Math.max(Math.min(direct, likely), together));
        else if (direct > 0.5) put(x, y, direct / 2);
      }
      if (mean < 0) continue;
    }
    if (likely < 0.5) continue;
    const joined = [...mine, ...theirs];
    for (const row of joined) groupOf.set(row, joined);
  }
  return [...links.values()];
}

/** Pairs by certainty; what is equally sure by what the rows say, so that the order of a file changes nothing. */
function surestFirst(
  { one, other }: RowPairs,
  same: Float64Array,
  prints: Float64Array,
  leastSame: number,
): Int32Array {
  const print = (pair: number) => (prints[one[pair] as number] as number) + (prints[other[pair] as number] as number);
  return Int32Array.from(same.keys())
    .filter((pair) => (same[pair] as number) >= leastSame)
    .sort((x, y) => (same[y] as number) - (same[x] as number) || print(x) - print(y));
}

/** Logarithmic odds as a probability. */
export function oddsToShare(weight: number): number {
  return 1 / (1 + Math.exp(-weight));
}
