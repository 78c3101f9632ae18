import type { RowPairs } from './candidates.ts';
import type { Feature } from './feature.ts';

/** Pairs with the level of every feature and, where values agree, how common they are. Row by row: pair × features. */
export type Compared = RowPairs & { levels: Uint8Array; shares: Float32Array; width: number };

/** Compares pairs feature by feature. */
export function compare(features: Feature[], { one, other }: RowPairs): Compared {
  const width = features.length;
  const [levels, shares] = [new Uint8Array(one.length * width), new Float32Array(one.length * width)];
  for (let pair = 0; pair < one.length; pair++) {
    const [x, y] = [one[pair] as number, other[pair] as number];
    for (let index = 0; index < width; index++) {
      const feature = features[index] as Feature;
      const level = feature.level(x, y);
      if (level === 0) continue;
      levels[pair * width + index] = level;
      shares[pair * width + index] = feature.share(x, y, level);
    }
  }
  return { one, other, levels, shares, width };
}
