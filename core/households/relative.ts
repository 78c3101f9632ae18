import { and, eq, gt, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { households, memberships } from '../../db/schema/households.ts';
import { accounts, profileValues } from '../../db/schema/members.ts';
import { daysLater } from '../calendar.ts';
import { type Profile, profileOf } from '../members/profile.ts';
import { isFamilyOf, membersMax, membersOf, type Place } from './household.ts';
import { isMinor } from './invite.ts';
import { isInHousehold } from './join.ts';
import { openInvitations } from './links.ts';

/** A relative in whose name an account may be offered a household, and by which contact of both. */
export type Relative = Place & { kind: 'phone' | 'mail' };

const provedDays = 30;

/**
 * The member of one household, who lets itself be found, that an account shares a phone or mail with: proved by the account within the
 * last month, proved or recorded by the shop on the member's side. Undefined when there is none, for a contact of several households or of more
 * people than a household has, for who is or ever was in that household or is in any, for who is not of age on either side, and for a full household.
 */
export async function relativeOf(db: Database, accountId: AccountId, now: Date): Promise<Relative | undefined> {
  const sharing = await sharingWith(db, accountId, now);
  if (sharing.length === 0 || (await isMinor(db, accountId, now)) || (await isInHousehold(db, accountId)))
    return undefined;
  const profiles = await profileOf(db, [accountId, ...sharing.map(({ membership }) => membership.accountId)]);
  const reached = sharing.filter(({ membership, kind, normalised }) => {
    const [own, theirs] = [profiles.get(accountId), profiles.get(membership.accountId)];
    return isReachedBy(own, kind, normalised, ['proved']) && isReachedBy(theirs, kind, normalised, ['proved', 'store']);
  });
  const [first] = reached;
  if (!first || reached.some(({ household }) => household.id !== first.household.id)) return undefined;
  if (await isFamilyOf(db, accountId, [first.membership.accountId])) return undefined;
  if (await isCrowded(db, first)) return undefined;
  const members = await membersOf(db, first.household.id);
  const open = await openInvitations(db, first.household.id, now);
  if (members.length + open.length >= membersMax) return undefined;
  for (const { membership, household, kind } of reached) {
    const own = members.find(({ id }) => id === membership.id);
    // Joining two cards turns no no into a yes.
    const cards = members.filter(({ personId }) => personId === own?.personId);
    if (!cards.every(({ findable }) => findable) || (await isMinor(db, membership.accountId, now))) continue;
    return { membership, household, kind };
  }
  return undefined;
}

type Sharing = Relative & { normalised: string };

/** Who is in a household and ever gave a contact that this account has proved, the longest first. */
async function sharingWith(db: Database, accountId: AccountId, now: Date): Promise<Sharing[]> {
  const [own, theirs] = [alias(profileValues, 'own'), alias(profileValues, 'theirs')];
  const same = and(eq(theirs.field, own.field), eq(theirs.normalised, own.normalised), ne(theirs.accountId, accountId));
  const standing = and(eq(memberships.accountId, theirs.accountId), isNull(memberships.leftAt));
  const proved = [isNotNull(own.verifiedAt), gt(own.verifiedAt, daysLater(now, -provedDays)), ne(own.normalised, '')];
  const rows = await db
    .select({ membership: memberships, household: households, kind: own.field, normalised: own.normalised })
    .from(own)
    .innerJoin(theirs, same)
    .innerJoin(memberships, standing)
    .innerJoin(households, and(eq(households.id, memberships.householdId), isNull(households.closedAt)))
    .innerJoin(accounts, and(eq(accounts.id, theirs.accountId), isNull(accounts.closedAt)))
    .where(and(eq(own.accountId, accountId), inArray(own.field, ['phone', 'mail']), ...proved))
    .orderBy(memberships.id);
  return rows as Sharing[];
}

function isReachedBy(
  profile: Profile | undefined,
  kind: Relative['kind'],
  normalised: string,
  known: ('proved' | 'store')[],
): boolean {
  const reach = profile?.[kind]?.reach;
  return reach?.normalised === normalised && known.some((how) => how === reach.known);
}

/** A contact that more people give than a household has is the shop's, or a filler. */
async function isCrowded(db: Database, { kind, normalised }: Sharing): Promise<boolean> {
  const [owners] = await db
    .select({ persons: sql<number>`count(distinct ${accounts.personId})::int` })
    .from(profileValues)
    .innerJoin(accounts, and(eq(accounts.id, profileValues.accountId), isNull(accounts.closedAt)))
    .where(and(eq(profileValues.field, kind), eq(profileValues.normalised, normalised)));
  return (owners?.persons ?? 0) > membersMax;
}
