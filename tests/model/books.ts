import { firstDifference, partition, type Span, togetherFrom } from '../../core/merges/together.ts';
import { type Given, isBack } from '../../core/points/given.ts';
import { pursePairs } from '../../core/points/purses.ts';
import {
  companions,
  endOf,
  type Grace,
  heldLots,
  type Lot,
  type PurseLink,
  takeableLots,
} from '../../core/points/reach.ts';
import { type Carry, type Facts, type Lapse, nothingUsed, type Refund, type Spend } from '../../core/points/replay.ts';
import {
  dueLapses,
  planParting,
  planSettlement,
  type Recorded,
  type Settlement,
  takenByLot,
} from '../../core/points/settlement.ts';
import { allocate } from '../../core/points/spend.ts';
import type { Wallet } from '../../core/points/wallet.ts';
import { Refusal } from '../../core/refusal.ts';
import type { AccountId, EdgeId, LotId, SpendId } from '../../db/ids.ts';
import type { Calendar, Observed, PureMachine, SeenSpend } from './machine.ts';
import { since, startIn } from './since.ts';

type Edge = Span & { edgeId: EdgeId };
/** Of which undo something is, and to whom it was given. */
type GivenBy = Given & { edgeId: EdgeId; withdrawn: boolean };
type State = {
  accountIds: AccountId[];
  lots: Lot[];
  reversed: Lot[];
  spends: Spend[];
  refunds: Refund[];
  carries: (Carry & { given: GivenBy | null })[];
  edges: Edge[];
  purseLinks: PurseLink[];
  graces: (Grace & { given: GivenBy })[];
  lapses: Lapse[];
  recorded: Recorded;
  /** When the newest row on a lot was booked. */
  lastRow: Map<LotId, number>;
};

/** Core's own rules with their books in memory, kept up row by row as the database keeps them: what the oracle is held against. */
export function createBooks(accountIds: AccountId[], calendar: Calendar): PureMachine {
  const recorded = { taken: new Map(), uncovered: new Map(), lapsed: new Map(), reversed: new Map() };
  return machine(
    {
      accountIds,
      lots: [],
      reversed: [],
      spends: [],
      refunds: [],
      carries: [],
      edges: [],
      purseLinks: [],
      graces: [],
      lapses: [],
      recorded,
      lastRow: new Map(),
    },
    calendar,
  );
}

function machine(state: State, calendar: Calendar): PureMachine {
  return {
    earn(at, { accountId, amount, availableAt, endsAt, once }) {
      const lotId = (state.lots.length + 1) as LotId;
      const onceKey = once ? 'welcome' : null;
      state.lots.push({ lotId, accountId, amount, recordedAt: at, availableAt, expiresAt: endsAt, onceKey });
      state.lastRow.set(lotId, at);
      settleAt(state, at, at);
      return lotId;
    },
    spend(at, accountId, amount) {
      const taken = allocated(state, accountId, at, amount);
      if (!taken) return undefined;
      const spendId = (state.spends.length + 1) as SpendId;
      state.spends.push({ spendId, accountId, amount, spentAt: at, ownOnly: false, lotId: null });
      state.recorded.taken.set(spendId, new Map(taken.map((part) => [part.lotId, part.amount])));
      for (const { lotId } of taken) state.lastRow.set(lotId, at);
      return spendId;
    },
    refund(at, spendId, amount) {
      const spend = state.spends.find((other) => other.spendId === spendId) as Spend;
      const part = Math.min(amount, spend.amount - refundedOf(state, spendId));
      if (part <= 0 || spend.lotId !== null) return undefined;
      lapse(state, at);
      state.refunds.push({ spendId, amount: part, at });
      settleAt(state, at, spend.spentAt);
      return true;
    },
    reverse(at, lotId, amount) {
      lapse(state, at);
      const lot = state.lots.find((other) => other.lotId === lotId) as Lot;
      const lapsed = state.recorded.lapsed.get(lotId) ?? 0;
      const reversed = state.spends
        .filter((spend) => spend.lotId === lotId)
        .reduce((sum, spend) => sum + spend.amount, 0);
      const part = Math.min(amount, lot.amount - lapsed - reversed);
      if (part <= 0) return undefined;
      const spendId = (state.spends.length + 1) as SpendId;
      state.spends.push({ spendId, accountId: lot.accountId, amount: part, spentAt: at, ownOnly: false, lotId });
      settleAt(state, at, at);
      const uncovered = state.recorded.uncovered.get(spendId) ?? 0;
      if (uncovered > 0) state.carries.push({ spendId, amount: uncovered, from: at, given: null });
      return spendId;
    },
    merge(at, a, b, how) {
      if (state.edges.some((edge) => isPair(edge, a, b) && edge.to === null)) return undefined;
      const edgeId = (state.edges.length + 1) as EdgeId;
      state.edges.push({ edgeId, a, b, from: at, to: null });
      if (how === 'counter')
        state.purseLinks.push({ ...ordered(a, b), confirmedAt: at, spendableAt: calendar.coolOff(at) });
      return edgeId;
    },
    undo(at, edgeId, carry = false) {
      const edge = state.edges.find((other) => other.edgeId === edgeId && other.to === null);
      if (!edge) return undefined;
      lapse(state, at);
      const before = factsOf(state);
      edge.to = at;
      const leaders = personsOf(state);
      if (leaders.get(edge.a) === leaders.get(edge.b)) return false;
      const from = firstCrossing(state, before, leaders);
      if (from === undefined) return true;
      const { facts, recorded } = factsSince(state, from, before);
      const cut = { at, graceUntil: calendar.grace(at), ends: [edge.a, edge.b] as [AccountId, AccountId] };
      const settlement = planParting(facts, before, recorded, cut);
      record(state, settlement, at);
      const given = (owner: AccountId, apartFrom: AccountId[]): GivenBy => ({
        ...{ edgeId, owner, apartFrom, voidedAt: at, withdrawn: false },
      });
      const ownerOf = new Map(state.lots.map(({ lotId, accountId }) => [lotId, accountId]));
      for (const { apartFrom, ...grace } of settlement.graces)
        state.graces.push({ ...grace, given: given(ownerOf.get(grace.lotId) as AccountId, apartFrom) });
      const spenderOf = new Map(state.spends.map(({ spendId, accountId }) => [spendId, accountId]));
      for (const { spendId, amount, apartFrom } of carry ? settlement.losses : [])
        state.carries.push({ spendId, amount, from: at, given: given(spenderOf.get(spendId) as AccountId, apartFrom) });
      return true;
    },
    redo(at, edgeId) {
      const edge = state.edges.find((other) => other.edgeId === edgeId && other.to !== null);
      if (!edge) return undefined;
      lapse(state, at);
      const before = factsOf(state);
      const joins = sinceOf(state);
      const leaders = personsOf(state);
      for (const other of state.edges) if (isPair(other, edge.a, edge.b) && other.to === null) other.to = at;
      edge.to = null;
      cease(state, edgeId);
      const { facts, recorded } = factsSince(state, firstDifference(joins, sinceOf(state)), before);
      record(state, planSettlement(facts, recorded, at), at);
      return leaders.get(edge.a) !== leaders.get(edge.b);
    },
    sweep: (at) => lapse(state, at),
    observe: (at) => observe(state, at),
    fork: () => machine(structuredClone(state), calendar),
  };
}

