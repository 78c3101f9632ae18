import type { AccountId, EdgeId, LotId, SpendId } from '../../db/ids.ts';
import type { Calendar, Gift, Observed, PureMachine } from './machine.ts';

type Lot = Gift & { lotId: LotId; at: number };
/** `lotId`: points of this lot are taken back, from it before any other. */
type Spend = { spendId: SpendId; accountId: AccountId; amount: number; at: number; lotId?: LotId };
type Refund = { spendId: SpendId; amount: number; at: number };
/** What an undo at `from` gave to an account, by the parting from whom. It ceases with the undo's redo (`cease`). */
type Given = { edgeId: EdgeId; from: number; owner: AccountId; apartFrom: AccountId[]; withdrawn: boolean };
/** From `from` on, this much of what nobody covers is paid by what is earned later. */
type Debt = { spendId: SpendId; amount: number; from: number } & Partial<Given>;
type Edge = { edgeId: EdgeId; a: AccountId; b: AccountId; from: number; to: number };
type Confirmation = { a: AccountId; b: AccountId; at: number; opensAt: number };
/** An ended lot to which an undo gave points back lives on from then until `until`. */
type Grace = { lotId: LotId; until: number } & Given;
/** What a lot's end took. Its owner saw that, unless the lot was held at the time. */
type Lapse = { lotId: LotId; at: number; amount: number; held: boolean };
type Facts = {
  rule: Rule;
  accounts: AccountId[];
  lots: Lot[];
  spends: Spend[];
  refunds: Refund[];
  debts: Debt[];
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
export function createOracle(accounts: AccountId[], calendar: Calendar, rule: Rule = 'as built'): Oracle {
  const none = { lots: [], spends: [], refunds: [], debts: [], edges: [], confirmations: [], graces: [], lapses: [] };
  return machine({ accounts, rule, ...none }, calendar);
}

/** The rule as it is, and rules that look as good and are not: each is caught by a law (`faults.test.ts`). */
export type Rule =
  | 'as built'
  | 'as if what was undone had never been'
  | 'joined then and joined now'
  | 'the spender is not charged again'
  | 'every bonus can be spent'
  | 'own points wait too'
  | 'a redo is a new merge'
  | 'every ended lot lives on';

/** `only` is the same world as if nobody else had ever earned or spent, of those accounts’ lots and spends under their own ids. */
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
    refund(at, spendId, amount) {
      const spend = facts.spends.find((other) => other.spendId === spendId) as Spend;
      const part = Math.min(amount, spend.amount - refunded(facts, spendId));
      if (part <= 0 || spend.lotId) return undefined;
      lapse(facts, at);
      const before = play(facts);
      facts.refunds.push({ spendId, amount: part, at });
      seeWhatCameBackTooLate(facts, before, at);
      return true;
    },
    reverse(at, lotId, amount) {
      lapse(facts, at);
      const lot = facts.lots.find((other) => other.lotId === lotId) as Lot;
      const gone = goneFrom(facts, lot, at);
      const reversed = sum(facts.spends.filter((spend) => spend.lotId === lotId));
      const part = Math.min(amount, lot.amount - gone - reversed);
      if (part <= 0) return undefined;
      const spendId = (facts.spends.length + 1) as SpendId;
      facts.spends.push({ spendId, accountId: lot.accountId, amount: part, at, lotId });
      const missing = play(facts).uncovered.get(spendId);
      if (missing) facts.debts.push({ spendId, amount: missing, from: at });
      return spendId;
    },
    merge(at, a, b, how) {
      if (facts.edges.some((edge) => isPair(edge, a, b) && edge.to === never)) return undefined;
      const edgeId = (facts.edges.length + 1) as EdgeId;
      facts.edges.push({ edgeId, a, b, from: at, to: never });
      if (how === 'counter') facts.confirmations.push({ a, b, at, opensAt: calendar.coolOff(at) });
      return edgeId;
    },
    undo(at, edgeId, carry = false) {
      const edge = facts.edges.find((other) => other.edgeId === edgeId && other.to === never);
      if (!edge) return undefined;
      lapse(facts, at);
      const before = structuredClone(facts);
      edge.to = at;
      if (areOne(facts, edge.a, edge.b, at)) return false;
      giveGrace(before, facts, edgeId, at, calendar.grace(at));
      if (carry) carryOver(before, facts, edgeId, at);
      return true;
    },
    redo(at, edgeId) {
      const edge = facts.edges.find((other) => other.edgeId === edgeId && other.to < never);
      if (!edge) return undefined;
      lapse(facts, at);
      const parted = !areOne(facts, edge.a, edge.b, at);
      for (const other of facts.edges) if (isPair(other, edge.a, edge.b) && other.to === never) other.to = at;
      if (facts.rule === 'a redo is a new merge') facts.edges.push({ ...edge, from: at, to: never });
      else edge.to = never;
      cease(facts, edgeId);
      return parted;
    },
    sweep: (at) => lapse(facts, at),
    observe: (at) => observe(facts, at),
    fork: () => machine(structuredClone(facts), calendar),
    only(accounts) {
      const ofThem = ({ accountId }: { accountId: AccountId }) => accounts.includes(accountId);
      const spends = facts.spends.filter(ofThem);
      const ofSpends = ({ spendId }: { spendId: SpendId }) => spends.some((spend) => spend.spendId === spendId);
      const [refunds, debts] = [facts.refunds.filter(ofSpends), facts.debts.filter(ofSpends)];
      return machine({ ...facts, lots: facts.lots.filter(ofThem), spends, refunds, debts }, calendar);
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
  if (facts.rule === 'as if what was undone had never been') {
    const standing = { ...facts, edges: facts.edges.filter(({ to }) => to === never) };
    return areOne(standing, a, b, since);
  }
  if (facts.rule === 'joined then and joined now')
    return areOne(facts, a, b, since) && areOne(facts, a, b, Number.MAX_SAFE_INTEGER);
  const changes = facts.edges.flatMap(({ from, to }) => [from, to]).filter((moment) => moment > since);
  return [since, ...changes.filter((moment) => moment < never)].every((moment) => areOne(facts, a, b, moment));
}

/** The accounts whose lots a spend can take: joined by confirmations past their cool-off, and not parted since. */
function reachOf(facts: Facts, accountId: AccountId, at: number): Set<AccountId> {
  const isWaiting = facts.confirmations.some(
    ({ a, b, at: confirmedAt, opensAt }) => (a === accountId || b === accountId) && confirmedAt <= at && at < opensAt,
  );
  if (facts.rule === 'own points wait too' && isWaiting) return new Set();
  const open = sharedPurses(facts).filter(
    ({ a, b, at: sharedAt, opensAt }) =>
      opensAt <= at && unbroken(facts, a, b, sharedAt) && unbroken(facts, a, b, at - 0.5),
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

/**
 * Who came to share a purse with whom, when, and from when on it is open: a confirmation brings everybody of one purse together with everybody of
 * the other. Two who share one share it until they part, whoever else parts from them.
 */
function sharedPurses(facts: Facts): Confirmation[] {
  const key = JSON.stringify([facts.edges, facts.confirmations]);
  if (purses.key === key) return purses.shared;
  const shared: Confirmation[] = [];
  for (const confirmation of facts.confirmations.toSorted((x, y) => x.at - y.at)) {
    const { a, b, at, opensAt } = confirmation;
    const purseOf = (account: AccountId): [AccountId, number][] => [
      [account, 0],
      ...facts.accounts.flatMap((other): [AccountId, number][] => {
        const ways = shared.filter(
          (pair) => isTwo(pair, account, other) && stoodFrom(facts, account, other, pair.at, at),
        );
        return ways.length === 0 ? [] : [[other, Math.min(...ways.map((pair) => pair.opensAt))]];
      }),
    ];
    const [ours, theirs] = [purseOf(a), purseOf(b)];
    if (!stoodFrom(facts, a, b, at, at)) continue;
    for (const [x, openX] of ours) {
      for (const [y, openY] of theirs)
        if (x !== y) shared.push({ a: x, b: y, at, opensAt: Math.max(openX, opensAt, openY) });
    }
  }
  purses = { key, shared };
  return shared;
}

let purses: { key: string; shared: Confirmation[] } = { key: '', shared: [] };

function isTwo(pair: Confirmation, x: AccountId, y: AccountId): boolean {
  return (pair.a === x && pair.b === y) || (pair.a === y && pair.b === x);
}

/** Whether two accounts were one at every moment from one to another. */
function stoodFrom(facts: Facts, x: AccountId, y: AccountId, from: number, until: number): boolean {
  const changes = facts.edges.flatMap((edge) => [edge.from, edge.to]).filter((at) => at > from && at <= until);
  return [from, ...changes].every((at) => areOne(facts, x, y, at));
}

/** Of all bonuses among accounts that were together before `at` and still are, one counts: the one used first, else the oldest. */
function isHeld(facts: Facts, lot: Lot, accountId: AccountId, at: number, firstUse: Map<LotId, number>): boolean {
  if (!lot.once || facts.rule === 'every bonus can be spent') return false;
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

/** Plays everything in the order of time: what is earned, then what is spent, then what comes back. */
function play(facts: Facts): Books {
  const books: Books = { taken: new Map(), uncovered: new Map(), firstUse: new Map() };
  const moments = [...facts.lots, ...facts.spends, ...facts.refunds].map(({ at }) => at);
  for (const at of [...new Set(moments)].sort((x, y) => x - y)) {
    for (const lot of facts.lots.filter((other) => other.at === at)) payDebts(facts, books, lot);
    for (const spend of facts.spends.filter((other) => other.at === at)) use(facts, books, spend);
    for (const refund of facts.refunds.filter((other) => other.at === at)) giveBack(facts, books, refund);
  }
  return books;
}

/** A spend uses the lots that end soonest. */
function use(facts: Facts, books: Books, spend: Spend): void {
  const { spendId, accountId, amount, at } = spend;
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
  const own = facts.lots.filter((lot) => lot.lotId === spend.lotId && endOf(facts, lot, at) > at);
  const rank = (lot: Lot) => [endOf(facts, lot, at), lot.accountId === accountId ? 0 : 1, lot.at, lot.lotId];
  const inOrder = (lots: Lot[]) => lots.toSorted((x, y) => (isLess(rank(x), rank(y)) ? -1 : 1));
  books.taken.set(spendId, new Map());
  books.uncovered.set(spendId, amount);
  for (const lot of [...own, ...inOrder(live), ...inOrder(back)]) cover(facts, books, spendId, lot, at, amount);
  const wasReachedThen = facts.accounts.some((other) => !reach.has(other) && areOne(facts, accountId, other, at - 0.5));
  if (facts.rule === 'the spender is not charged again' && wasReachedThen) books.uncovered.delete(spendId);
}

/** Covers of a spend what it still misses, up to `most`, from what nobody has used of a lot. */
function cover(facts: Facts, books: Books, spendId: SpendId, lot: Lot, at: number, most: number): void {
  const missing = books.uncovered.get(spendId) ?? 0;
  const free = lot.amount - takenOf(books, lot.lotId) - seenLapse(facts, lot, at, books.firstUse);
  const part = Math.min(missing, free, most);
  if (part <= 0) return;
  const taken = books.taken.get(spendId) as Map<LotId, number>;
  taken.set(lot.lotId, (taken.get(lot.lotId) ?? 0) + part);
  if (part === missing) books.uncovered.delete(spendId);
  else books.uncovered.set(spendId, missing - part);
  if (!books.firstUse.has(lot.lotId)) books.firstUse.set(lot.lotId, at);
}

/** What comes back was used last: first what nobody covered, then lot by lot backwards. */
function giveBack({ lots, spends }: Facts, books: Books, { spendId, amount }: Refund): void {
  const missing = books.uncovered.get(spendId) ?? 0;
  let left = amount - Math.min(missing, amount);
  if (missing > amount) books.uncovered.set(spendId, missing - amount);
  else books.uncovered.delete(spendId);
  const taken = books.taken.get(spendId) as Map<LotId, number>;
  for (const [lotId, had] of [...taken].reverse()) {
    if (had > left) taken.set(lotId, had - left);
    else taken.delete(lotId);
    left -= Math.min(had, left);
  }
  for (const { lotId } of lots.filter((lot) => lot.once)) {
    const users = spends.filter((spend) => books.taken.get(spend.spendId)?.has(lotId));
    books.firstUse.delete(lotId);
    if (users.length > 0) books.firstUse.set(lotId, Math.min(...users.map((spend) => spend.at)));
  }
}

/** A lot pays what is owed within its reach when it is earned; a bonus pays nothing. */
function payDebts(facts: Facts, books: Books, lot: Lot): void {
  if (lot.once) return;
  for (const { spendId, accountId, at } of facts.spends) {
    const debts = facts.debts.filter((debt) => debt.spendId === spendId && debt.from < lot.at);
    if (at >= lot.at || debts.length === 0 || !reachOf(facts, accountId, lot.at).has(lot.accountId)) continue;
    const since = Math.min(...debts.map(({ from }) => from));
    const paid = [...(books.taken.get(spendId) as Map<LotId, number>)]
      .filter(([lotId]) => (facts.lots.find((other) => other.lotId === lotId) as Lot).at > since)
      .reduce((total, [, part]) => total + part, 0);
    cover(facts, books, spendId, lot, lot.at, sum(debts) - paid);
  }
}

function sum(rows: { amount: number }[]): number {
  return rows.reduce((total, { amount }) => total + amount, 0);
}

function refunded({ refunds }: Facts, spendId: SpendId): number {
  return sum(refunds.filter((refund) => refund.spendId === spendId));
}

/** What has lapsed of a lot, whoever saw it. */
function goneFrom(facts: Facts, lot: Lot, at: number): number {
  const books = play(facts);
  const left = lot.amount - takenOf(books, lot.lotId);
  return endOf(facts, lot, at) <= at ? left : Math.min(left, seenLapse(facts, lot, at, books.firstUse));
}

/** What a refund gives back to a lot that has ended comes back as ended, before its owner's eyes. */
function seeWhatCameBackTooLate(facts: Facts, before: Books, at: number): void {
  const after = play(facts);
  for (const lot of facts.lots.filter((other) => endOf(facts, other, at) <= at)) {
    const amount = takenOf(before, lot.lotId) - takenOf(after, lot.lotId);
    if (amount > 0) facts.lapses.push({ lotId: lot.lotId, at, amount, held: false });
  }
}

/** What an undo of an edge gives to this account, by the parting from others; where nobody can be told, from the ends of the edge. */
function givenTo({ edges }: Facts, owner: AccountId, others: AccountId[], edgeId: EdgeId, from: number): Given {
  const { a, b } = edges.find((edge) => edge.edgeId === edgeId) as Edge;
  return { edgeId, from, owner, apartFrom: others.length > 0 ? others : [a, b], withdrawn: false };
}

/**
 * A redo withdraws its undo. What that gave ceases for whoever has again been one, since before it and without a break, with all by whose
 * parting they had it; who is apart from one of them in some other way would have it of that.
 */
function cease(facts: Facts, edgeId: EdgeId): void {
  const stays = (given: Partial<Given> & { from: number }) => {
    if (given.edgeId === edgeId) given.withdrawn = true;
    const { withdrawn, owner, apartFrom = [], from } = given;
    return !withdrawn || apartFrom.some((other) => !unbroken(facts, owner as AccountId, other, from - 0.5));
  };
  facts.graces = facts.graces.filter(stays);
  facts.debts = facts.debts.filter(stays);
}

/** What an undo leaves uncovered is owed. */
function carryOver(before: Facts, facts: Facts, edgeId: EdgeId, at: number): void {
  const [old, now] = [play(before), play(facts)];
  for (const { spendId, accountId } of facts.spends) {
    const amount = (now.uncovered.get(spendId) ?? 0) - (old.uncovered.get(spendId) ?? 0);
    let left = Math.max(0, amount);
    for (const lot of facts.lots) {
      const lost = (old.taken.get(spendId)?.get(lot.lotId) ?? 0) - (now.taken.get(spendId)?.get(lot.lotId) ?? 0);
      if (lost <= 0 || areOne(facts, accountId, lot.accountId, at)) continue;
      const part = Math.min(left, lost);
      if (part > 0)
        facts.debts.push({ spendId, amount: part, ...givenTo(facts, accountId, [lot.accountId], edgeId, at) });
      left -= part;
    }
    if (left > 0) facts.debts.push({ spendId, amount: left, ...givenTo(facts, accountId, [], edgeId, at) });
  }
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
    // What ended while it was held, and was freed since, ends once more.
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

/** Finds the ended lots to which an undo gives points back or which it frees, and lets them live on; that may free others. */
function giveGrace(before: Facts, facts: Facts, edgeId: EdgeId, at: number, until: number): void {
  const [old, now, known] = [play(before), play(facts), facts.graces.length];
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
    const livesOn = facts.rule === 'every ended lot lives on';
    if (!livesOn && !isFreed && takenOf(now, lot.lotId) >= takenOf(old, lot.lotId)) continue;
    const users = facts.spends
      .filter(
        ({ spendId }) => (old.taken.get(spendId)?.get(lot.lotId) ?? 0) > (now.taken.get(spendId)?.get(lot.lotId) ?? 0),
      )
      .map(({ accountId }) => accountId)
      .filter((accountId) => !areOne(facts, accountId, lot.accountId, at));
    facts.graces.push({ lotId: lot.lotId, until, ...givenTo(facts, lot.accountId, users, edgeId, at) });
  }
  if (facts.graces.length > known) giveGrace(before, facts, edgeId, at, until);
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
          amount: amount - refunded(facts, spendId),
          refunded: refunded(facts, spendId),
          taken: books.taken.get(spendId) ?? new Map(),
          uncovered: books.uncovered.get(spendId) ?? 0,
        },
      ]),
    ),
    available: new Map(facts.accounts.map((account) => [account, available(account)])),
  };
}
