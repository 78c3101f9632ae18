import type { AccountId, LotId, SpendId } from '../../db/ids.ts';
import {
  companions,
  endOf,
  heldLots,
  type Joins,
  type LaterEnd,
  type Lot,
  purse,
  returnedLots,
  takeableLots,
} from './reach.ts';

/**
 * Points used at one time by one account. Times are milliseconds. With `lotId` it is a clawback: points of a returned purchase, taken
 * first from the lot that they were given as, pending or not.
 */
export type Spend = {
  spendId: SpendId;
  accountId: AccountId;
  amount: number;
  spentAt: number;
  ownOnly: boolean;
  lotId: LotId | null;
};

/** Points of a spend that were given back, because what they paid for came back. */
export type Refund = { spendId: SpendId; amount: number; at: number };

/** From `from` on, up to `amount` of what a spend leaves uncovered is owed: points earned later pay it. */
export type Carry = { spendId: SpendId; amount: number; from: number };

/** Points that their lot's end took at `at`. `held`: its owner could not have used them then, because another lot counted. */
export type Lapse = { lotId: LotId; at: number; amount: number; held: boolean };

/** What spends before the first one played have used, and when they first used a lot: nothing that is played can change it. */
export type Opening = { used: Map<LotId, number>; firstUse: Map<LotId, number> };

/** The opening of facts that go back to the beginning. */
export const nothingUsed: Opening = { used: new Map(), firstUse: new Map() };

/**
 * All that decides who used which points: facts of the accounts, and who has been together since when. `reversed` are lots whose
 * purchase turned out to be somebody else's: as if they had never been earned.
 */
export type Facts = Joins & {
  opening: Opening;
  lots: Lot[];
  reversed: Lot[];
  spends: Spend[];
  refunds: Refund[];
  carries: Carry[];
  graces: LaterEnd[];
  lapses: Lapse[];
};

/** Who used which points: per spend the amounts by lot, and what no lot within reach could cover. */
export type Books = { taken: Map<SpendId, Map<LotId, number>>; uncovered: Map<SpendId, number> };

/**
 * Plays the spends again, in the order of time, under one rule: a spend takes the lots it could reach at its time, cut to accounts
 * that have been one person with the acting account without a break since then. What is missing after that is covered by points that
 * had ended in somebody else's hands and came back. A refund gives back what was taken last, first of all what nobody covered. A lot
 * pays, when it is earned, what is owed within its reach. The rule of MERGE semantics; nothing else moves points.
 */
export function replay(facts: Facts): Books {
  const play: Play = {
    facts,
    books: { taken: new Map(), uncovered: new Map() },
    used: new Map(facts.opening.used),
    firstUse: new Map(facts.opening.firstUse),
    upcoming: [...facts.lots].sort((x, y) => y.recordedAt - x.recordedAt),
    open: new Map(),
    lotById: new Map(facts.lots.map((lot) => [lot.lotId, lot])),
    prolonged: laterEndsOf(facts),
  };
  for (const { at, event } of eventsOf(facts)) {
    openLots(play, at);
    event(play);
  }
  return play.books;
}

type Play = {
  facts: Facts;
  books: Books;
  used: Map<LotId, number>;
  firstUse: Map<LotId, number>;
  /** Lots that are not earned yet, the next one last. */
  upcoming: Lot[];
  /** Lots that a spend may still find something in, and every once-only lot: all others are settled and looked at no more. */
  open: Map<LotId, Lot>;
  lotById: Map<LotId, Lot>;
  prolonged: (lot: Lot) => boolean;
};
type Event = { at: number; order: number; id: number; event: (play: Play) => void };

