import { eq } from 'drizzle-orm';
import type { AccountId, HouseholdId, InvitationId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { householdInvitations, households } from '../../db/schema/households.ts';
import { accounts } from '../../db/schema/members.ts';
import { audit } from '../audit.ts';
import { civil, daysLater } from '../calendar.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import { countAttempt } from '../limits.ts';
import { nextAccountId } from '../members/accountId.ts';
import { cleanText } from '../members/normalise.ts';
import { profileOfOne } from '../members/profile.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { lockHousehold, lockPlace, membersMax, membersOf, type Place, placeOf, subjectOf } from './household.ts';
import { insertMembership, joinHousehold, refuseElsewhere } from './join.ts';
import {
  byToken,
  countOpening,
  hashOf,
  type Invitation,
  openBy,
  openInvitations,
  settle,
  tokenOf,
  validDays,
} from './links.ts';

const adultAge = 18;
const shownNameMax = 20;
const day = 24 * 60;
/** Enough for a family that loses its phone twice, and too few to spread links by. */
const inviting = { windowMinutes: day, max: 16 };

/**
 * Makes a link that lets one person into the inviter's household, once, for seven days; without a household it begins one. The link
 * tells `shownName` and nothing else of anybody. For a child (`forMinor`) only the head invites, and the link opens after staff
 * confirmed it. Refuses bad_input, household_full, not_yours, minor_unconfirmed, rate_limited.
 */
export async function invite(
  context: Context<MemberActor>,
  { shownName, forMinor = false }: { shownName: string; forMinor?: boolean },
): Promise<{ invitationId: InvitationId; token: string; expiresAt: Date }> {
  const name = cleanText(shownName).replace(/\s+/g, ' ').trim();
  if (name === '' || [...name].length > shownNameMax) throw new Refusal('bad_input', { field: 'shownName' });
  return inTransaction(context, async (inside) => {
    const { db, actor, now, secret } = inside;
    await countAttempt(inside, `household:by:${actor.accountId}`, inviting);
    if (await isMinor(db, actor.accountId, now)) throw new Refusal('minor_unconfirmed');
    const { membership, household } = await ownPlace(inside);
    if (forMinor && membership.role !== 'head') throw new Refusal('not_yours');
    const taken = (await membersOf(db, household.id)).length + (await openInvitations(db, household.id, now)).length;
    if (taken >= membersMax) throw new Refusal('household_full', { max: membersMax });
    const token = tokenOf(secret, { invitedById: membership.id, createdAt: now });
    const expiresAt = daysLater(now, validDays);
    const [row] = await db
      .insert(householdInvitations)
      .values({
        ...{ householdId: household.id, invitedById: membership.id, shownName: name, forMinor },
        ...{ tokenHash: hashOf(secret, token), createdAt: now, expiresAt },
      })
      .onConflictDoNothing()
      .returning({ id: householdInvitations.id });
    if (!row) throw new Refusal('rate_limited', { retryAfterSeconds: 1 });
    const { accountId } = actor;
    await audit(inside, { action: 'household.invited', subject: subjectOf(household.id), accountId });
    if (forMinor) {
      const message = { show: 'household_minor', invitationId: row.id } as const;
      await tell(inside, { topic: 'slack', message }, `household_minor:${row.id}`);
    }
    return { invitationId: row.id, token, expiresAt };
  });
}

/** What whoever holds a link is told: the name the inviter chose, until when, and whether staff have still to confirm it. */
export type InvitationView = { shownName: string; expiresAt: Date; waitsForStore: boolean };

/**
 * Opens a link for a member. A link that is used, over, taken back or made up answers alike: invitation_over. Refuses rate_limited
 * after twenty links an hour.
 */
export async function openInvitation(
  context: Context<MemberActor>,
  { token }: { token: string },
): Promise<InvitationView> {
  await countOpening(context);
  const { invitation } = await openBy(context, token);
  const { shownName, expiresAt } = invitation;
  return { shownName, expiresAt, waitsForStore: waitsForStore(invitation) };
}

/**
 * The member comes into the household, visible to the others or not. The first who accepts uses the link up; the same member again is
 * the same answer. Refuses invitation_over, minor_unconfirmed, own_invitation, in_household, household_full, rate_limited.
 */
export async function acceptInvitation(
  context: Context<MemberActor>,
  { token, visible }: { token: string; visible: boolean },
): Promise<{ householdId: HouseholdId }> {
  await countOpening(context);
  return inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const again = await acceptedBefore(inside, token);
    if (again) return { householdId: again };
    const { householdId } = (await openBy(inside, token)).invitation;
    const household = await lockHousehold(db, householdId);
    const { invitation, inviter } = await openBy(inside, token);
    if (waitsForStore(invitation)) throw new Refusal('minor_unconfirmed');
    if (!invitation.forMinor && (await isMinor(db, actor.accountId, now))) throw new Refusal('minor_unconfirmed');
    const place = { household, membership: inviter };
    const membershipId = await joinHousehold(inside, place, { accountId: actor.accountId, visible });
    await settleOpen(inside, invitation.id, { state: 'accepted', membershipId });
    return { householdId };
  });
}

