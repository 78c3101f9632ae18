import type { Compared } from './compare.ts';
import type { Feature, Level } from './feature.ts';
import { type Detailed, judgeBy } from './judge.ts';
import { allPairs, firstPhoned, firstTwins, type Model, normalised, placesOf } from './model.ts';

/** So many pairs' worth of belief stands behind the first figures; for households more, because files teach less of them. */
const belief = { same: 30, household: 90, twins: 30, phoned: 30 };
const roundsMax = 20;
/** When the number of persons and households moves by less than this from one round to the next, the file has said what it knows. */
const enough = 0.002;

/**
 * Learns from pairs that nobody has labelled, by expectation–maximisation (Dempster, Laird and Rubin 1977) over three kinds of pairs: one person,
 * one household, strangers. What strangers do is known and stays. `pairs` stand for `times` as many; all other pairs of the file count as strangers.
 * What is `held` is believed and not learned.
 */
export function learn(
  features: Feature[],
  pairs: Compared,
  first: Model,
  { rows, times = 1, held = {} }: { rows: number; times?: number; held?: Partial<Model> },
): Model {
  let model = { ...first, ...held };
  for (let round = 0; round < roundsMax; round++) {
    const next = { ...improved(features, pairs, model, rows, times), ...held };
    const change =
      Math.abs(next.sameShare / model.sameShare - 1) + Math.abs(next.householdShare / model.householdShare - 1);
    model = next;
    if (change < enough) break;
  }
  return model;
}

function improved(features: Feature[], pairs: Compared, model: Model, rows: number, times: number): Model {
  const { same, household, twins, phoned, sums } = tallied(features, pairs, model, times);
  const ofOne = limited(features, same, ({ sameMost }) => sameMost);
  const ofHousehold = limited(features, household, ({ householdMost }) => householdMost);
  const [given, , mail] = placesOf(features);
  return {
    same: ofOne,
    household: features.map(({ part }, index) =>
      part === 'personal'
        ? (ofHousehold[index] as number[])
        : withSlips(ofHousehold[index] as number[], ofOne[index] as number[]),
    ),
    chance: model.chance,
    sameShare: Math.min(0.5, sums.same / allPairs(rows)),
    householdShare: Math.min(0.4, sums.household / allPairs(rows)),
    namesakeShare: Math.min(0.05, sums.namesake / allPairs(rows)),
    sameMoved: sums.sameMoved / sums.samePlaced,
    householdMoved: sums.householdMoved / sums.householdPlaced,
    twins: atMost(normalised(twins), features[given]?.levels.map(({ householdMost }) => householdMost) ?? []),
    phoned: withSlips(normalised(phoned), ofOne[mail] ?? []),
    namesakesNear: sums.namesakeNear / sums.namesakePlaced,
  };
}

/** How often levels were met within each kind, and how many pairs each kind has, with what was believed before. */
type Tally = { same: number[][]; household: number[][]; twins: number[]; phoned: number[]; sums: typeof firstSums };

/** Of those that have two places, some few are believed to have moved, or to be near, before a pair is counted. */
const firstSums = {
  ...{ same: 1, household: 1, namesake: 1 },
  ...{ samePlaced: 10, sameMoved: 1.5, householdPlaced: 10, householdMoved: 1, namesakePlaced: 10, namesakeNear: 2 },
};

/** Counts every pair to each kind by as much as it is judged to be of it. */
function tallied(features: Feature[], pairs: Compared, model: Model, times: number): Tally {
  const same = features.map(({ levels }) => levels.map((level) => level.same * belief.same));
  const household = features.map(({ levels }) => levels.map((level) => level.household * belief.household));
  const twins = firstTwins(features).map((share) => share * belief.twins);
  const phoned = firstPhoned(features).map((share) => share * belief.phoned);
  const sums = { ...firstSums };
  const [given, birth, mail, phone] = placesOf(features);
  const judge = judgeBy(features, model);
  const { width, levels, shares } = pairs;
  for (let pair = 0; pair < pairs.one.length; pair++) {
    const judged = judge(levels, shares, pair * width);
    count(sums, judged, times);
    const areTwins = birth >= 0 && levels[pair * width + birth] === 1;
    const arePhoned = phone >= 0 && levels[pair * width + phone] === 1;
    for (let index = 0; index < width; index++) {
      const level = levels[pair * width + index] as number;
      if (level === 0) continue;
      const inPlace = (features[index] as Feature).part === 'place';
      const [s, h] = [same[index] as number[], household[index] as number[]];
      s[level] = (s[level] as number) + judged.same * times * (inPlace ? judged.sameStayed : 1);
      const to = areTwins && index === given ? twins : arePhoned && index === mail ? phoned : h;
      to[level] = (to[level] as number) + judged.household * times * (inPlace ? judged.householdStayed : 1);
    }
  }
  return { same, household, twins, phoned, sums };
}

function count(sums: Tally['sums'], judged: Detailed, times: number): void {
  sums.same += judged.same * times;
  sums.household += judged.household * times;
  sums.namesake += judged.namesake * times;
  if (!judged.placed) return;
  sums.samePlaced += judged.same * times;
  sums.sameMoved += judged.same * times * (1 - judged.sameStayed);
  sums.householdPlaced += judged.household * times;
  sums.householdMoved += judged.household * times * (1 - judged.householdStayed);
  sums.namesakePlaced += judged.namesake * times;
  sums.namesakeNear += judged.namesake * times * judged.namesakeNear;
}

function limited(features: Feature[], of: number[][], most: (level: Level) => number | undefined): number[][] {
  return of.map((counts, index) => atMost(normalised(counts), (features[index] as Feature).levels.map(most)));
}

/** What a household shares is mistyped as often as what one person says again: level 1 is alike, the last is something else, between them are slips. */
function withSlips(household: number[], same: number[]): number[] {
  const shared = (household[1] as number) / ((same[1] as number) || 1);
  const isSlip = (level: number) => level > 1 && level < household.length - 1;
  return normalised(
    household.map((share, level) => (isSlip(level) ? Math.max(share, (same[level] as number) * shared) : share)),
  );
}

function atMost(shares: number[], most: (number | undefined)[]): number[] {
  return normalised(shares.map((share, level) => Math.min(share, most[level] ?? 1)));
}