/** What happened, oldest first; at one moment points are earned before they are used, and used before they come back. */
function eventsOf({ lots, spends, refunds, carries }: Facts): Event[] {
  const spent = spends.map(
    (spend): Event => eventAt(spend.spentAt, 1, spend.spendId, (play) => playSpend(play, spend)),
  );
  const refunded = refunds.map((refund, id): Event => eventAt(refund.at, 2, id, (play) => playRefund(play, refund)));
  const firstOwed = Math.min(...carries.map(({ from }) => from));
  const earned = lots
    .filter((lot) => lot.recordedAt > firstOwed)
    .map((lot): Event => eventAt(lot.recordedAt, 0, lot.lotId, (play) => playEarning(play, lot)));
  return [...earned, ...spent, ...refunded].sort((x, y) => x.at - y.at || x.order - y.order || x.id - y.id);
}

function openLots({ upcoming, open }: Play, at: number): void {
  for (let lot = upcoming.at(-1); lot && lot.recordedAt <= at; lot = upcoming.at(-1)) {
    open.set(lot.lotId, lot);
    upcoming.pop();
  }
}

/** The facts without lots that are used up or gone: a history is long, and what lives of it at one time is short. */
function withOpenLots({ facts, used, open, prolonged }: Play, at: number): Facts {
  for (const [lotId, lot] of open) {
    const isOver = lot.expiresAt !== null && lot.expiresAt <= at && !prolonged(lot);
    if (lot.onceKey === null && (isOver || (used.get(lotId) ?? 0) >= lot.amount)) open.delete(lotId);
  }
  return { ...facts, lots: [...open.values()] };
}

/** Whether anything was ever said of a lot's end but its own. */
function laterEndsOf({ graces }: Facts): (lot: Lot) => boolean {
  const lots = new Set(graces.flatMap((later) => ('lotId' in later ? [later.lotId] : [])));
  const accounts = new Set(graces.flatMap((later) => ('lotId' in later ? [] : [later.accountId])));
  return (lot) => lots.has(lot.lotId) || accounts.has(lot.accountId);
}

function eventAt(at: number, order: number, id: number, event: (play: Play) => void): Event {
  return { at, order, id, event };
}

function playSpend(play: Play, spend: Spend): void {
  const { books, firstUse, lotById } = play;
  const reach = { accountId: spend.accountId, at: spend.spentAt, ownOnly: spend.ownOnly };
  const facts = withOpenLots(play, reach.at);
  books.taken.set(spend.spendId, new Map());
  books.uncovered.set(spend.spendId, spend.amount);
  const own = spend.lotId === null ? undefined : lotById.get(spend.lotId);
  if (own && endOf(own, facts.graces, reach.at) > reach.at) take(play, spend, own, reach.at, spend.amount);
  for (const lot of takeableLots(facts, reach, firstUse)) take(play, spend, lot, reach.at, spend.amount);
  if (books.uncovered.has(spend.spendId)) {
    for (const lot of returnedLots(facts, reach, firstUse)) take(play, spend, lot, reach.at, spend.amount);
  }
}

function playRefund(play: Play, { spendId, amount }: Refund): void {
  const { books, used, firstUse, open, lotById } = play;
  let left = amount - lessen(books.uncovered, spendId, amount);
  const taken = books.taken.get(spendId) ?? new Map<LotId, number>();
  for (const lotId of [...taken.keys()].reverse()) {
    const part = lessen(taken, lotId, left);
    lessen(used, lotId, part);
    left -= part;
    const lot = lotById.get(lotId);
    if (part > 0 && lot) open.set(lotId, lot);
    if (lot?.onceKey && !taken.has(lotId)) forgetUse(play, lotId, firstUse);
  }
}

/** A once-only benefit pays no debt: it may yet turn out to be held. */
function playEarning(play: Play, lot: Lot): void {
  const { facts, books } = play;
  const at = lot.recordedAt;
  if (lot.onceKey !== null) return;
  for (const spend of facts.spends) {
    if (spend.spentAt >= at || !books.uncovered.has(spend.spendId)) continue;
    const reach = spend.ownOnly ? new Set([spend.accountId]) : purse(facts, spend.accountId, at);
    if (reach.has(lot.accountId)) take(play, spend, lot, at, owedBy(play, spend, at));
  }
}

