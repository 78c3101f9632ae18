import type { AccountId, LotId, SpendId } from '../../db/ids.ts';
import { endOf, type Grace, type Joins, type Lot } from './reach.ts';
import {
  type Books,
  type Facts,
  firstUses,
  isHeld,
  type Lapse,
  type Opening,
  replay,
  type Spend,
  seenLapse,
} from './replay.ts';

/** What the books say now; `reversed` is what lots have lost because their purchase is somebody else's. */
export type Recorded = Books & { lapsed: Map<LotId, number>; reversed: Map<LotId, number> };

/**
 * The rows, dated today, that lead from what is recorded to what a replay says. `moves`, `lapses` and `reversals` are signed as their
 * lot sees them: plus comes back, minus goes.
 */
export type Settlement = {
  moves: { lotId: LotId; accountId: AccountId; spendId: SpendId; spender: AccountId; amount: number }[];
  /** `ended`: the lot has; else what its owner had seen lapse of it before it lived on is gone again. */
  lapses: { lotId: LotId; accountId: AccountId; amount: number; ended: boolean }[];
  /** What lots lose because their purchase is somebody else's, and what comes back when it no longer is. */
  reversals: { lotId: LotId; accountId: AccountId; amount: number }[];
  uncovered: { spendId: SpendId; accountId: AccountId; amount: number }[];
  /** Later ends, and what spends lost, each with the accounts by whose parting. */
  graces: (Grace & { apartFrom: AccountId[] })[];
  losses: { spendId: SpendId; amount: number; apartFrom: AccountId[] }[];
  /** When each lot of what was played again was first used, as things are then. */
  firstUse?: Map<LotId, number>;
};

export const nothingToSettle: Settlement = {
  ...{ moves: [], lapses: [], reversals: [], uncovered: [] },
  ...{ graces: [], losses: [] },
};

/**
 * Plans the settlement of an undo that parts, at `at`. `facts` are as the undo leaves them, `before` is who was joined until now.
 * An ended lot to which points come back, because they were used or held when it ended, lives until `graceUntil` with what its owner
 * did not see lapse; that first covers what is missing on its own side, and what it sets free there may come back to an ended lot in turn.
 * `ends` are the two that the cut edge joined: whatever cannot be told from who lost whose points is theirs. Changes nothing.
 */
export function planParting(
  facts: Facts,
  before: Joins,
  recorded: Recorded,
  { at, graceUntil, ends }: { at: number; graceUntil: number; ends: [AccountId, AccountId] },
): Settlement {
  const takenBefore = takenByLot(recorded, facts.opening);
  const wasTaken = ({ lotId, replaces }: Lot) =>
    (takenBefore.get(lotId) ?? 0) + (replaces === undefined ? 0 : (takenBefore.get(replaces) ?? 0));
  const wasHeld = { facts: { ...facts, ...before }, firstUse: firstUses(facts, recorded) };
  const heldLapses = facts.lapses.filter(({ held }) => held);
  const graces: Grace[] = [];
  for (;;) {
    const parted = { ...facts, graces: [...facts.graces, ...graces] };
    const books = replay(parted);
    const [taken, firstUse] = [takenByLot(books, facts.opening), firstUses(parted, books)];
    const comesBack = (lot: Lot) => (taken.get(lot.lotId) ?? 0) < wasTaken(lot);
    const isFreed = (lot: Lot) =>
      heldLapses.some(
        ({ lotId, at: end }) =>
          lotId === lot.lotId &&
          isHeld(lot, wasHeld.facts, wasHeld.firstUse, end) &&
          !isHeld(lot, parted, firstUse, end),
      );
    const known = new Set(graces.map(({ lotId }) => lotId));
    const further = facts.lots.filter(
      (lot) => !known.has(lot.lotId) && endOf(lot, facts.graces, at) <= at && (comesBack(lot) || isFreed(lot)),
    );
    if (further.length === 0) {
      const settlement = planSettlement(parted, recorded, at, books);
      return { ...settlement, ...withCauses(settlement, graces, parted, ends) };
    }
    graces.push(...further.map((lot): Grace => ({ lotId: lot.lotId, from: at, expiresAt: graceUntil })));
  }
}

/**
 * Whose parting brought the points of a lot back: of those who had used them and are now apart from its owner; and whose left a spend
 * uncovered: of the owners of its lots who are now apart from the spender, lot by lot.
 */
