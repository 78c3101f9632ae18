import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AccountId, HouseholdId, IdentityId, PersonId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { households, memberships } from '../../db/schema/households.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import type { Context } from '../context.ts';
import type { MemberMessage } from '../outbox.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';

/** More is a school class or a club, not a family. */
export const membersMax = 8;
/** A household of fewer is none: it closes. */
export const membersMin = 2;

export type Household = typeof households.$inferSelect;
export type Membership = typeof memberships.$inferSelect;

/** The membership of one account that stands now, with its household. */
export type Place = { membership: Membership; household: Household };

/** Where an account belongs now; undefined when it is in no household. What another card of the same person joined is not its own. */
export async function placeOf(db: Database, accountId: AccountId): Promise<Place | undefined> {
  const [row] = await db
    .select({ membership: memberships, household: households })
    .from(memberships)
    .innerJoin(households, eq(households.id, memberships.householdId))
    .where(and(eq(memberships.accountId, accountId), isNull(memberships.leftAt)));
  return row;
}

/**
 * Locks the household of an account until the transaction ends, before any account: whoever joins, leaves, pays or closes meets
 * the others here. Refuses not_found when the account is in none.
 */
export async function lockPlace(db: Database, accountId: AccountId): Promise<Place> {
  const place = await placeOf(db, accountId);
  if (!place) throw new Refusal('not_found');
  await lockHousehold(db, place.household.id);
  const still = await placeOf(db, accountId);
  if (still?.household.id !== place.household.id) throw new Refusal('not_found');
  return still;
}

/** Locks one household until the transaction ends and answers it as it is then. */
export async function lockHousehold(db: Database, householdId: HouseholdId): Promise<Household> {
  const [household] = await db.select().from(households).where(eq(households.id, householdId)).for('no key update');
  if (!household) throw new Refusal('not_found');
  return household;
}

/** The standing memberships of a household with the person each account is now, the longest first. */
export async function membersOf(
  db: Database,
  householdId: HouseholdId,
): Promise<(Membership & { personId: PersonId })[]> {
  const rows = await db
    .select({ membership: memberships, personId: accounts.personId })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(and(eq(memberships.householdId, householdId), isNull(memberships.leftAt)))
    .orderBy(asc(memberships.id));
  return rows.map(({ membership, personId }) => ({ ...membership, personId }));
}

/**
 * Whether two accounts are of persons who were ever in one household: somebody said, with the other's consent, that they are two. No
 * automatic path may make them one, also after they left.
 */
export function isHouseholdPair(db: Database, a: AccountId, b: AccountId): Promise<boolean> {
  return isFamilyOf(db, a, [b]);
}

/** Whether an account's person was ever in one household with the person of any of `accountIds`; who left stays family. */
export async function isFamilyOf(db: Database, accountId: AccountId, accountIds: AccountId[]): Promise<boolean> {
  const [one, other] = [alias(accounts, 'one'), alias(accounts, 'other')];
  const [mine, theirs] = [alias(memberships, 'mine'), alias(memberships, 'theirs')];
  const personsOf = (ids: AccountId[]) =>
    db.select({ personId: accounts.personId }).from(accounts).where(inArray(accounts.id, ids));
  const [found] = await db
    .select({ id: mine.id })
    .from(mine)
    .innerJoin(one, eq(one.id, mine.accountId))
    .innerJoin(theirs, eq(theirs.householdId, mine.householdId))
    .innerJoin(other, eq(other.id, theirs.accountId))
    .where(
      and(
        inArray(one.personId, personsOf([accountId])),
        inArray(other.personId, personsOf(accountIds)),
        sql`${mine.accountId} <> ${theirs.accountId}`,
      ),
    )
    .limit(1);
  return found !== undefined;
}

/** How many belong to the household of this account's person, for staff: only while the member lets itself be seen, else null. */
export async function visibleHouseholdSize(db: Database, accountId: AccountId): Promise<number | null> {
  const place = await placeOf(db, accountId);
  if (!place?.membership.visible) return null;
  const members = await membersOf(db, place.household.id);
  const persons = new Set(members.map(({ personId }) => personId));
  return persons.size >= membersMin ? persons.size : null;
}

type HouseholdMessage = Extract<MemberMessage, { template: `household_${string}` }>;

/** Tells the LINE of these accounts something about their household. */
export async function tellAccounts(
  context: Context,
  accountIds: AccountId[],
  message: HouseholdMessage,
  key: string,
): Promise<void> {
  for (const identityId of await lineOf(context.db, accountIds)) {
    await tell(context, { topic: 'line', message: { to: identityId, ...message } }, `${key}:${identityId}`);
  }
}

async function lineOf(db: Database, accountIds: AccountId[]): Promise<IdentityId[]> {
  if (accountIds.length === 0) return [];
  const live = and(eq(identities.kind, 'line'), isNull(identities.unlinkedAt), isNull(identities.blockedAt));
  const rows = await db
    .select({ id: identities.id })
    .from(identities)
    .where(and(inArray(identities.accountId, accountIds), live));
  return rows.map(({ id }) => id);
}

/** The audit's name of a household. */
export function subjectOf(householdId: HouseholdId): string {
  return `household:${householdId}`;
}
