import type { AccountId, LotId, SpendId } from '../../db/ids.ts';
import { type Grace, type Joins, type Lot, takeableLots } from './reach.ts';

/** Points used at one time by one account. Times are milliseconds. */
export type Spend = { spendId: SpendId; accountId: AccountId; amount: number; spentAt: number; ownOnly: boolean };

/** All that decides who used which points: facts of the accounts, and who has been together since when. */
export type Facts = Joins & {
  lots: Lot[];
  spends: Spend[];
  graces: Grace[];
  /** What each lot has already lost to its end. */
  lapsed: Map<LotId, number>;
};

/** Who used which points: per spend the amounts by lot, and what no lot within reach could cover. */
export type Books = { taken: Map<SpendId, Map<LotId, number>>; uncovered: Map<SpendId, number> };

/**
 * Plays every spend again, oldest first, under one rule: it takes the lots it could reach at its time, cut to accounts that have
 * been one person with the acting account without a break since then. The rule of MERGE semantics; nothing else moves points.
 */
export function replay(facts: Facts): Books {
  const books: Books = { taken: new Map(), uncovered: new Map() };
  const used = new Map<LotId, number>();
  const firstUse = new Map<LotId, number>();
  for (const spend of [...facts.spends].sort((x, y) => x.spentAt - y.spentAt || x.spendId - y.spendId)) {
    const at = spend.spentAt;
    const taken = new Map<LotId, number>();
    let missing = spend.amount;
    for (const lot of takeableLots(facts, { accountId: spend.accountId, at, ownOnly: spend.ownOnly }, firstUse)) {
      const lapsed = lot.expiresAt !== null && lot.expiresAt <= at ? (facts.lapsed.get(lot.lotId) ?? 0) : 0;
      const part = Math.min(missing, lot.amount - lapsed - (used.get(lot.lotId) ?? 0));
      if (part <= 0) continue;
      taken.set(lot.lotId, part);
      used.set(lot.lotId, (used.get(lot.lotId) ?? 0) + part);
      if (!firstUse.has(lot.lotId)) firstUse.set(lot.lotId, at);
      missing -= part;
      if (missing === 0) break;
    }
    books.taken.set(spend.spendId, taken);
    if (missing > 0) books.uncovered.set(spend.spendId, missing);
  }
  return books;
}
