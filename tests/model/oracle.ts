import type { AccountId, EdgeId, LotId, SpendId } from '../../db/ids.ts';
import type { Calendar, Gift, Observed, PureMachine } from './machine.ts';

type Lot = Gift & { lotId: LotId; at: number };
type Spend = { spendId: SpendId; accountId: AccountId; amount: number; at: number };
type Edge = { edgeId: EdgeId; a: AccountId; b: AccountId; from: number; to: number };
type Confirmation = { a: AccountId; b: AccountId; at: number; opensAt: number };
/** An ended lot to which an undo gave points back lives on from then until `until`. */
type Grace = { lotId: LotId; edgeId: EdgeId; from: number; until: number };
/** What a lot's end took. Its owner saw that, unless the lot was held at the time. */
type Lapse = { lotId: LotId; at: number; amount: number; held: boolean };
type Facts = {
  accounts: AccountId[];
  lots: Lot[];
  spends: Spend[];
  edges: Edge[];
  confirmations: Confirmation[];
  graces: Grace[];
  lapses: Lapse[];
};
type Books = { taken: Map<SpendId, Map<LotId, number>>; uncovered: Map<SpendId, number>; firstUse: Map<LotId, number> };

const never = Number.POSITIVE_INFINITY;

/**
 * The model: facts, and one rule that plays them from scratch whenever somebody asks. It keeps no books, has no shortcut and shares
 * no line with core; it is slow and meant to be read beside `docs/semantics.md`.
 */
export function createOracle(accounts: AccountId[], calendar: Calendar): PureMachine {
  return machine({ accounts, lots: [], spends: [], edges: [], confirmations: [], graces: [], lapses: [] }, calendar);
}

/** `only` is the same world as if nobody else had ever earned or spent. */
export type Oracle = PureMachine & { only(accounts: AccountId[]): Oracle };

function machine(facts: Facts, calendar: Calendar): Oracle {
  return {
    earn(at, gift) {
      const lotId = (facts.lots.length + 1) as LotId;
      facts.lots.push({ ...gift, lotId, at });
      return lotId;
    },
    spend(at, accountId, amount) {
      const spendId = (facts.spends.length + 1) as SpendId;
      facts.spends.push({ spendId, accountId, amount, at });
      if (!play(facts).uncovered.has(spendId)) return spendId;
      facts.spends.pop();
      return undefined;
    },
    merge(at, a, b, how) {
      if (facts.edges.some((edge) => isPair(edge, a, b) && edge.to === never)) return undefined;
      const edgeId = (facts.edges.length + 1) as EdgeId;
      facts.edges.push({ edgeId, a, b, from: at, to: never });
      if (how === 'counter') facts.confirmations.push({ a, b, at, opensAt: calendar.coolOff(at) });
      return edgeId;
    },
    undo(at, edgeId) {
      const edge = facts.edges.find((other) => other.edgeId === edgeId && other.to === never);
      if (!edge) return undefined;
      lapse(facts, at);
      const before = structuredClone(facts);
      edge.to = at;
      if (areOne(facts, edge.a, edge.b, at)) return false;
      giveGrace(before, facts, edgeId, at, calendar.grace(at));
      return true;
    },
    redo(at, edgeId) {
      const edge = facts.edges.find((other) => other.edgeId === edgeId && other.to < never);
      if (!edge) return undefined;
      lapse(facts, at);
      const parted = !areOne(facts, edge.a, edge.b, at);
      for (const other of facts.edges) if (isPair(other, edge.a, edge.b) && other.to === never) other.to = at;
      edge.to = never;
      facts.graces = facts.graces.filter((grace) => grace.edgeId !== edgeId);
      return parted;
    },
    sweep: (at) => lapse(facts, at),
    observe: (at) => observe(facts, at),
    fork: () => machine(structuredClone(facts), calendar),
    only(accounts) {
      const ofThem = ({ accountId }: { accountId: AccountId }) => accounts.includes(accountId);
      return machine({ ...facts, lots: facts.lots.filter(ofThem), spends: facts.spends.filter(ofThem) }, calendar);
    },
  };
}

function isPair(edge: Edge, a: AccountId, b: AccountId): boolean {
  return (edge.a === a && edge.b === b) || (edge.a === b && edge.b === a);
}