/** The member says no; the link is used up and nobody learns who said so. Doing it twice is doing it once. */
export async function declineInvitation(context: Context<MemberActor>, { token }: { token: string }): Promise<void> {
  await countOpening(context);
  await inTransaction(context, async (inside) => {
    const [row] = await byToken(inside, token);
    if (row?.invitation.state === 'declined') return;
    const { invitation } = await openBy(inside, token);
    const { householdId } = invitation;
    await settleOpen(inside, invitation.id, { state: 'declined' });
    await audit(inside, { action: 'household.declined', subject: subjectOf(householdId) });
  });
}

/** The inviter, or the head, takes a link back. Refuses not_found for one that is not theirs; twice is once. */
export async function cancelInvitation(
  context: Context<MemberActor>,
  { invitationId }: { invitationId: InvitationId },
): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor } = inside;
    const { membership, household } = await lockPlace(db, actor.accountId);
    const [invitation] = await db.select().from(householdInvitations).where(eq(householdInvitations.id, invitationId));
    const mine = invitation?.invitedById === membership.id || membership.role === 'head';
    const isLink = invitation?.forAccountId === null;
    if (invitation?.householdId !== household.id || !isLink || !mine) throw new Refusal('not_found');
    if (invitation.state !== 'open') return;
    await settleOpen(inside, invitationId, { state: 'cancelled' });
    const { accountId } = actor;
    await audit(inside, { action: 'household.cancelled', subject: subjectOf(household.id), accountId });
  });
}

/** Whether the birth date on file says that somebody is not yet of age; without one nobody is asked. */
export async function isMinor(db: Database, accountId: AccountId, now: Date): Promise<boolean> {
  const born = (await profileOfOne(db, accountId)).birthDate?.normalised;
  if (!born || !/^\d{4}-\d{2}-\d{2}$/.test(born)) return false;
  return civil(now).toPlainDate().subtract({ years: adultAge }).toString() < born;
}

function waitsForStore({ forMinor, confirmedAt }: Invitation): boolean {
  return forMinor && confirmedAt === null;
}

/** The inviter's place, locked; a household of one begins where there is none. */
async function ownPlace(context: Context<MemberActor>): Promise<Place> {
  const { db, actor } = context;
  if (!(await placeOf(db, actor.accountId))) await begin(context);
  return lockPlace(db, actor.accountId);
}

/** Opens a household with its pot. Two taps at once: the one membership an account can have decides, and the other is refused. */
async function begin(context: Context<MemberActor>): Promise<void> {
  const { db, actor, now } = context;
  await refuseElsewhere(db, actor.accountId);
  const pot = await nextAccountId(db);
  await db
    .insert(accounts)
    .values({ id: pot, kind: 'pot', personId: pot, memberNumber: `${pot}-pot`, registeredAt: now });
  const [household] = await db
    .insert(households)
    .values({ potAccountId: pot, createdAt: now })
    .returning({ id: households.id });
  const householdId = (household as { id: HouseholdId }).id;
  await insertMembership(context, { accountId: actor.accountId, householdId, role: 'head', visible: false });
  await audit(context, {
    action: 'household.begun',
    subject: subjectOf(householdId),
    accountId: actor.accountId,
  });
}

async function acceptedBefore(context: Context<MemberActor>, token: string): Promise<HouseholdId | undefined> {
  const [row] = await byToken(context, token);
  if (row?.invitation.state !== 'accepted') return undefined;
  const place = await placeOf(context.db, context.actor.accountId);
  return place && place.membership.id === row.invitation.membershipId ? place.household.id : undefined;
}

async function settleOpen(...settling: Parameters<typeof settle>): Promise<void> {
  if (!(await settle(...settling))) throw new Refusal('invitation_over');
}
