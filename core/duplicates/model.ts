import type { Compared } from './compare.ts';
import type { Feature, Level } from './feature.ts';
import { oddsToShare } from './groups.ts';
import { trustAt } from './tuning.ts';

/**
 * What a file has taught. For each feature how often its levels are met among records of one person (`same`), of two persons of one household, and of
 * strangers (`chance`); and of all pairs of the file, how many are of the first two kinds, and how many are namesakes: strangers of one name. `moved`: how many of the pairs of a kind have two
 * places, because somebody moved or a card was never changed; `twins`: how the given names of a household agree where its birth dates are one;
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
  namesakesNear: number;
  /** What the staff's decisions have taught beyond; without it the file alone speaks. */
  tuning?: Tuning;
};

/**
 * How much the evidence of each feature counts, 1 as the file says; the last weight is that of the place as one. `bias` is added to the logarithmic
 * odds of being one person. `trust` says, for pairs of each certainty, how much of this counts: nothing where nobody ever decided one.
 */
export type Tuning = { bias: number; weights: number[]; trust: number[] };

/** How likely a pair is one person, and how likely two of one household; `weight` is the evidence for one person as the natural logarithm of odds. */
export type Judgement = { same: number; household: number; weight: number };

/** Of so many rows' worth of pairs each kind is thought to be before the file is read. */
const expectedPerRow = 0.2;
/** So many pairs' worth of belief stands behind the first figures; for households more, because files teach less of them. */
const belief = { same: 30, household: 90, twins: 30 };
const roundsMax = 20;
/** When the number of persons and households moves by less than this from one round to the next, the file has said what it knows. */
const enough = 0.002;

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
    ...{ twins: firstTwins(features), namesakesNear: 0.2 },
  };
}

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
  const same = features.map(({ levels }) => levels.map((level) => level.same * belief.same));
  const household = features.map(({ levels }) => levels.map((level) => level.household * belief.household));
  const sums = {
    same: 1,
    household: 1,
    namesake: 1,
    samePlaced: 10,
    sameMoved: 1.5,
    householdPlaced: 10,
    householdMoved: 1,
    namesakePlaced: 10,
    namesakeNear: 2,
  };
  const twins = firstTwins(features).map((share) => share * belief.twins);
  const [given, birth] = placesOf(features);
  const judge = judgeBy(features, model);
  const { width, levels, shares } = pairs;
  for (let pair = 0; pair < pairs.one.length; pair++) {
    const judged = judge(levels, shares, pair * width);
    sums.same += judged.same * times;
    sums.household += judged.household * times;
    sums.namesake += judged.namesake * times;
    if (judged.placed) {
      sums.samePlaced += judged.same * times;
      sums.sameMoved += judged.same * times * (1 - judged.sameStayed);
      sums.householdPlaced += judged.household * times;
      sums.householdMoved += judged.household * times * (1 - judged.householdStayed);
      sums.namesakePlaced += judged.namesake * times;
      sums.namesakeNear += judged.namesake * times * judged.namesakeNear;
    }
    const areTwins = birth >= 0 && levels[pair * width + birth] === 1;
    for (let index = 0; index < width; index++) {
      const level = levels[pair * width + index] as number;
      if (level === 0) continue;
      const inPlace = (features[index] as Feature).part === 'place';
      const [s, h] = [same[index] as number[], household[index] as number[]];
      s[level] = (s[level] as number) + judged.same * times * (inPlace ? judged.sameStayed : 1);
      const to = areTwins && index === given ? twins : h;
      to[level] = (to[level] as number) + judged.household * times * (inPlace ? judged.householdStayed : 1);
    }
  }
  const limited = (of: number[][], most: (level: Level) => number | undefined) =>
    of.map((counts, index) => atMost(normalised(counts), (features[index] as Feature).levels.map(most)));
  const ofOne = limited(same, ({ sameMost }) => sameMost);
  const ofHousehold = limited(household, ({ householdMost }) => householdMost);
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
    namesakesNear: sums.namesakeNear / sums.namesakePlaced,
  };
}

/** How the given names of twins are thought to agree before a file has told. */
function firstTwins(features: Feature[]): number[] {
  const [given] = placesOf(features);
  return normalised(features[given]?.levels.map(({ household, twins }) => twins ?? household) ?? []);
}

/** Where given name and birth date stand among the features; -1 where they do not. */
function placesOf(features: Feature[]): [given: number, birth: number] {
  const placeOf = (wanted: string) => features.findIndex(({ name }) => name === wanted);
  return [placeOf('given'), placeOf('birth')];
}

type Detailed = Judgement &
  Record<'namesake' | 'sameStayed' | 'householdStayed' | 'namesakeNear', number> & { placed: boolean };

/** What a name tells of its own: two of one name are of one gender, too. */
const ofName = new Set(['family', 'given', 'gender']);
/** What those have in common who live near one another. */
const ofNeighbourhood = new Set(['town', 'postal']);