function ordered(a: AccountId, b: AccountId): { a: AccountId; b: AccountId } {
  return a < b ? { a, b } : { a: b, b: a };
}

function isPair(edge: Edge, a: AccountId, b: AccountId): boolean {
  return (edge.a === a && edge.b === b) || (edge.a === b && edge.b === a);
}

function personsOf({ accountIds, edges }: State): Map<AccountId, AccountId> {
  return partition(
    accountIds,
    edges.filter((edge) => edge.to === null),
  );
}

function factsOf({ accountIds, edges, ...facts }: State): Facts {
  const { together } = togetherFrom(edges, accountIds);
  const purseLinks = pursePairs(facts.purseLinks, edges);
  return { ...facts, purseLinks, accountIds, together, opening: nothingUsed };
}

/** `factsOf` without all that happened before `from` and stays as it is; `until` tells of the books before a change. */
function factsSince(state: State, from: number, until = factsOf(state)): { facts: Facts; recorded: Recorded } {
  return since(factsOf(state), state.recorded, startIn(until, state.recorded, from), state.lastRow);
}

/** Withdraws the undo of an edge, with what ends by that, once the edge stands again. */
function cease(state: State, edgeId: EdgeId): void {
  const { together } = togetherFrom(state.edges, state.accountIds);
  const stays = ({ given }: { given: GivenBy | null }) => {
    if (given?.edgeId === edgeId) given.withdrawn = true;
    return !given?.withdrawn || !isBack(given, together);
  };
  state.graces = state.graces.filter(stays);
  state.carries = state.carries.filter(stays);
}

function sinceOf({ edges, accountIds }: State): Map<string, number> {
  return togetherFrom(edges, accountIds).since;
}

/** The first spend that a parting can tell differently, as `planUndo` asks the tables; `leaders` are the persons after it. */
function firstCrossing(
  { spends, refunds, lots, recorded }: State,
  { together, accountIds }: Facts,
  leaders: Map<AccountId, AccountId>,
): number | undefined {
  const apart = (a: AccountId, b: AccountId) => together(a, b) !== undefined && leaders.get(a) !== leaders.get(b);
  const cut = accountIds.flatMap((a) => accountIds.filter((b) => apart(a, b)).map((b) => together(a, b) as number));
  const joined = Math.min(...cut);
  const once = lots.filter(({ onceKey }) => onceKey !== null);
  if (once.some((mine) => once.some((theirs) => apart(mine.accountId, theirs.accountId)))) return joined;
  const owners = new Map(lots.map(({ lotId, accountId }) => [lotId, accountId]));
  const within = new Set(accountIds.filter((a) => accountIds.some((b) => apart(a, b))));
  const moved = spends.filter(
    ({ spendId, accountId }) =>
      [...(recorded.taken.get(spendId)?.keys() ?? [])].some((lotId) =>
        apart(accountId, owners.get(lotId) as AccountId),
      ) ||
      (within.has(accountId) && refunds.some((refund) => refund.spendId === spendId && refund.at >= joined)),
  );
  return moved.length === 0 ? undefined : Math.min(...moved.map(({ spentAt }) => spentAt));
}

