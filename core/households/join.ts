import { and, inArray, isNull } from 'drizzle-orm';
import type { AccountId, MembershipId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { membershipShares, memberships } from '../../db/schema/households.ts';
import { audit } from '../audit.ts';
import type { Context, MemberActor } from '../context.ts';
import { componentOf } from '../merges/component.ts';
import { Refusal } from '../refusal.ts';
import { type Membership, membersMax, membersOf, type Place, subjectOf, tellAccounts } from './household.ts';

/**
 * Lets an account into the household of `inviter`, once both sides have said yes, and tells the others. The household is locked by the
 * caller. Refuses own_invitation, in_household, household_full.
 */
export async function joinHousehold(
  context: Context<MemberActor>,
  { household, membership: inviter }: Place,
  { accountId, visible }: { accountId: AccountId; visible: boolean },
): Promise<MembershipId> {
  const { db, actor } = context;
  const members = await membersOf(db, household.id);
  const { personId } = await componentOf(db, accountId);
  const same = members.filter((member) => member.personId === personId);
  if (same.some(({ id }) => id === inviter.id)) throw new Refusal('own_invitation');
  await refuseElsewhere(db, accountId);
  if (members.length >= membersMax) throw new Refusal('household_full', { max: membersMax });
  const place = { accountId, householdId: household.id, role: 'member', visible } as const;
  const membershipId = await insertMembership(context, place);
  await audit(context, { action: 'household.joined', subject: subjectOf(household.id), accountId });
  const others = members.map((member) => member.accountId).filter((id) => id !== actor.accountId);
  const message = { template: 'household_joined', membershipId } as const;
  await tellAccounts(context, others, message, `household_joined:${membershipId}`);
  return membershipId;
}

/** A person is in one household, by whichever of its cards. Refuses in_household. */
export async function refuseElsewhere(db: Database, accountId: AccountId): Promise<void> {
  if (await isInHousehold(db, accountId)) throw new Refusal('in_household');
}

/** Whether the person of an account is in a household, by whichever of its cards. */
export async function isInHousehold(db: Database, accountId: AccountId): Promise<boolean> {
  const { accountIds } = await componentOf(db, accountId);
  const standing = and(inArray(memberships.accountId, accountIds), isNull(memberships.leftAt));
  const [place] = await db.select({ id: memberships.id }).from(memberships).where(standing).limit(1);
  return place !== undefined;
}

/** Writes down that an account belongs to a household from now on. Refuses in_household. */
export async function insertMembership(
  { db, now }: Context,
  values: Pick<Membership, 'accountId' | 'householdId' | 'role' | 'visible'>,
): Promise<MembershipId> {
  const [row] = await db
    .insert(memberships)
    .values({ ...values, joinedAt: now })
    .onConflictDoNothing()
    .returning({ id: memberships.id });
  // The same card came in by another link at this very moment.
  if (!row) throw new Refusal('in_household');
  await db.insert(membershipShares).values({ membershipId: row.id, percent: 0, since: now });
  return row.id;
}