function withCauses(
  { moves, uncovered }: Settlement,
  graces: Grace[],
  { together }: Joins,
  ends: [AccountId, AccountId],
): Pick<Settlement, 'graces' | 'losses'> {
  const crossed = moves
    .filter(({ accountId, spender, amount }) => amount > 0 && together(accountId, spender) === undefined)
    .sort((x, y) => x.lotId - y.lotId);
  const losses = uncovered
    .filter(({ amount }) => amount > 0)
    .flatMap(({ spendId, amount }) => {
      let left = amount;
      const parts = crossed
        .filter((move) => move.spendId === spendId)
        .map((move) => {
          const part = Math.min(left, move.amount);
          left -= part;
          return { spendId, amount: part, apartFrom: [move.accountId] };
        });
      return [...parts, { spendId, amount: left, apartFrom: ends }].filter((loss) => loss.amount > 0);
    });
  const users = (lotId: LotId) => [
    ...new Set(crossed.filter((move) => move.lotId === lotId).map(({ spender }) => spender)),
  ];
  return {
    graces: graces.map((grace) => {
      const apartFrom = users(grace.lotId);
      return { ...grace, apartFrom: apartFrom.length > 0 ? apartFrom : ends };
    }),
    losses,
  };
}

/** Plans the rows that lead, at `at`, from what is recorded to what the facts come to (`books`). Changes nothing. */
export function planSettlement(facts: Facts, recorded: Recorded, at: number, books = replay(facts)): Settlement {
  const settlement: Settlement = { moves: [], lapses: [], reversals: [], uncovered: [], graces: [], losses: [] };
  const owners = new Map([...facts.lots, ...facts.reversed].map((lot) => [lot.lotId, lot.accountId]));
  for (const spend of facts.spends) settleSpend(spend, owners, books, recorded, settlement);
  const [taken, firstUse] = [takenByLot(books, facts.opening), firstUses(facts, books)];
  for (const lot of facts.lots) {
    const left = lot.amount - (taken.get(lot.lotId) ?? 0);
    const ended = endOf(lot, facts.graces, at) <= at;
    const lapsed = ended ? left : Math.min(left, seenLapse(lot, facts, firstUse, at));
    const amount = (recorded.lapsed.get(lot.lotId) ?? 0) - lapsed;
    if (amount !== 0) settlement.lapses.push({ lotId: lot.lotId, accountId: lot.accountId, amount, ended });
  }
  settleReversed(facts, recorded, settlement);
  return { ...settlement, firstUse };
}

/** A lot whose purchase is somebody else's holds nothing and gave nothing; one that counts again has lost nothing. */
function settleReversed({ lots, reversed }: Facts, recorded: Recorded, { reversals }: Settlement): void {
  const lost = (lot: Lot) => recorded.reversed.get(lot.lotId) ?? 0;
  const back = lots.map((lot) => ({ lot, amount: lost(lot) }));
  const gone = reversed.map((lot) => ({ lot, amount: lost(lot) + (recorded.lapsed.get(lot.lotId) ?? 0) - lot.amount }));
  for (const { lot, amount } of [...back, ...gone])
    if (amount !== 0) reversals.push({ lotId: lot.lotId, accountId: lot.accountId, amount });
}

/** What the ends of lots have taken by `at` and nobody has written down yet. */
export function dueLapses(
  facts: Omit<Facts, 'refunds' | 'carries' | 'lapses'>,
  recorded: Recorded,
  at: number,
): Lapse[] {
  const [taken, firstUse] = [takenByLot(recorded, facts.opening), firstUses(facts, recorded)];
  return facts.lots
    .filter((lot) => endOf(lot, facts.graces, at) <= at)
    .map((lot) => ({
      lotId: lot.lotId,
      at,
      amount: lot.amount - (taken.get(lot.lotId) ?? 0) - goneFrom(lot.lotId, recorded),
      held: isHeld(lot, facts, firstUse, at),
    }))
    .filter(({ amount }) => amount > 0);
}

/** What a lot has lost for good, as things stand: lapsed, or reversed with its purchase. */
export function goneFrom(lotId: LotId, { lapsed, reversed }: Recorded): number {
  return (lapsed.get(lotId) ?? 0) + (reversed.get(lotId) ?? 0);
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
    if (amount !== 0) settlement.moves.push({ lotId, accountId, spendId, spender: spend.accountId, amount });
  }
  const uncovered = (books.uncovered.get(spendId) ?? 0) - (recorded.uncovered.get(spendId) ?? 0);
  if (uncovered !== 0) settlement.uncovered.push({ spendId, accountId: spend.accountId, amount: uncovered });
}

/** How much each lot has given to spends. */
export function takenByLot({ taken }: Books, { used }: Opening): Map<LotId, number> {
  const sums = new Map(used);
  for (const byLot of taken.values()) {
    for (const [lotId, amount] of byLot) sums.set(lotId, (sums.get(lotId) ?? 0) + amount);
  }
  return sums;
}