/** Whether edges that stood at a moment lead from one account to another. */
function areOne({ edges }: Facts, from: AccountId, to: AccountId, at: number): boolean {
  const standing = edges.filter((edge) => edge.from <= at && at < edge.to);
  const reached = new Set([from]);
  for (const here of reached) {
    for (const { a, b } of standing) {
      if (a === here) reached.add(b);
      if (b === here) reached.add(a);
    }
  }
  return reached.has(to);
}

/** Whether two accounts have been one at every moment from `since` until now. */
function unbroken(facts: Facts, a: AccountId, b: AccountId, since: number): boolean {
  const changes = facts.edges.flatMap(({ from, to }) => [from, to]).filter((moment) => moment > since);
  return [since, ...changes.filter((moment) => moment < never)].every((moment) => areOne(facts, a, b, moment));
}

/** The accounts whose lots a spend can take: joined by confirmations past their cool-off, and not parted since. */
function reachOf(facts: Facts, accountId: AccountId, at: number): Set<AccountId> {
  const open = facts.confirmations.filter(
    ({ a, b, at: confirmedAt, opensAt }) =>
      opensAt <= at && unbroken(facts, a, b, confirmedAt) && unbroken(facts, a, b, at - 0.5),
  );
  const reached = new Set([accountId]);
  for (const here of reached) {
    for (const { a, b } of open) {
      if (a === here) reached.add(b);
      if (b === here) reached.add(a);
    }
  }
  return reached;
}

/** Of all bonuses among accounts that were together before `at` and still are, one counts: the one used first, else the oldest. */
function isHeld(facts: Facts, lot: Lot, accountId: AccountId, at: number, firstUse: Map<LotId, number>): boolean {
  if (!lot.once) return false;
  const near = facts.accounts.filter((other) => other === accountId || unbroken(facts, accountId, other, at - 0.5));
  const rivals = facts.lots.filter((other) => other.once && other.at <= at && near.includes(other.accountId));
  if (!rivals.some(({ lotId }) => lotId === lot.lotId)) return false;
  const rank = (other: Lot) => [firstUse.get(other.lotId) ?? never, other.at, other.lotId];
  return rivals.some((other) => isLess(rank(other), rank(lot)));
}

function isLess(one: number[], other: number[]): boolean {
  const index = one.findIndex((value, place) => value !== other[place]);
  return index >= 0 && (one[index] as number) < (other[index] as number);
}

function endOf({ graces }: Facts, { lotId, endsAt }: Lot, at: number): number {
  const later = graces.filter((grace) => grace.lotId === lotId && grace.from <= at).map((grace) => grace.until);
  return Math.max(endsAt ?? never, ...later);
}

/** Whether points of the lot that had ended came back later than `at`: these cover what would else be nobody's. */
function comesBackAfter({ graces }: Facts, { lotId }: Lot, at: number): boolean {
  return graces.some((grace) => grace.lotId === lotId && grace.from > at);
}

/** Plays every spend in the order of time, each from the lots that end soonest. */
function play(facts: Facts): Books {
  const books: Books = { taken: new Map(), uncovered: new Map(), firstUse: new Map() };
  const given = new Map<LotId, number>();
  for (const { spendId, accountId, amount, at } of facts.spends) {
    const reach = reachOf(facts, accountId, at);
    const within = facts.lots.filter(
      (lot) =>
        reach.has(lot.accountId) &&
        lot.at <= at &&
        lot.availableAt <= at &&
        !isHeld(facts, lot, accountId, at, books.firstUse),
    );
    const live = within.filter((lot) => endOf(facts, lot, at) > at);
    const back = within.filter((lot) => endOf(facts, lot, at) <= at && comesBackAfter(facts, lot, at));
    const rank = (lot: Lot) => [endOf(facts, lot, at), lot.accountId === accountId ? 0 : 1, lot.at, lot.lotId];
    const inOrder = (lots: Lot[]) => lots.toSorted((x, y) => (isLess(rank(x), rank(y)) ? -1 : 1));
    const taken = new Map<LotId, number>();
    let missing = amount;
    for (const lot of [...inOrder(live), ...inOrder(back)]) {
      const free = lot.amount - (given.get(lot.lotId) ?? 0) - seenLapse(facts, lot, at, books.firstUse);
      const part = Math.min(missing, free);
      if (part <= 0) continue;
      taken.set(lot.lotId, part);
      given.set(lot.lotId, (given.get(lot.lotId) ?? 0) + part);
      if (!books.firstUse.has(lot.lotId)) books.firstUse.set(lot.lotId, at);
      missing -= part;
    }
    books.taken.set(spendId, taken);
    if (missing > 0) books.uncovered.set(spendId, missing);
  }
  return books;
}

