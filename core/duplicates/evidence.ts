import { judgeBy } from './judge.ts';
import type { Model } from './model.ts';
import type { Table } from './table.ts';

/**
 * What one feature says of a pair. `weight` is in bits, positive for one person: 10 bits are odds of a thousand to one. `rare`: they agree in a value that
 * fewer than one in two thousand have.
 */
export type Reason = { feature: string; level: string; weight: number; rare: boolean };

const rareMost = 1 / 2000;

/** What every feature says of two rows, strongest first; what cannot be compared is left out. The places of a pair speak as one. */
export function reasonsOf({ features }: Table, model: Model, one: number, other: number): Reason[] {
  const reasons = features.flatMap((feature, index): (Reason & { part: string })[] => {
    const level = feature.level(one, other);
    if (level === 0) return [];
    const share = feature.share(one, other, level);
    const chance = share > 0 ? share : ((model.chance[index] as number[])[level] as number);
    const weight = Math.log2(((model.same[index] as number[])[level] as number) / chance);
    const { name, part, levels } = feature;
    return [{ feature: name, level: levels[level]?.code ?? '', weight, rare: share > 0 && share < rareMost, part }];
  });
  const places = reasons.filter(({ part }) => part === 'place');
  const still = places.reduce((sum, { weight }) => sum + weight, 0);
  const moved = Math.log2((1 - model.sameMoved) * 2 ** still + model.sameMoved);
  return reasons
    .map(({ part, ...reason }) =>
      part === 'place' ? { ...reason, weight: (moved * reason.weight) / (still || 1) } : reason,
    )
    .sort((x, y) => Math.abs(y.weight) - Math.abs(x.weight));
}

/**
 * What each feature says of two rows by a model that no decision has tuned, as natural logarithms of odds, all places as one at the end; `prior`
 * is what the pair's odds are without any of it.
 */
export function evidenceFor(
  { features }: Table,
  model: Model,
  one: number,
  other: number,
): { evidence: number[]; prior: number } {
  const { tuning: _, ...plain } = model;
  const levels = Uint8Array.from(features, (feature) => feature.level(one, other));
  const shares = Float32Array.from(features, (feature, index) => {
    const level = levels[index] as number;
    return level === 0 ? 0 : feature.share(one, other, level);
  });
  const evidence = features.map(() => 0);
  let [still, placed] = [0, false];
  for (const [index, { part }] of features.entries()) {
    const level = levels[index] as number;
    if (level === 0) continue;
    const chance = (shares[index] as number) || ((model.chance[index] as number[])[level] as number);
    const weight = Math.log(((model.same[index] as number[])[level] as number) || 1e-9) - Math.log(chance || 1e-9);
    if (part === 'place') [still, placed] = [still + weight, true];
    else evidence[index] = weight;
  }
  evidence.push(placed ? Math.log((1 - model.sameMoved) * Math.exp(still) + model.sameMoved) : 0);
  const { weight } = judgeBy(features, plain)(levels, shares, 0);
  return { evidence, prior: weight - evidence.reduce((sum, term) => sum + term, 0) };
}
