import type { Feature } from './feature.ts';
import { firstModel } from './model.ts';
import type { Learned } from './stored.ts';

/** How often levels are met between strangers, where no file has told yet; what stands last in a feature is what is left. */
const usual: Record<string, number> = {
  ...{ same: 0.003, misread: 0.0005, reading: 0.001, near: 0.004, alike: 0.01, otherwise: 0.01, character: 0.05 },
  ...{ slip: 0.0005, name: 0.0002, swapped: 0.0003, two_parts: 0.003, year: 0.015 },
};

/** One in so many has the value of another by chance; of contacts, as many as there are members. */
const oneIn = {
  ...{ 'family.writing': 250, 'family.sound': 200, 'given.writing': 400, 'given.sound': 200 },
  ...{ birth: 20_000, postal: 10_000 },
};

/** A young shop's newcomers come from a whole town all the same: with few members, little evidence would otherwise seem much. */
const membersLeast = 30_000;

/**
 * What newcomers are judged by before the base was ever looked over: what people are like elsewhere. `members` is how many there are, for
 * how unlikely it is that one of them is meant.
 */
export function unlearned(features: Feature[], members: number): Learned {
  const rows = Math.max(membersLeast, members);
  const chance = features.map(({ levels }) => {
    const shares = levels.map(({ code }, level) => (level === 0 ? 0 : (usual[code] ?? 0.01)));
    const rest = 1 - shares.slice(0, -1).reduce((sum, share) => sum + share, 0);
    return [...shares.slice(0, -1), rest];
  });
  const filled = { ...oneIn, phone: rows, mail: rows };
  return {
    model: firstModel(features, chance, rows),
    features: features.map(({ name }) => name),
    thresholds: { automatic: 1, review: 0.5 },
    shares: Object.fromEntries(Object.entries(filled).map(([name, all]) => [name, { filled: all, common: [] }])),
  };
}
