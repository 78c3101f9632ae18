import type { AccountId, PersonId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { isHouseholdPair } from '../households/household.ts';
import { countMembers } from '../members/count.ts';
import { type Reason, reasonsOf } from './evidence.ts';
import { judgePairs } from './find.ts';
import { growMembers } from './members.ts';
import { type Neighbour, neighboursOf, type Seeker } from './nearby.ts';
import { type Learned, lastLearned, withShares } from './stored.ts';
import type { Table } from './table.ts';
import { unlearned } from './unlearned.ts';
import { type Zone, zonesIn } from './zones.ts';

/** An account that is probably somebody's already, or a relative's. `same`, `household`: how likely; `reasons`: why, in codes, no value of anybody. */
export type Likeness = {
  accountId: AccountId;
  personId: PersonId;
  same: number;
  household: number;
  zone: Exclude<Zone, 'silence'>;
  reasons: Reason[];
};

const likenessesMax = 10;
const newcomer = 0;

/**
 * Who is probably this person already, the likeliest first, one account of each person: those who have anything exact in common, judged by
 * what the last look over the whole base has taught. Reads only. For staff and for jobs: nothing of it may reach whoever is looked up.
 */
export async function lookUp(db: Database, seeker: Seeker): Promise<Likeness[]> {
  const [neighbours, last] = await Promise.all([neighboursOf(db, seeker), lastLearned(db)]);
  if (neighbours.length === 0) return [];
  const { add, done } = growMembers();
  add(seeker.values);
  for (const { values } of neighbours) add(values);
  const table = done();
  const learned = learnedFor(table, last) ?? unlearned(table.features, (await countMembers(db)).persons);
  const likely = judged(withChance(withShares(table, learned)), learned, neighbours);
  return Promise.all(likely.map((one) => ofHousehold(db, seeker, one)));
}

/** What was learned last, where it was learned of the same features as this table has, and by a model that knows of all that this one does. */
function learnedFor({ features }: Table, learned: Learned | undefined): Learned | undefined {
  const isOfThese =
    learned?.features.length === features.length && features.every(({ name }, i) => learned.features[i] === name);
  return isOfThese && 'phoned' in learned.model ? learned : undefined;
}

/** Places are agreed in by chance as often as in the whole base: how common one is among a handful of neighbours says nothing. */
function withChance(table: Table): Table {
  const isAddress = (name: string) => name === 'town' || name === 'numbers' || name === 'room';
  const features = table.features.map((one) => (isAddress(one.name) ? { ...one, share: () => 0 } : one));
  return { ...table, features };
}

function judged(table: Table, { model, thresholds }: Learned, neighbours: Neighbour[]): Likeness[] {
  const judge = judgePairs(table, model);
  const zoneFor = zonesIn(table.features, thresholds);
  const found = neighbours.flatMap(({ accountId, personId }, index): Likeness[] => {
    const row = index + 1;
    const { same, household } = judge(newcomer, row);
    const zone = zoneFor(newcomer, row, { same, household });
    if (zone === 'silence') return [];
    return [{ accountId, personId, same, household, zone, reasons: reasonsOf(table, model, newcomer, row) }];
  });
  const likeliest = found.sort((x, y) => y.same - x.same || x.accountId - y.accountId);
  const persons = Map.groupBy(likeliest, ({ personId }) => personId);
  return [...persons.values()].flatMap(([first]) => first ?? []).slice(0, likenessesMax);
}

/** Whoever was in one household with this account is another person, however alike they are. */
async function ofHousehold(db: Database, { accountId }: Seeker, one: Likeness): Promise<Likeness> {
  const known = accountId !== undefined && (await isHouseholdPair(db, accountId, one.accountId));
  return known ? { ...one, zone: 'household' } : one;
}