/** What a spend owes at a moment: what its undo carried, less what later points have paid. */
function owedBy({ facts, books, lotById }: Play, { spendId }: Spend, at: number): number {
  const carried = facts.carries.filter((carry) => carry.spendId === spendId && carry.from < at);
  const paid = [...(books.taken.get(spendId)?.keys() ?? [])]
    .map((lotId) => lotById.get(lotId))
    .filter((lot) => lot !== undefined && carried.some(({ from }) => lot.recordedAt > from))
    .reduce((sum, lot) => sum + (books.taken.get(spendId)?.get((lot as Lot).lotId) ?? 0), 0);
  return carried.reduce((sum, { amount }) => sum + amount, 0) - paid;
}

/** Takes of a lot what a spend still misses, at most `most`. */
function take({ facts, books, used, firstUse }: Play, { spendId }: Spend, lot: Lot, at: number, most: number): void {
  const free = leftIn(lot, facts, used, firstUse, at);
  const part = Math.min(free, most, books.uncovered.get(spendId) ?? 0);
  if (part <= 0) return;
  lessen(books.uncovered, spendId, part);
  const taken = books.taken.get(spendId) as Map<LotId, number>;
  taken.set(lot.lotId, (taken.get(lot.lotId) ?? 0) + part);
  used.set(lot.lotId, (used.get(lot.lotId) ?? 0) + part);
  if (!firstUse.has(lot.lotId)) firstUse.set(lot.lotId, at);
}

/** Takes up to `amount` off an entry, which goes when nothing is left, and answers how much it was. */
function lessen<Key>(map: Map<Key, number>, key: Key, amount: number): number {
  const had = map.get(key) ?? 0;
  const part = Math.min(had, amount);
  if (part === had) map.delete(key);
  else map.set(key, had - part);
  return part;
}

/** A lot whose use was given back counts as first used by whoever still uses it, if anybody does. */
function forgetUse({ facts, books }: Play, lotId: LotId, firstUse: Map<LotId, number>): void {
  const at = firstUses(facts, books).get(lotId);
  if (at === undefined) firstUse.delete(lotId);
  else firstUse.set(lotId, at);
}

/** What a spend at `at` finds in a lot: never again what its owner has seen lapse. */
function leftIn(lot: Lot, facts: Facts, used: Map<LotId, number>, firstUse: Map<LotId, number>, at: number): number {
  return lot.amount - (used.get(lot.lotId) ?? 0) - seenLapse(lot, facts, firstUse, at);
}

/**
 * How many points of a lot its owner had seen lapse by `at`. What lapsed while the lot was held counts only as long as it is held,
 * as things stand now, at that moment too.
 */
export function seenLapse(lot: Lot, facts: Facts, firstUse: Map<LotId, number>, at: number): number {
  if (lot.expiresAt === null || lot.expiresAt > at) return 0;
  const own = facts.lapses.filter((lapse) => lapse.lotId === lot.lotId && lapse.at <= at);
  return own
    .filter((lapse) => !lapse.held || isHeld(lot, facts, firstUse, lapse.at))
    .reduce((sum, lapse) => sum + lapse.amount, 0);
}

/** Whether another lot of the same benefit counted at `at` for the owner of this one. */
export function isHeld(lot: Lot, facts: Joins & { lots: Lot[] }, firstUse: Map<LotId, number>, at: number): boolean {
  if (lot.onceKey === null) return false;
  return heldLots(facts.lots, companions(facts, lot.accountId, at), at, firstUse).has(lot.lotId);
}

/** When each lot was first used, as the books say. */
export function firstUses(
  { spends, opening }: Pick<Facts, 'spends' | 'opening'>,
  { taken }: Pick<Books, 'taken'>,
): Map<LotId, number> {
  const firstUse = new Map(opening.firstUse);
  for (const { spendId, spentAt } of spends) {
    for (const lotId of taken.get(spendId)?.keys() ?? []) {
      firstUse.set(lotId, Math.min(spentAt, firstUse.get(lotId) ?? Number.POSITIVE_INFINITY));
    }
  }
  return firstUse;
}
