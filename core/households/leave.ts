import { and, eq, gt } from 'drizzle-orm';
import type { AccountId, MembershipId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { householdInvitations, households, memberships, potLots } from '../../db/schema/households.ts';
import { accounts } from '../../db/schema/members.ts';
import { lots } from '../../db/schema/points.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import type { Taken } from '../points/spend.ts';
import { Refusal } from '../refusal.ts';
import {
  lockPlace,
  type Membership,
  membersMin,
  membersOf,
  type Place,
  placeOf,
  subjectOf,
  tellAccounts,
} from './household.ts';
import { lockBoth, move } from './pot.ts';

/** What leaving would do: what comes back with which end, and whether the household ends with it. */
export type LeavePreview = { takesBack: number; lots: { amount: number; endsAt: Date | null }[]; closes: boolean };

/** Works out what leaving would do now. Refuses not_found. */
export async function previewLeave({ db, actor, now }: Context<MemberActor>): Promise<LeavePreview> {
  const place = await placeOf(db, actor.accountId);
  if (!place) throw new Refusal('not_found');
  const own = await leftOf(db, place, now);
  const others = (await membersOf(db, place.household.id)).length - 1;
  return {
    takesBack: own.reduce((sum, { amount }) => sum + amount, 0),
    lots: own.map(({ amount, endsAt }) => ({ amount, endsAt })),
    closes: others < membersMin,
  };
}

/**
 * The member leaves its household, at any time. Own points never were anybody else's; of the pot the leaver takes back, lot by lot
 * with the old ends, exactly what is left of what they paid in. When fewer than two are left everybody's is given back alike and
 * the household closes. Refuses not_found when there is nothing to leave.
 */
export async function leaveHousehold(context: Context<MemberActor>): Promise<{ closed: boolean }> {
  return inTransaction(context, (inside) => endMembership(inside, inside.actor.accountId, 'left'));
}

/** The head takes somebody out of the household, with the same effect as their leaving. Refuses not_found, not_yours. */
export async function removeMember(
  context: Context<MemberActor>,
  { membershipId }: { membershipId: MembershipId },
): Promise<{ closed: boolean }> {
  return inTransaction(context, async (inside) => {
    const { db, actor } = inside;
    const { membership, household } = await lockPlace(db, actor.accountId);
    if (membership.role !== 'head') throw new Refusal('not_yours');
    const member = (await membersOf(db, household.id)).find(({ id }) => id === membershipId);
    if (!member || member.id === membership.id) throw new Refusal('not_found');
    return endMembership(inside, member.accountId, 'removed');
  });
}

/**
 * Takes an account out of whatever household it is in, and ends what it asks for, for who closes or erases it; does nothing for one that is
 * in none and asks for nothing.
 */
export async function withdrawFromHousehold(context: Context, accountId: AccountId): Promise<void> {
  const { db, now } = context;
  const own = and(eq(householdInvitations.forAccountId, accountId), eq(householdInvitations.state, 'open'));
  await db.update(householdInvitations).set({ state: 'cancelled', settledAt: now }).where(own);
  if (await placeOf(db, accountId)) await endMembership(context, accountId, 'left');
}

async function endMembership(
  context: Context,
  accountId: AccountId,
  reason: 'left' | 'removed',
): Promise<{ closed: boolean }> {
  const { db } = context;
  const place = await lockPlace(db, accountId);
  await part(context, place, reason);
  const rest = await membersOf(db, place.household.id);
  const told = rest.map((member) => member.accountId);
  const closed = rest.length < membersMin;
  const key = `household_left:${place.membership.id}`;
  if (closed) await close(context, place, rest);
  else await passOn(context, place, rest[0] as Membership);
  await tellAccounts(context, told, { template: closed ? 'household_closed' : 'household_left' }, key);
  if (reason === 'removed') {
    await tellAccounts(
      context,
      [accountId],
      { template: 'household_removed' },
      `household_removed:${place.membership.id}`,
    );
  }
  return { closed };
}

/** Gives back what is this member's and ends the membership. */
async function part(context: Context, place: Place, reason: 'left' | 'removed' | 'closed'): Promise<void> {
  const { db, now } = context;
  const { membership, household } = place;
  const { pot } = await lockBoth(context, place);
  const taken = (await leftOf(db, place, now)).map(({ endsAt: _, ...part }): Taken => part);
  if (taken.length > 0) await move(context, place, 'take_back', String(membership.id), taken, pot);
  await db.update(memberships).set({ leftAt: now }).where(eq(memberships.id, membership.id));
  await cancelOf(context, membership.id);
  const { accountId } = membership;
  await audit(context, { action: 'household.left', subject: subjectOf(household.id), accountId, reason });
}

/** The last one cannot be a household alone. */
async function close(context: Context, { household }: Place, rest: Membership[]): Promise<void> {
  const { db, now } = context;
  for (const membership of rest) await part(context, { household, membership }, 'closed');
  await db.update(households).set({ closedAt: now }).where(eq(households.id, household.id));
  await db.update(accounts).set({ closedAt: now }).where(eq(accounts.id, household.potAccountId));
  await audit(context, { action: 'household.closed', subject: subjectOf(household.id) });
}

/** Somebody must be the head: whoever has been there longest. */
async function passOn({ db }: Context, { membership }: Place, longest: Membership): Promise<void> {
  if (membership.role !== 'head') return;
  await db.update(memberships).set({ role: 'head' }).where(eq(memberships.id, longest.id));
}

async function cancelOf({ db, now }: Context, invitedById: MembershipId): Promise<void> {
  const open = and(eq(householdInvitations.invitedById, invitedById), eq(householdInvitations.state, 'open'));
  await db.update(householdInvitations).set({ state: 'cancelled', settledAt: now }).where(open);
}

/** What is left of the lots a member put into the pot, soonest-ending first; what has ended is nobody's any more. */
export async function leftOf(
  db: Database,
  { membership }: Place,
  now: Date,
): Promise<(Taken & { endsAt: Date | null })[]> {
  const rows = await db
    .select({ lotId: lots.id, accountId: lots.accountId, amount: lots.remaining, endsAt: lots.expiresAt })
    .from(potLots)
    .innerJoin(lots, eq(lots.id, potLots.lotId))
    .where(and(eq(potLots.membershipId, membership.id), gt(lots.remaining, 0)))
    .orderBy(lots.expiresAt, lots.id);
  return rows.filter(({ endsAt }) => endsAt === null || endsAt > now);
}
