import type { AccountId, LotId } from '../../db/ids.ts';
import type { Together } from '../merges/together.ts';

/** Points earned at one time, as the rules see them. Times are milliseconds. */
export type Lot = {
  lotId: LotId;
  accountId: AccountId;
  amount: number;
  recordedAt: number;
  availableAt: number;
  expiresAt: number | null;
  onceKey: string | null;
  /** Set while an undo is planned: the lot in whose place this one is to stand, on another account. */
  replaces?: LotId;
};

/**
 * Two accounts of one purse, because their owners confirmed it or by way of others (`pursePairs`): it counts from `spendableAt` while they
 * have not parted since `confirmedAt`.
 */
export type PurseLink = { a: AccountId; b: AccountId; confirmedAt: number; spendableAt: number };

/** A later end that an undo gave to a lot, from the moment of that undo on. */
export type Grace = { lotId: LotId; from: number; expiresAt: number };

/** An activity of an account that moved the end of all points it held live at that moment. */
export type Prolongation = { accountId: AccountId; from: number; expiresAt: number };

/** What makes lots end later than they would by themselves, in the order of time. */
export type LaterEnd = Grace | Prolongation;

export type Joins = { together: Together; purseLinks: PurseLink[]; accountIds: AccountId[] };

/** The accounts that have been one person with `account` since before `at`, without a break: its companions at that moment. */
export function companions({ together, accountIds }: Joins, account: AccountId, at: number): Set<AccountId> {
  return new Set(accountIds.filter((other) => (together(account, other) ?? Number.POSITIVE_INFINITY) < at));
}

/** The accounts whose lots a spend by `account` may take at `at`: its own, and those its purse reaches past every cool-off. */
export function purse(joins: Joins, account: AccountId, at: number): Set<AccountId> {
  const open = joins.purseLinks.filter(({ a, b, confirmedAt, spendableAt }) => {
    const since = joins.together(a, b);
    return since !== undefined && since < at && since <= confirmedAt && spendableAt <= at;
  });
  const reached = new Set([account]);
  for (const from of reached) {
    for (const { a, b } of open) {
      if (a === from) reached.add(b);
      if (b === from) reached.add(a);
    }
  }
  return reached;
}

/**
 * The once-only lots that are held back among `companions`: of each benefit one lot is spendable, the one used first, else the
 * earliest; the others wait, and are free again when their accounts part.
 */
export function heldLots(
  lots: Lot[],
  companionIds: Set<AccountId>,
  at: number,
  firstUse: Map<LotId, number>,
): Set<LotId> {
  const keepers = new Map<string, Lot>();
  const rivals = lots.filter((lot) => lot.onceKey !== null && companionIds.has(lot.accountId) && lot.recordedAt <= at);
  for (const lot of rivals) {
    const keeper = keepers.get(lot.onceKey ?? '');
    if (!keeper || comesFirst(lot, keeper, firstUse)) keepers.set(lot.onceKey ?? '', lot);
  }
  return new Set(rivals.filter((lot) => keepers.get(lot.onceKey ?? '') !== lot).map((lot) => lot.lotId));
}

function comesFirst(lot: Lot, other: Lot, firstUse: Map<LotId, number>): boolean {
  const used = (of: Lot) => firstUse.get(of.lotId) ?? Number.POSITIVE_INFINITY;
  if (used(lot) !== used(other)) return used(lot) < used(other);
  return lot.recordedAt - other.recordedAt < 0 || (lot.recordedAt === other.recordedAt && lot.lotId < other.lotId);
}

/** When a lot ends, seen from `at`: its own end, or the latest that a grace or an activity had given it by then. */
export function endOf(lot: Lot, graces: LaterEnd[], at: number): number {
  const own = lot.expiresAt ?? Number.POSITIVE_INFINITY;
  return graces.reduce((end, later) => (reaches(later, lot, end, at) ? Math.max(end, later.expiresAt) : end), own);
}

/**
 * An activity prolongs what lives: what had ended stays so, also when a redo takes back the grace that kept it alive. What happens
 * at the very moment of an activity does not see it yet, so a spend is replayed as it was made.
 */
function reaches(later: LaterEnd, lot: Lot, end: number, at: number): boolean {
  if ('lotId' in later) return later.lotId === lot.lotId && later.from <= at;
  return later.accountId === lot.accountId && lot.recordedAt <= later.from && later.from < at && later.from < end;
}

/** Soonest-ending first; at an equal end the acting account's own lots, then the older. */
export function spendOrder(acting: AccountId, graces: LaterEnd[], at: number): (x: Lot, y: Lot) => number {
  return (x, y) =>
    compare(endOf(x, graces, at), endOf(y, graces, at)) ||
    Number(y.accountId === acting) - Number(x.accountId === acting) ||
    compare(x.recordedAt, y.recordedAt) ||
    x.lotId - y.lotId;
}

type Reaching = Joins & { lots: Lot[]; graces: LaterEnd[] };
type Reach = { accountId: AccountId; at: number; ownOnly: boolean };

/** The lots a spend by `account` at `at` may take, in the order it takes them. */
export function takeableLots(facts: Reaching, spend: Reach, firstUse: Map<LotId, number>): Lot[] {
  return lotsWithin(facts, spend, firstUse).filter((lot) => endOf(lot, facts.graces, spend.at) > spend.at);
}

/**
 * The lots that had ended when the spend was made and that a later undo gave back to their owner: they cover what the spend would
 * else leave uncovered, because nobody saw their points lapse.
 */
export function returnedLots(facts: Reaching, spend: Reach, firstUse: Map<LotId, number>): Lot[] {
  const cameBack = new Set(
    facts.graces.flatMap((later) => ('lotId' in later && later.from > spend.at ? [later.lotId] : [])),
  );
  if (cameBack.size === 0) return [];
  return lotsWithin(facts, spend, firstUse).filter(
    (lot) => cameBack.has(lot.lotId) && endOf(lot, facts.graces, spend.at) <= spend.at,
  );
}

/** The lots within reach of a spend whatever their end, in the order it takes them. */
function lotsWithin(facts: Reaching, { accountId, at, ownOnly }: Reach, firstUse: Map<LotId, number>): Lot[] {
  const reached = ownOnly ? new Set([accountId]) : purse(facts, accountId, at);
  const held = heldLots(facts.lots, companions(facts, accountId, at), at, firstUse);
  return facts.lots
    .filter(
      (lot) => reached.has(lot.accountId) && !held.has(lot.lotId) && lot.recordedAt <= at && lot.availableAt <= at,
    )
    .sort(spendOrder(accountId, facts.graces, at));
}

function compare(x: number, y: number): number {
  return x === y ? 0 : x < y ? -1 : 1;
}
