import type { AccountId } from '../../db/ids.ts';

/** An edge and the time it stood: from `from` until `to` (milliseconds), or until now when `to` is null. */
export type Span = { a: AccountId; b: AccountId; from: number; to: number | null };

/** Answers since when (milliseconds) two accounts have been one person without a break; undefined when they are not. */
export type Together = (a: AccountId, b: AccountId) => number | undefined;

/** Groups `accounts` by the edges given: each account's smallest companion, itself when it stands alone. */
export function partition(accounts: AccountId[], edges: { a: AccountId; b: AccountId }[]): Map<AccountId, AccountId> {
  const leader = new Map(accounts.map((account) => [account, account]));
  const find = (account: AccountId): AccountId => {
    const up = leader.get(account) ?? account;
    return up === account ? account : find(up);
  };
  for (const { a, b } of edges) {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y) as [AccountId, AccountId];
    leader.set(high, low);
  }
  return new Map(accounts.map((account) => [account, find(account)]));
}

/**
 * Computes, from the history of all edges among `accounts`, since when each pair has been one person without a break, by
 * whatever edges. Walks back through the moments at which anything changed, from now to the pair's last parting.
 */
export function togetherFrom(spans: Span[], accounts: AccountId[]): { since: Map<string, number>; together: Together } {
  const standing = spans.filter((span) => span.to === null || span.to > span.from);
  const moments = [...new Set(standing.flatMap(({ from, to }) => (to === null ? [from] : [from, to])))].sort(
    (x, y) => y - x,
  );
  const since = new Map<string, number>();
  let unbroken: Set<string> | undefined;
  for (const moment of moments) {
    const leaders = partition(
      accounts,
      standing.filter(({ from, to }) => from <= moment && (to === null || to > moment)),
    );
    unbroken = new Set(
      pairs(accounts)
        .filter((pair) => (unbroken?.has(pairKey(...pair)) ?? true) && leaders.get(pair[0]) === leaders.get(pair[1]))
        .map((pair) => pairKey(...pair)),
    );
    if (unbroken.size === 0) break;
    for (const key of unbroken) since.set(key, moment);
  }
  return { since, together: togetherIn(since) };
}

/** The first moment from which two tables of pairs tell different companions; without end when they tell the same. */
export function firstDifference(one: Map<string, number>, other: Map<string, number>): number {
  const never = Number.POSITIVE_INFINITY;
  const moments = differing(one, other).map((key) => Math.min(one.get(key) ?? never, other.get(key) ?? never));
  return Math.min(never, ...moments);
}

/** The accounts of which two tables of pairs tell different companions. */
export function changedAmong(one: Map<string, number>, other: Map<string, number>): AccountId[] {
  return [...new Set(differing(one, other).flatMap((key) => key.split('-').map(Number) as AccountId[]))];
}

function differing(one: Map<string, number>, other: Map<string, number>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
}

/** Reads a table of pairs as a `Together`. */
export function togetherIn(since: Map<string, number>): Together {
  return (a, b) => (a === b ? Number.NEGATIVE_INFINITY : since.get(pairKey(a, b)));
}

/** The name of an unordered pair. */
export function pairKey(a: AccountId, b: AccountId): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}

function pairs(accounts: AccountId[]): [AccountId, AccountId][] {
  const sorted = [...accounts].sort((x, y) => x - y);
  return sorted.flatMap((a, index) => sorted.slice(index + 1).map((b): [AccountId, AccountId] => [a, b]));
}
