import type { Feature } from './feature.ts';
import type { Link } from './groups.ts';

/** Who acts on a pair: the machine, staff, nobody; `household` are two persons who live together. */
export type Zone = 'automatic' | 'review' | 'household' | 'silence';

/** From which probability on a pair is merged by itself, and from which it is shown to staff. */
export type Thresholds = { automatic: number; review: number };

/** Below this a pair is more trouble than it is worth to whoever has to look. */
const reviewLeast = 0.3;
/** However sure a file seems of itself, it is never surer than so. */
const automaticLeast = 0.98;

/**
 * The thresholds by which all automatic pairs together are right with `target` (0.995: one error in two hundred). Probabilities know the size of
 * the file, so in a larger file fewer pairs pass.
 */
export function thresholdsFor(links: Link[], target = 0.995): Thresholds {
  return thresholdsIn(descending(links), target);
}

function descending(links: Link[]): Float64Array {
  return Float64Array.from(links, ({ same }) => same)
    .sort()
    .reverse();
}

function thresholdsIn(sorted: Float64Array, target: number): Thresholds {
  let [sum, automatic] = [0, 1];
  for (const [index, same] of sorted.entries()) {
    sum += same;
    if (sum / (index + 1) < target) break;
    automatic = same;
  }
  return { automatic: Math.max(automaticLeast, automatic), review: reviewLeast };
}

/** The shares of automatic merges that a shop may ask to be right; one error in a hundred, two hundred … ten thousand. */
export const targets = [0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999] as const;

/** From which probability on pairs are merged by themselves, for each of `targets`. */
export function ladderOf(links: Link[]): [target: number, automatic: number][] {
  const sorted = descending(links);
  return targets.map((target) => [target, thresholdsIn(sorted, target).automatic]);
}

/**
 * Levels of agreement under which nobody is merged by a machine: brothers and sisters, twins, father and son agree in everything else. Where family names
 * differ somebody married, or both cards of a pair of twins have their names in each other's place.
 */
const sameFamily = new Set(['same', 'reading', 'misread']);
const sameGiven = new Set(['same', 'reading']);
const sameBirth = new Set(['same', 'missing']);

/**
 * The zone of a pair by its probability, what its given names and birth dates say to each other, and whether they are known to be of one household.
 * Never automatic inside a household, nor where a name or the birth date differ at all, nor where nothing is alike `beside` these.
 */
export function zoneOf(
  pair: {
    same: number;
    household: number;
    family: string;
    given: string;
    birth: string;
    beside?: boolean;
    ofHousehold?: boolean;
  },
  { automatic, review }: Thresholds,
): Zone {
  const named = sameFamily.has(pair.family) && sameGiven.has(pair.given);
  const alike = named && sameBirth.has(pair.birth) && pair.beside !== false;
  if (pair.same >= automatic && alike && !pair.ofHousehold) return 'automatic';
  if (pair.same >= review) return 'review';
  return pair.household > 0.5 ? 'household' : 'silence';
}

/** A mother and a daughter-in-law may sound alike and share a home: where no birthday tells them apart, a contact has to. */
export function isThin({ birth, phone, mail }: Record<'birth' | 'phone' | 'mail', string>): boolean {
  return birth === 'missing' && phone !== 'same' && mail !== 'same';
}

/** What alone does not tell one person from a namesake of the same birthday, or from a twin: the name, the date, and where about they live. */
const ofAnybody = new Set(['family', 'given', 'birth', 'gender', 'postal', 'town', 'room']);

/**
 * Whether a pair could be sure by what its reasons say, whatever its probability: the same as `zoneOf` says of the values, read from what was kept of
 * them. Reasons leave out what is missing.
 */
export function isAlike(reasons: { feature: string; level: string }[]): boolean {
  const level = (name: string) => reasons.find(({ feature }) => feature === name)?.level ?? 'missing';
  const [family, given] = [level('family'), level('given')];
  const [birth, phone, mail] = [level('birth'), level('phone'), level('mail')];
  const beside = reasons.some(({ feature, level }) => level === 'same' && !ofAnybody.has(feature));
  const zone = zoneOf({ same: 1, household: 0, family, given, birth, beside }, { automatic: 1, review: 1 });
  return zone === 'automatic' && !isThin({ birth, phone, mail });
}

/** Whether a pair is alike in anything but name, birth date and neighbourhood, such as a contact or the figures of the house. */
export function agreesBeside(features: Feature[], one: number, other: number): boolean {
  return features.some(({ name, level }) => !ofAnybody.has(name) && level(one, other) === 1);
}