function lapse(state: State, at: number): void {
  const due = dueLapses(factsOf(state), state.recorded, at);
  state.lapses.push(...due);
  for (const { lotId, amount } of due) {
    changed(state.recorded.lapsed, lotId, amount);
    state.lastRow.set(lotId, at);
  }
}

/** Brings the books to what the facts come to; points that come back to an ended lot are seen to lapse. */
function settleAt(state: State, at: number, from: number): void {
  const { facts, recorded } = factsSince(state, from);
  const settlement = planSettlement(facts, recorded, at);
  record(state, settlement, at);
  const seen = settlement.lapses.filter(({ amount, ended }) => amount < 0 && ended);
  state.lapses.push(...seen.map(({ lotId, amount }) => ({ lotId, at, amount: -amount, held: false })));
}

function refundedOf({ refunds }: State, spendId: SpendId): number {
  return refunds.filter((refund) => refund.spendId === spendId).reduce((sum, { amount }) => sum + amount, 0);
}

/** Books a settlement as `writeSettlement` does: every row a change, never a new total. */
function record({ recorded, lastRow }: State, settlement: Settlement, at: number): void {
  const { moves, lapses, uncovered } = settlement;
  for (const { spendId, lotId, amount } of moves) {
    const taken = recorded.taken.get(spendId) ?? new Map<LotId, number>();
    recorded.taken.set(spendId, changed(taken, lotId, -amount));
  }
  for (const { lotId, amount } of lapses) changed(recorded.lapsed, lotId, -amount);
  for (const { lotId } of [...moves, ...lapses]) lastRow.set(lotId, at);
  for (const { spendId, amount } of uncovered) changed(recorded.uncovered, spendId, amount);
}

/** Adds to an entry, and takes it out when nothing is left. */
function changed<Key>(map: Map<Key, number>, key: Key, by: number): Map<Key, number> {
  const sum = (map.get(key) ?? 0) + by;
  if (sum === 0) map.delete(key);
  else map.set(key, sum);
  return map;
}

function remainingOf({ lots, recorded }: State): Map<LotId, number> {
  const taken = takenByLot(recorded, nothingUsed);
  const left = (lot: Lot) => lot.amount - (taken.get(lot.lotId) ?? 0) - (recorded.lapsed.get(lot.lotId) ?? 0);
  return new Map(lots.map((lot) => [lot.lotId, left(lot)]));
}

function walletOf(of: State): Wallet {
  return { ...factsOf(of), remaining: remainingOf(of), firstUse: firstUsesOf(of), frozen: false };
}

function firstUsesOf({ spends, recorded }: State): Map<LotId, number> {
  const uses = spends.flatMap(({ spendId, spentAt }) =>
    [...(recorded.taken.get(spendId)?.keys() ?? [])].map((lotId) => [lotId, spentAt] as const),
  );
  return new Map(uses.sort(([, x], [, y]) => y - x));
}

function allocated(of: State, accountId: AccountId, at: number, amount: number) {
  try {
    return allocate(walletOf(of), { accountId, at, amount });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function observe(of: State, at: number): Observed {
  const wallet = walletOf(of);
  const live = (lot: Lot) => (endOf(lot, of.graces, at) > at ? (wallet.remaining.get(lot.lotId) ?? 0) : 0);
  const available = (accountId: AccountId) =>
    takeableLots(wallet, { accountId, at, ownOnly: false }, wallet.firstUse).reduce((sum, lot) => sum + live(lot), 0);
  const held = (lot: Lot) =>
    heldLots(of.lots, companions(wallet, lot.accountId, at), at, wallet.firstUse).has(lot.lotId);
  return {
    persons: personsOf(of),
    lots: new Map(
      of.lots.map((lot) => [
        lot.lotId,
        {
          accountId: lot.accountId,
          amount: lot.amount,
          remaining: live(lot),
          availableAt: lot.availableAt,
          ownEnd: lot.expiresAt ?? Number.POSITIVE_INFINITY,
          endsAt: endOf(lot, of.graces, at),
          held: held(lot),
          once: lot.onceKey !== null,
        },
      ]),
    ),
    spends: new Map(of.spends.map((spend) => [spend.spendId, seen(of, spend)])),
    available: new Map(of.accountIds.map((accountId) => [accountId, available(accountId)])),
  };
}

function seen(of: State, { spendId, accountId, amount }: Spend): SeenSpend {
  const { recorded } = of;
  const taken = recorded.taken.get(spendId) ?? new Map();
  const refunded = refundedOf(of, spendId);
  return {
    accountId,
    amount: amount - refunded,
    refunded,
    taken,
    uncovered: recorded.uncovered.get(spendId) ?? 0,
  };
}