function takenOf({ taken }: Books, lotId: LotId): number {
  return [...taken.values()].reduce((sum, byLot) => sum + (byLot.get(lotId) ?? 0), 0);
}

/** Writes down what the ends of lots took. */
function lapse(facts: Facts, at: number): void {
  const books = play(facts);
  for (const lot of facts.lots.filter((other) => endOf(facts, other, at) <= at)) {
    const end = endOf(facts, lot, at);
    const before = facts.lapses.filter(({ lotId }) => lotId === lot.lotId);
    if (before.some((other) => other.at >= end)) continue;
    const left = lot.amount - takenOf(books, lot.lotId) - seenLapse(facts, lot, at, books.firstUse);
    const held = isHeld(facts, lot, lot.accountId, at, books.firstUse);
    facts.lapses.push({ lotId: lot.lotId, at, amount: Math.max(0, left), held });
  }
}

/** What the owner of a lot has seen lapse of it; what lapsed while it was held does not count once it was, after all, not held. */
function seenLapse(facts: Facts, lot: Lot, at: number, firstUse: Map<LotId, number>): number {
  return facts.lapses
    .filter((lapse) => lapse.lotId === lot.lotId && lapse.at <= at)
    .filter((lapse) => !lapse.held || isHeld(facts, lot, lot.accountId, lapse.at, firstUse))
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** Finds the ended lots to which an undo gives points back or which it frees, and lets them live on. */
function giveGrace(before: Facts, facts: Facts, edgeId: EdgeId, at: number, until: number): void {
  const [old, now] = [play(before), play(facts)];
  for (const lot of facts.lots) {
    if (endOf(facts, lot, at) > at) continue;
    const isFreed = facts.lapses.some(
      (lapse) =>
        lapse.lotId === lot.lotId &&
        lapse.held &&
        lapse.amount > 0 &&
        isHeld(before, lot, lot.accountId, lapse.at, old.firstUse) &&
        !isHeld(facts, lot, lot.accountId, lapse.at, now.firstUse),
    );
    if (isFreed || takenOf(now, lot.lotId) < takenOf(old, lot.lotId))
      facts.graces.push({ lotId: lot.lotId, edgeId, from: at, until });
  }
}

function observe(facts: Facts, at: number): Observed {
  const books = play(facts);
  const leftIn = (lot: Lot) => {
    if (endOf(facts, lot, at) <= at) return 0;
    return Math.max(0, lot.amount - takenOf(books, lot.lotId) - seenLapse(facts, lot, at, books.firstUse));
  };
  const available = (accountId: AccountId) => {
    const reach = reachOf(facts, accountId, at);
    return facts.lots
      .filter((lot) => reach.has(lot.accountId) && lot.availableAt <= at)
      .filter((lot) => !isHeld(facts, lot, accountId, at, books.firstUse))
      .reduce((sum, lot) => sum + leftIn(lot), 0);
  };
  const person = (account: AccountId) =>
    Math.min(...facts.accounts.filter((other) => areOne(facts, account, other, at))) as AccountId;
  return {
    persons: new Map(facts.accounts.map((account) => [account, person(account)])),
    lots: new Map(
      facts.lots.map((lot) => [
        lot.lotId,
        {
          accountId: lot.accountId,
          amount: lot.amount,
          remaining: leftIn(lot),
          availableAt: lot.availableAt,
          ownEnd: lot.endsAt ?? never,
          endsAt: endOf(facts, lot, at),
          held: isHeld(facts, lot, lot.accountId, at, books.firstUse),
          once: lot.once,
        },
      ]),
    ),
    spends: new Map(
      facts.spends.map(({ spendId, accountId, amount }) => [
        spendId,
        {
          accountId,
          amount,
          taken: books.taken.get(spendId) ?? new Map(),
          uncovered: books.uncovered.get(spendId) ?? 0,
        },
      ]),
    ),
    available: new Map(facts.accounts.map((account) => [account, available(account)])),
  };
}