/**
 * A judge of pairs by a model. Features are taken as independent within each kind (Fellegi and Sunter 1969); that is true enough because households are a
 * kind of their own, and places, which move as one, are one question: together still, or moved. A value in which two agree counts by its own share.
 */
export function judgeBy(
  features: Feature[],
  model: Model,
): (levels: Uint8Array, shares: Float32Array, offset: number) => Detailed {
  const isPlace = features.map(({ part }) => part === 'place');
  const logs = (of: number[][]) => of.map((levels) => Float64Array.from(levels, (share) => Math.log(share || 1e-9)));
  const [same, household, chance] = [logs(model.same), logs(model.household), logs(model.chance)];
  const isName = features.map(({ name }) => ofName.has(name));
  const isNear = features.map(({ name }) => ofNeighbourhood.has(name));
  const [given, birth] = placesOf(features);
  const twins = Float64Array.from(model.twins, (share) => Math.log(share || 1e-9));
  const { sameShare, householdShare, namesakeShare } = model;
  const strangers = 1 - sameShare - householdShare - namesakeShare;
  const first = [sameShare, householdShare, namesakeShare, strangers].map(Math.log) as [number, number, number, number];
  const { sameMoved, householdMoved, namesakesNear, tuning } = model;
  const { bias = 0, weights = [], trust = [] } = tuning ?? {};
  const more = features.map((_, index) => (weights[index] ?? 1) - 1);
  const placeMore = (weights[features.length] ?? 1) - 1;
  return (levels, shares, offset) => {
    let [s, h, n, sPlace, hPlace, nPlace, taught] = [0, 0, 0, 0, 0, 0, bias];
    let placed = false;
    const areTwins = birth >= 0 && levels[offset + birth] === 1;
    for (let index = 0; index < features.length; index++) {
      const level = levels[offset + index] as number;
      if (level === 0) continue;
      const share = shares[offset + index] as number;
      const u = share > 0 ? Math.log(share) : ((chance[index] as Float64Array)[level] as number);
      const forSame = ((same[index] as Float64Array)[level] as number) - u;
      const ofHousehold = areTwins && index === given ? twins : (household[index] as Float64Array);
      const forHousehold = (ofHousehold[level] as number) - u;
      if (isPlace[index]) {
        placed = true;
        sPlace += forSame;
        hPlace += forHousehold;
        if (isNear[index]) nPlace += forSame;
      } else {
        s += forSame;
        taught += (more[index] as number) * forSame;
        h += forHousehold;
        if (isName[index]) n += forSame;
      }
    }
    const [sStay, hStay] = [(1 - sameMoved) * Math.exp(sPlace), (1 - householdMoved) * Math.exp(hPlace)];
    const nNear = namesakesNear * Math.exp(nPlace);
    if (placed) {
      const still = Math.log(sStay + sameMoved);
      s += still;
      taught += placeMore * still;
      h += Math.log(hStay + householdMoved);
      if (nPlace !== 0) n += Math.log(nNear + 1 - namesakesNear);
    }
    const [oddH, oddN, oddU] = [first[1] + h, first[2] + n, first[3]];
    const top = Math.max(oddH, oddN, oddU);
    const [eh, en] = [Math.exp(oddH - top), Math.exp(oddN - top)];
    const others = eh + en + Math.exp(oddU - top);
    const plain = first[0] + s - Math.log(others) - top;
    const weight = taught === 0 ? plain : plain + taught * trustAt(trust, plain);
    const another = oddsToShare(-weight);
    return {
      same: oddsToShare(weight),
      household: (another * eh) / others,
      namesake: (another * en) / others,
      placed,
      weight,
      sameStayed: sStay / (sStay + sameMoved),
      householdStayed: hStay / (hStay + householdMoved),
      namesakeNear: nNear / (nNear + 1 - namesakesNear),
    };
  };
}

/** What a household shares is mistyped as often as what one person says again: level 1 is alike, the last is something else, between them are slips. */
function withSlips(household: number[], same: number[]): number[] {
  const shared = (household[1] as number) / ((same[1] as number) || 1);
  const isSlip = (level: number) => level > 1 && level < household.length - 1;
  return normalised(
    household.map((share, level) => (isSlip(level) ? Math.max(share, (same[level] as number) * shared) : share)),
  );
}

function normalised(counts: number[]): number[] {
  const sum = counts.reduce((all, count) => all + count, 0);
  return sum === 0 ? counts : counts.map((count) => count / sum);
}

function atMost(shares: number[], most: (number | undefined)[]): number[] {
  return normalised(shares.map((share, level) => Math.min(share, most[level] ?? 1)));
}

function allPairs(rows: number): number {
  return Math.max(1, (rows * (rows - 1)) / 2);
}
