import { type Feature, missing } from './feature.ts';
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

/** What the values of two rows say to each other, by the codes of levels; `beside`: they are alike in something `ofAnybody` does not name. */
export type Said = Record<(typeof telling)[number], string> & { beside: boolean };

const telling = ['family', 'given', 'birth', 'phone', 'mail', 'gender'] as const;

/**
 * The zone of a pair by its probability and by what its values say. Never automatic where a name or the birth date differ at all, where nothing is
 * alike beside these, nor where a birth date is missing and no contact is the same, or the gender differs: a mother and a daughter-in-law may sound alike
 * and share a home, and colleagues the shop's phone.
 */
export function zoneOf(
  { same, household }: { same: number; household: number },
  said: Said,
  { automatic, review }: Thresholds,
): Zone {
  if (same >= automatic && isSure(said)) return 'automatic';
  if (same >= review) return 'review';
  return household > 0.5 ? 'household' : 'silence';
}

function isSure({ family, given, birth, phone, mail, gender, beside }: Said): boolean {
  const alike = sameFamily.has(family) && sameGiven.has(given) && sameBirth.has(birth) && beside;
  const told = (phone === 'same' || mail === 'same') && gender !== 'differs';
  return alike && (birth !== 'missing' || told);
}

/** What alone does not tell one person from a namesake of the same birthday, or from a twin: the name, the date, and where about they live. */
const ofAnybody = new Set(['family', 'given', 'birth', 'gender', 'postal', 'town', 'room']);

/** Answers the zone of any two rows of a table, given how likely they are one person, and one household. The one place where values are read for it. */
export function zonesIn(
  features: Feature[],
  thresholds: Thresholds,
): (one: number, other: number, likely: { same: number; household: number }) => Zone {
  const levels = telling.map((name) => [name, features.find((feature) => feature.name === name)] as const);
  return (one, other, likely) => {
    const codes = levels.map(([name, of]) => [name, of?.levels[of.level(one, other)]?.code ?? missing.code]);
    const said = { ...Object.fromEntries(codes), beside: agreesBeside(features, one, other) } as Said;
    return zoneOf(likely, said, thresholds);
  };
}

/** Whether a pair is alike in anything but name, birth date and neighbourhood, such as a contact or the figures of the house. */
function agreesBeside(features: Feature[], one: number, other: number): boolean {
  return features.some(({ name, level }) => !ofAnybody.has(name) && level(one, other) === 1);
}

/**
 * Whether a pair could be sure by what its reasons say, whatever its probability: what `zonesIn` reads of the values, read from what was kept of
 * them. Reasons leave out what is missing.
 */
export function isAlike(reasons: { feature: string; level: string }[]): boolean {
  const codes = telling.map((name) => [name, reasons.find(({ feature }) => feature === name)?.level ?? missing.code]);
  const beside = reasons.some(({ feature, level }) => level === 'same' && !ofAnybody.has(feature));
  return isSure({ ...Object.fromEntries(codes), beside } as Said);
}
