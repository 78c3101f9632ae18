import type { Compared } from './compare.ts';
import type { Feature } from './feature.ts';

/**
 * What a file has taught. For each feature how often its levels are met among records of one person (`same`), of two persons of one household, and of
 * strangers (`chance`); and of all pairs of the file, how many are of the first two kinds, and how many are namesakes: strangers of one name. `moved`: how many of the pairs of a kind have two
 * places, because somebody moved or a card was never changed; `twins`: how the given names of a household agree where its birth dates are one; `phoned`: how its mails agree where its phones do;
 * `namesakesNear`: how many namesakes live in one neighbourhood.
 */
export type Model = {
  same: number[][];
  household: number[][];
  chance: number[][];
  sameShare: number;
  householdShare: number;
  namesakeShare: number;
  sameMoved: number;
  householdMoved: number;
  twins: number[];
  phoned: number[];
  namesakesNear: number;
  /** What the staff's decisions have taught beyond; without it the file alone speaks. */
  tuning?: Tuning;
};

/**
 * How much the evidence of each feature counts, 1 as the file says; the last weight is that of the place as one. `bias` is added to the logarithmic
 * odds of being one person. `trust` says, for pairs of each certainty, how much of this counts: nothing where nobody ever decided one.
 */
export type Tuning = { bias: number; weights: number[]; trust: number[] };

/** Of so many rows' worth of pairs each kind is thought to be before the file is read. */
const expectedPerRow = 0.2;
/** How often levels are met between any two rows of a file: what agrees by chance. Half a pair is added to each level, so that none is impossible. */
export function chanceOf(features: Feature[], { levels, width }: Compared): number[][] {
  const counts = features.map(({ levels: of }) => of.map((_, level) => (level === 0 ? 0 : 0.5)));
  for (let at = 0; at < levels.length; at++) {
    const level = levels[at] as number;
    const of = counts[at % width] as number[];
    if (level > 0) of[level] = (of[level] as number) + 1;
  }
  return counts.map(normalised);
}

/** What is believed of a file of so many rows before it has taught anything. */
export function firstModel(features: Feature[], chance: number[][], rows: number): Model {
  const share = Math.min(0.1, (rows * expectedPerRow) / allPairs(rows));
  return {
    same: features.map(({ levels }) => normalised(levels.map(({ same }) => same))),
    household: features.map(({ levels }) => normalised(levels.map(({ household }) => household))),
    chance,
    ...{ sameShare: share, householdShare: share, namesakeShare: share / 10, sameMoved: 0.15, householdMoved: 0.1 },
    ...{ twins: firstTwins(features), phoned: firstPhoned(features), namesakesNear: 0.2 },
  };
}

/** How the given names of twins are thought to agree before a file has told. */
export function firstTwins(features: Feature[]): number[] {
  const [given] = placesOf(features);
  return normalised(features[given]?.levels.map(({ household, twins }) => twins ?? household) ?? []);
}

/** How the mails of those who share a phone are thought to agree before a file has told. */
export function firstPhoned(features: Feature[]): number[] {
  const [, , mail] = placesOf(features);
  return normalised(features[mail]?.levels.map(({ household, phoned }) => phoned ?? household) ?? []);
}

/** Where given name, birth date, mail and phone stand among the features; -1 where they do not. */
export function placesOf(features: Feature[]): [given: number, birth: number, mail: number, phone: number] {
  const placeOf = (wanted: string) => features.findIndex(({ name }) => name === wanted);
  return [placeOf('given'), placeOf('birth'), placeOf('mail'), placeOf('phone')];
}

/** Counts as shares of their sum; nothing but zeros stays as it is. */
export function normalised(counts: number[]): number[] {
  const sum = counts.reduce((all, count) => all + count, 0);
  return sum === 0 ? counts : counts.map((count) => count / sum);
}

/** How many pairs so many rows make, at least one. */
export function allPairs(rows: number): number {
  return Math.max(1, (rows * (rows - 1)) / 2);
}
