import { storyCards } from './cast.ts';
import { type Crowd, crowdOf, type Pair } from './crowd.ts';
import { type Moments, momentsOf } from './moments.ts';
import type { Registry } from './people.ts';
import type { PlannedAccount, PlannedRequest, PlannedSight, ShopPlan } from './plan.ts';
import { chooseTogether } from './popular.ts';
import { type Random, randomFrom } from './random.ts';
import { clerks } from './shopping.ts';

/** How many cards the shop has given out; 31 of them are second and third cards of one member. */
export const cardsGiven = 318;

/** Plans the whole demo shop as it stands at `now`. Pure: the same seed and moment make the same shop. */
export function planShop(now: Date, seed: number): ShopPlan {
  const random = randomFrom(seed);
  const moments = momentsOf(now);
  const storied = storyCards(random, moments);
  const registry: Registry = { random, moments, taken: new Set(storied.flatMap(claimed)) };
  const crowd = crowdOf(registry, cardsGiven - storied.length);
  const onePerPerson = [...crowd.singles, ...[...crowd.joined, ...crowd.unfound].map(({ newer }) => newer)];
  chooseTogether(registry, onePerPerson, storied);
  const accounts = [...storied, ...cardsOf(crowd)].sort((x, y) => x.registeredAt.getTime() - y.registeredAt.getTime());
  for (const account of accounts) account.purchases.sort((x, y) => x.at.getTime() - y.at.getTime());
  return { accounts, requests: requestsOf(random, moments, crowd), sights: sightsOf(moments) };
}

function claimed({ memberNumber, profile }: PlannedAccount): string[] {
  return [memberNumber, profile.phone, profile.mail].filter((value) => value !== undefined);
}

function cardsOf({ singles, joined, thirds, unfound, mistaken }: Crowd): PlannedAccount[] {
  const pairs = [...joined, ...unfound].flatMap(({ older, newer }) => [older, newer]);
  return [...singles, ...pairs, ...thirds.map(({ card }) => card), ...mistaken];
}

/** What the one whose undo is worth looking at has seen of her older card. */
function sightsOf({ daysAgo }: Moments): PlannedSight[] {
  const seen = { by: 'iwata', of: 'iwata-old' };
  return [
    { ...seen, at: daysAgo(29, 19, 40), what: 'balance', facts: 1 },
    { ...seen, at: daysAgo(29, 19, 41), what: 'history', facts: 3 },
    { ...seen, at: daysAgo(18, 14, 5), what: 'balance', facts: 1 },
  ];
}

/** How many days ago a pair was joined, the youngest last: more of late, as members hear of it. */
const joinedDaysAgo = [
  ...[84, 81, 77, 74, 70, 66, 63, 59, 55, 52, 49, 45, 42, 38, 36, 33, 29, 27, 25, 22],
  ...[20, 17, 14, 12, 9, 6, 4],
];

/** Merges older than this leave their result only. */
const longAgoDays = 7;

/** Everything members and staff have asked for so far, oldest first. Two of the youngest still wait. */
function requestsOf(random: Random, moments: Moments, crowd: Crowd): PlannedRequest[] {
  const joined = crowd.joined.toSorted((x, y) => x.newer.registeredAt.getTime() - y.newer.registeredAt.getTime());
  const today = joined.findLast(({ older }) => older.store === 'kichijoji') ?? joined.at(-1);
  const before = joined.filter((pair) => pair !== today);
  const decided = [...joinedBefore(random, moments, before), ...thirdCards(moments, crowd), ...mishaps(moments, crowd)];
  return [
    ...decided.sort((x, y) => x.at.getTime() - y.at.getTime()),
    ask('member', moments.minutesAgo(170), 'mitsuko', 'mitsuko-old', 'yamaguchi', 'waiting'),
    ask('member', moments.minutesAgo(95), 'haruka', 'haruka-maiden', 'nada', 'waiting'),
    ...(today ? [ask('counter', moments.minutesAgo(52), today.newer.key, today.older.key, 'yamaguchi')] : []),
  ];
}

function joinedBefore(random: Random, moments: Moments, pairs: Pair[]): PlannedRequest[] {
  return pairs.map(({ older, newer }, index) => {
    const days = joinedDaysAgo[index] ?? 2;
    const at = moments.daysAgo(days, random.int(11, 17), random.int(0, 59));
    const outcome = days > longAgoDays ? 'approved_long_ago' : 'approved';
    return ask(newer.line ? 'member' : 'counter', at, newer.key, older.key, random.pick(clerks[older.store]), outcome);
  });
}

function thirdCards({ daysAgo }: Moments, { thirds }: Crowd): PlannedRequest[] {
  return thirds.map(({ card, of }, index) =>
    ask('counter', daysAgo(3 + index, 16, 12), card.key, of.older.key, 'okubo'),
  );
}

/** What did not go as everywhere else: the merge whose undo is worth looking at, one undone, two rejected, one taken back. */
function mishaps({ daysAgo }: Moments, { mistaken: [one, other], unfound }: Crowd): PlannedRequest[] {
  const hesitant = unfound.find(({ newer }) => newer.line);
  return [
    ask('member', daysAgo(30, 15, 5), 'iwata', 'iwata-old', 'morishita'),
    ask('counter', daysAgo(12, 13, 30), one.key, other.key, clerks[one.store][0] ?? 'okubo', 'undone'),
    ask('counter', daysAgo(24, 12, 10), 'namesake-one', 'namesake-other', 'okubo', 'rejected'),
    ask('counter', daysAgo(8, 17, 45), 'twin-one', 'twin-other', 'okubo', 'rejected'),
    ...(hesitant
      ? [ask('member', daysAgo(15, 20, 2), hesitant.newer.key, hesitant.older.key, 'okubo', 'cancelled')]
      : []),
  ];
}

function ask(
  how: PlannedRequest['how'],
  at: Date,
  requester: string,
  target: string,
  staff: string,
  outcome: PlannedRequest['outcome'] = 'approved',
): PlannedRequest {
  return { how, at, requester, target, staff, outcome };
}
