import type { AccountId, LotId, SpendId } from '../../db/ids.ts';
import { endOf, type Grace, type Lot } from './reach.ts';
import { type Books, type Facts, replay, type Spend } from './replay.ts';

/** What the books say now. */
export type Recorded = Books & { lapsed: Map<LotId, number> };

/**
 * The rows, dated today, that lead from what is recorded to what a replay says. `moves` and `lapses` are signed as their lot sees
 * them: plus comes back, minus goes.
 */
export type Settlement = {
  moves: { lotId: LotId; accountId: AccountId; spendId: SpendId; amount: number }[];
  lapses: { lotId: LotId; accountId: AccountId; amount: number }[];
  uncovered: { spendId: SpendId; accountId: AccountId; amount: number }[];
  graces: { lotId: LotId; expiresAt: number }[];
};

export const nothingToSettle: Settlement = { moves: [], lapses: [], uncovered: [], graces: [] };

/**
 * Plans the settlement of an undo (`graceUntil` given: points that come back to an ended lot live until then at least) or of a
 * redo (`graceUntil` null: what had lapsed lapses again). Changes nothing.
 */
export function planSettlement(facts: Facts, recorded: Recorded, at: number, graceUntil: number | null): Settlement {
  const books = replay(facts);
  const settlement: Settlement = { moves: [], lapses: [], uncovered: [], graces: [] };
  const owners = new Map(facts.lots.map((lot) => [lot.lotId, lot.accountId]));
  const [takenBefore, takenAfter] = [takenByLot(recorded), takenByLot(books)];
  for (const spend of facts.spends) settleSpend(spend, owners, books, recorded, settlement);
  for (const lot of facts.lots) {
    const lapsedBefore = recorded.lapsed.get(lot.lotId) ?? 0;
    const heldBefore = lot.amount - (takenBefore.get(lot.lotId) ?? 0) - lapsedBefore;
    const rest = lot.amount - (takenAfter.get(lot.lotId) ?? 0);
    const lapsed = lapsedAfter(lot, facts.graces, at, { rest, lapsedBefore, heldBefore, graceUntil });
    if (lapsed !== lapsedBefore)
      settlement.lapses.push({ lotId: lot.lotId, accountId: lot.accountId, amount: lapsedBefore - lapsed });
    if (graceUntil !== null && ended(lot, facts.graces, at) && rest > lapsed)
      settlement.graces.push({ lotId: lot.lotId, expiresAt: graceUntil });
  }
  return settlement;
}

function settleSpend(
  spend: Spend,
  owners: Map<LotId, AccountId>,
  books: Books,
  recorded: Recorded,
  settlement: Settlement,
): void {
  const { spendId } = spend;
  const [before, after] = [recorded.taken.get(spendId), books.taken.get(spendId)];
  for (const lotId of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const amount = (before?.get(lotId) ?? 0) - (after?.get(lotId) ?? 0);
    const accountId = owners.get(lotId);
    if (accountId === undefined) throw new Error(`lot ${lotId} is outside the accounts that are settled`);
    if (amount !== 0) settlement.moves.push({ lotId, accountId, spendId, amount });
  }
  const uncovered = (books.uncovered.get(spendId) ?? 0) - (recorded.uncovered.get(spendId) ?? 0);
  if (uncovered !== 0) settlement.uncovered.push({ spendId, accountId: spend.accountId, amount: uncovered });
}

/** How much each lot has given to spends. */
export function takenByLot({ taken }: Books): Map<LotId, number> {
  const sums = new Map<LotId, number>();
  for (const byLot of taken.values()) {
    for (const [lotId, amount] of byLot) sums.set(lotId, (sums.get(lotId) ?? 0) + amount);
  }
  return sums;
}

type LotSituation = { rest: number; lapsedBefore: number; heldBefore: number; graceUntil: number | null };

/** How much of a lot is lapsed after the settlement: what its owner saw lapse stays lapsed, what was used or held then does not. */
function lapsedAfter(
  lot: Lot,
  graces: Grace[],
  at: number,
  { rest, lapsedBefore, heldBefore, graceUntil }: LotSituation,
): number {
  const own = lot.expiresAt !== null && lot.expiresAt <= at;
  if (!own) return 0;
  if (!ended(lot, graces, at)) return Math.min(rest, lapsedBefore);
  return graceUntil === null ? rest : Math.min(rest, lapsedBefore + heldBefore);
}

function ended(lot: Lot, graces: Grace[], at: number): boolean {
  return endOf(lot, graces, at) <= at;
}
