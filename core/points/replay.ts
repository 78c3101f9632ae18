import type { AccountId, LotId, SpendId } from '../../db/ids.ts';
import { companions, type Grace, heldLots, type Joins, type Lot, returnedLots, takeableLots } from './reach.ts';

/** Points used at one time by one account. Times are milliseconds. */
export type Spend = { spendId: SpendId; accountId: AccountId; amount: number; spentAt: number; ownOnly: boolean };

/** Points that their lot's end took at `at`. `held`: its owner could not have used them then, because another lot counted. */
export type Lapse = { lotId: LotId; at: number; amount: number; held: boolean };

/** All that decides who used which points: facts of the accounts, and who has been together since when. */
export type Facts = Joins & {
  lots: Lot[];
  spends: Spend[];
  graces: Grace[];
  lapses: Lapse[];
};

/** Who used which points: per spend the amounts by lot, and what no lot within reach could cover. */
export type Books = { taken: Map<SpendId, Map<LotId, number>>; uncovered: Map<SpendId, number> };

/**
 * Plays every spend again, oldest first, under one rule: it takes the lots it could reach at its time, cut to accounts that have
 * been one person with the acting account without a break since then. What is missing after that is covered by points that had
 * ended in somebody else's hands and came back. The rule of MERGE semantics; nothing else moves points.
 */
export function replay(facts: Facts): Books {
  const books: Books = { taken: new Map(), uncovered: new Map() };
  const used = new Map<LotId, number>();
  const firstUse = new Map<LotId, number>();
  for (const spend of inOrderOfTime(facts.spends)) {
    const reach = { accountId: spend.accountId, at: spend.spentAt, ownOnly: spend.ownOnly };
    const taken = new Map<LotId, number>();
    let missing = spend.amount;
    const take = (lot: Lot) => {
      const part = Math.min(missing, leftIn(lot, facts, used, firstUse, reach.at));
      if (part <= 0) return;
      taken.set(lot.lotId, part);
      used.set(lot.lotId, (used.get(lot.lotId) ?? 0) + part);
      if (!firstUse.has(lot.lotId)) firstUse.set(lot.lotId, reach.at);
      missing -= part;
    };
    takeableLots(facts, reach, firstUse).forEach(take);
    if (missing > 0) returnedLots(facts, reach, firstUse).forEach(take);
    books.taken.set(spend.spendId, taken);
    if (missing > 0) books.uncovered.set(spend.spendId, missing);
  }
  return books;
}

function inOrderOfTime(spends: Spend[]): Spend[] {
  return [...spends].sort((x, y) => x.spentAt - y.spentAt || x.spendId - y.spendId);
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
export function firstUses(spends: Spend[], { taken }: Pick<Books, 'taken'>): Map<LotId, number> {
  const firstUse = new Map<LotId, number>();
  for (const { spendId, spentAt } of spends) {
    for (const lotId of taken.get(spendId)?.keys() ?? []) {
      firstUse.set(lotId, Math.min(spentAt, firstUse.get(lotId) ?? Number.POSITIVE_INFINITY));
    }
  }
  return firstUse;
}
