import type { AccountId, EdgeId, LotId, SpendId } from '../../db/ids.ts';

/** What everybody can see of a shop at one moment: enough to tell two states apart, and nothing of how they are kept. */
export type Observed = {
  /** The person of each account, named by its smallest account. */
  persons: Map<AccountId, AccountId>;
  lots: Map<LotId, SeenLot>;
  spends: Map<SpendId, SeenSpend>;
  /** What each account can spend at this moment. */
  available: Map<AccountId, number>;
};
export type SeenLot = {
  accountId: AccountId;
  amount: number;
  /** What is left of it; 0 once it has ended. */
  remaining: number;
  availableAt: number;
  /** When it was to end, and when it ends, graces included; infinite when it does not. */
  ownEnd: number;
  endsAt: number;
  held: boolean;
  once: boolean;
};
/** `amount` is what it was less what was given back (`refunded`). */
export type SeenSpend = {
  accountId: AccountId;
  amount: number;
  refunded: number;
  taken: Map<LotId, number>;
  uncovered: number;
};

/** Points to give. Times are milliseconds. */
export type Gift = { accountId: AccountId; amount: number; availableAt: number; endsAt: number | null; once: boolean };

/** How the owner of the other side confirmed, if anybody did. */
export type Confirmed = 'counter' | 'none';

/** Something that keeps books and can merge and undo: the model, core's own rules, the database, or a planted fault. */
export type Machine = {
  earn(at: number, gift: Gift): Promise<LotId> | LotId;
  /** Undefined when it is refused for want of points. */
  spend(at: number, accountId: AccountId, amount: number): Promise<SpendId | undefined> | (SpendId | undefined);
  /** Undefined when the pair is joined by an edge already. */
  merge(at: number, a: AccountId, b: AccountId, how: Confirmed): Promise<EdgeId | undefined> | (EdgeId | undefined);
  /** Gives points of a spend back, at most what was not given back yet; undefined when nothing is left to give back. */
  refund(at: number, spendId: SpendId, amount: number): Promise<true | undefined> | (true | undefined);
  /** Takes points of a lot back, because what they were given for came back; undefined when there is nothing left to take. */
  reverse(at: number, lotId: LotId, amount: number): Promise<SpendId | undefined> | (SpendId | undefined);
  /** Whether it parted two persons; undefined when the edge is not active. With `carry` what nobody covers is owed, not given. */
  undo(at: number, edgeId: EdgeId, carry?: boolean): Promise<boolean | undefined> | (boolean | undefined);
  /** Whether it joined two persons; undefined when the edge is not void. */
  redo(at: number, edgeId: EdgeId): Promise<boolean | undefined> | (boolean | undefined);
  /** Lapses what has ended. */
  sweep(at: number): Promise<void> | void;
  observe(at: number): Promise<Observed> | Observed;
};

/** A machine that can be copied, to ask what would happen if. */
export type PureMachine = {
  [method in keyof Machine]: (...given: Parameters<Machine[method]>) => Awaited<ReturnType<Machine[method]>>;
} & { fork(): PureMachine };

/** The calendar of the shop the machines stand for. */
export type Calendar = { coolOff: (at: number) => number; grace: (at: number) => number };

/** An observation as text, for comparing. */
export function inWords({ persons, lots, spends, available }: Observed): string {
  const sorted = <Key extends number, Value>(map: Map<Key, Value>) => [...map].sort(([x], [y]) => x - y);
  return JSON.stringify({
    persons: sorted(persons),
    // When an empty lot ends is nobody's business.
    lots: sorted(lots).map(([id, lot]) => [id, lot.remaining > 0 ? lot : { ...lot, endsAt: 0 }]),
    spends: sorted(spends).map(([id, { taken, ...spend }]) => [id, { ...spend, taken: sorted(taken) }]),
    available: sorted(available),
  });
}
