import type { AccountId, EdgeId, LotId, SpendId } from '../../db/ids.ts';
import type { Observed, PureMachine, SeenLot, SeenSpend } from './machine.ts';

type Lot = SeenLot & { owner: AccountId };
type State = {
  accounts: AccountId[];
  lots: Map<LotId, Lot>;
  spends: Map<SpendId, SeenSpend>;
  merges: { edgeId: EdgeId; from: AccountId; to: AccountId; moved: LotId[]; active: boolean }[];
  survivors: Map<AccountId, AccountId>;
};

/** What an undo does in shops that merge by moving rows: nothing to the points, or the rows back as far as they are left. */
export type Undoing = 'leaves the points with the survivor' | 'moves back what is left';

/**
 * The design nearly everybody has: a merge makes the loser's rows the survivor's. Written down here to be caught, beside `bench/merge`
 * which measures it.
 */
export function createRowMoving(accounts: AccountId[], undoing: Undoing): PureMachine {
  const survivors = new Map(accounts.map((account) => [account, account]));
  return machine({ accounts, lots: new Map(), spends: new Map(), merges: [], survivors }, undoing);
}

function machine(state: State, undoing: Undoing): PureMachine {
  return {
    earn(_at, { accountId, amount, availableAt, endsAt, once }) {
      const lotId = (state.lots.size + 1) as LotId;
      const ownEnd = endsAt ?? Number.POSITIVE_INFINITY;
      const owner = survivorOf(state, accountId);
      state.lots.set(lotId, {
        ...{ accountId: owner, owner: accountId, amount, remaining: amount, availableAt, ownEnd, endsAt: ownEnd },
        ...{ held: false, once },
      });
      return lotId;
    },
    spend(at, accountId, amount) {
      const own = spendable(state, accountId, at).sort(([, x], [, y]) => x.endsAt - y.endsAt);
      if (own.reduce((sum, [, lot]) => sum + lot.remaining, 0) < amount) return undefined;
      const spendId = (state.spends.size + 1) as SpendId;
      const taken = new Map<LotId, number>();
      let missing = amount;
      for (const [lotId, lot] of own) {
        const part = Math.min(missing, lot.remaining);
        lot.remaining -= part;
        missing -= part;
        if (part > 0) taken.set(lotId, part);
      }
      state.spends.set(spendId, { accountId, amount, refunded: 0, taken, uncovered: 0 });
      return spendId;
    },
    refund: () => undefined,
    reverse: () => undefined,
    merge(_at, a, b) {
      const [to, from] = [survivorOf(state, a), survivorOf(state, b)];
      if (to === from) return undefined;
      const moved = [...state.lots].filter(([, lot]) => lot.accountId === from).map(([lotId]) => lotId);
      for (const lotId of moved) (state.lots.get(lotId) as Lot).accountId = to;
      for (const account of state.accounts) if (survivorOf(state, account) === from) state.survivors.set(account, to);
      const edgeId = (state.merges.length + 1) as EdgeId;
      state.merges.push({ edgeId, from, to, moved, active: true });
      return edgeId;
    },
    undo(_at, edgeId) {
      const merge = state.merges.find((other) => other.edgeId === edgeId && other.active);
      if (!merge) return undefined;
      merge.active = false;
      state.survivors.set(merge.from, merge.from);
      if (undoing === 'moves back what is left') {
        for (const lotId of merge.moved) (state.lots.get(lotId) as Lot).accountId = merge.from;
      }
      return true;
    },
    redo: () => undefined,
    sweep(at) {
      for (const lot of state.lots.values()) if (lot.endsAt <= at) lot.remaining = 0;
    },
    observe: (at) => observe(state, at),
    fork: () => machine(structuredClone(state), undoing),
  };
}

function survivorOf({ survivors }: State, account: AccountId): AccountId {
  return survivors.get(account) as AccountId;
}

function spendable(state: State, accountId: AccountId, at: number): [LotId, Lot][] {
  const owner = survivorOf(state, accountId);
  return [...state.lots].filter(
    ([, lot]) => lot.accountId === owner && lot.availableAt <= at && lot.endsAt > at && lot.remaining > 0,
  );
}

function observe(state: State, at: number): Observed {
  const leader = (account: AccountId) =>
    Math.min(...state.accounts.filter((other) => survivorOf(state, other) === survivorOf(state, account))) as AccountId;
  const available = (account: AccountId) =>
    spendable(state, account, at).reduce((sum, [, lot]) => sum + lot.remaining, 0);
  return {
    persons: new Map(state.accounts.map((account) => [account, leader(account)])),
    lots: new Map(
      [...state.lots].map(([id, { owner: _, ...lot }]) => [id, lot.endsAt > at ? lot : { ...lot, remaining: 0 }]),
    ),
    spends: new Map(state.spends),
    available: new Map(state.accounts.map((account) => [account, available(account)])),
  };
}
