import type { AccountId } from '../../db/ids.ts';

/** A living card that the shop's own system has as well. `chosenAt`: somebody said then that this number is to stay. */
export type ShopCard = { accountId: AccountId; registeredAt: Date; chosenAt: Date | null };

/** Two cards that were joined, since when without a break; `doubted` while it is frozen, or somebody wants it undone. */
export type Joined = { a: AccountId; b: AccountId; since: Date; doubted: boolean };

/** A number that may be deleted in the shop's own system, because another one of the same person stays there. */
export type Deletable = { accountId: AccountId; keptAccountId: AccountId; joinedAt: Date };

/**
 * Which numbers may go: of each person as it is joined by merges that nobody doubts and that have stood since `before`, all cards but the
 * one chosen last to stay, else the oldest. Never the last one of anybody. `joinedAt` is the newest of those merges.
 */
export function deletableAmong(cards: ShopCard[], joins: Joined[], before: Date): Deletable[] {
  const settled = joins.filter(({ doubted, since }) => !doubted && since <= before);
  const groups = groupsOf(settled);
  const byGroup = Map.groupBy(
    cards.filter(({ accountId }) => groups.has(accountId)),
    ({ accountId }) => groups.get(accountId) as Group,
  );
  return [...byGroup]
    .flatMap(([group, same]) => {
      const [kept, ...others] = same.toSorted(firstToStay);
      if (!kept) return [];
      const joinedAt = new Date(Math.max(...group.since.map((at) => at.getTime())));
      return others.map(({ accountId }) => ({ accountId, keptAccountId: kept.accountId, joinedAt }));
    })
    .sort((x, y) => x.accountId - y.accountId);
}

function firstToStay(x: ShopCard, y: ShopCard): number {
  const chosen = (y.chosenAt?.getTime() ?? 0) - (x.chosenAt?.getTime() ?? 0);
  return chosen || x.registeredAt.getTime() - y.registeredAt.getTime() || x.accountId - y.accountId;
}

type Group = { members: AccountId[]; since: Date[] };

function groupsOf(joins: Joined[]): Map<AccountId, Group> {
  const groups = new Map<AccountId, Group>();
  const of = (id: AccountId): Group => groups.get(id) ?? { members: [id], since: [] };
  for (const { a, b, since } of joins) {
    const [mine, theirs] = [of(a), of(b)];
    const joined =
      mine === theirs
        ? { members: mine.members, since: [...mine.since, since] }
        : { members: [...mine.members, ...theirs.members], since: [...mine.since, ...theirs.since, since] };
    for (const member of joined.members) groups.set(member, joined);
  }
  return groups;
}
