import type { Feature } from './feature.ts';
import { oddsToShare } from './groups.ts';
import { type Model, placesOf } from './model.ts';
import { trustAt } from './tuning.ts';

/** How likely a pair is one person, and how likely two of one household; `weight` is the evidence for one person as the natural logarithm of odds. */
export type Judgement = { same: number; household: number; weight: number };

/** The same with what the learning asks beside: how likely namesakes, whether both have a place, and how likely each kind is still there. */
export type Detailed = Judgement &
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
  const [given, birth, mail, phone] = placesOf(features);
  const phoned = Float64Array.from(model.phoned, (share) => Math.log(share || 1e-9));
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
    const arePhoned = phone >= 0 && levels[offset + phone] === 1;
    for (let index = 0; index < features.length; index++) {
      const level = levels[offset + index] as number;
      if (level === 0) continue;
      const share = shares[offset + index] as number;
      const u = share > 0 ? Math.log(share) : ((chance[index] as Float64Array)[level] as number);
      const forSame = ((same[index] as Float64Array)[level] as number) - u;
      const ofHousehold =
        areTwins && index === given ? twins : arePhoned && index === mail ? phoned : (household[index] as Float64Array);
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
