import type { RowPairs } from './candidates.ts';
import type { Feature } from './feature.ts';

/** Pairs with the level of every feature and, where values agree, how common they are. Row by row: pair × features. */
export type Compared = RowPairs & { levels: Uint8Array; shares: Float32Array; width: number };

/** Compares pairs feature by feature, so that what one feature reads of all rows stays at hand. */
export function compare(features: Feature[], { one, other }: RowPairs): Compared {
  const width = features.length;
  const [levels, shares] = [new Uint8Array(one.length * width), new Float32Array(one.length * width)];
  for (let index = 0; index < width; index++) {
    const { level: levelOf, share: shareOf } = features[index] as Feature;
    for (let pair = 0, at = index; pair < one.length; pair++, at += width) {
      const [x, y] = [one[pair] as number, other[pair] as number];
      const level = levelOf(x, y);
      if (level === 0) continue;
      levels[at] = level;
      shares[at] = shareOf(x, y, level);
    }
  }
  return { one, other, levels, shares, width };
}
