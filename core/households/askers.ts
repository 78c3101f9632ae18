import { and, eq, gt, isNotNull } from 'drizzle-orm';
import type { InvitationId, MembershipId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { householdInvitations } from '../../db/schema/households.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { lockPlace, type Place, placeOf, subjectOf, tellAccounts } from './household.ts';
import { isMinor } from './invite.ts';
import { isInHousehold, joinHousehold } from './join.ts';
import { countOpening, type Invitation, settle } from './links.ts';

/** Somebody who asks to be let in, as the relative who is asked sees it. */
export type Asker = { invitationId: InvitationId; shownName: string; expiresAt: Date };

/** Who waits for the answer of this member, the longest first. */
export async function askersOf(db: Database, membershipId: MembershipId, now: Date): Promise<Asker[]> {
  return db
    .select({
      invitationId: householdInvitations.id,
      shownName: householdInvitations.shownName,
      expiresAt: householdInvitations.expiresAt,
    })
    .from(householdInvitations)
    .where(
      and(
        ...[eq(householdInvitations.invitedById, membershipId), eq(householdInvitations.state, 'open')],
        ...[isNotNull(householdInvitations.askedAt), gt(householdInvitations.expiresAt, now)],
      ),
    )
    .orderBy(householdInvitations.askedAt, householdInvitations.id);
}

/**
 * The relative says yes: whoever asked is in the household, not visible until it says so, and is told. Twice is once. Refuses offer_over alike when it was
 * taken back, ended, answered otherwise or is somebody else's, household_full, rate_limited.
 */
export async function acceptAsker(
  context: Context<MemberActor>,
  { invitationId }: { invitationId: InvitationId },
): Promise<void> {
  await answering(context, invitationId, 'accepted', async (inside, place, { forAccountId: accountId }) => {
    const { db, now } = inside;
    if (!accountId || (await isInHousehold(db, accountId)) || (await isMinor(db, accountId, now)))
      throw new Refusal('offer_over');
    const membershipId = await joinHousehold(inside, place, { accountId, visible: false });
    if (!(await settle(inside, invitationId, { state: 'accepted', membershipId }))) throw new Refusal('offer_over');
    const message = { template: 'household_linked' } as const;
    await tellAccounts(inside, [accountId], message, `household_linked:${invitationId}`);
  });
}

/** The relative says no: whoever asked goes on seeing that there is no answer yet. Twice is once. Refuses offer_over and rate_limited. */
export async function declineAsker(
  context: Context<MemberActor>,
  { invitationId }: { invitationId: InvitationId },
): Promise<void> {
  await answering(context, invitationId, 'declined', async (inside, { household, membership: { accountId } }) => {
    if (!(await settle(inside, invitationId, { state: 'declined' }))) throw new Refusal('offer_over');
    await audit(inside, { action: 'household.refused', subject: subjectOf(household.id), accountId });
  });
}

type Answer = (inside: Context<MemberActor>, place: Place, invitation: Invitation) => Promise<void>;

async function answering(
  context: Context<MemberActor>,
  invitationId: InvitationId,
  outcome: 'accepted' | 'declined',
  answer: Answer,
): Promise<void> {
  await countOpening(context);
  await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    if (!(await placeOf(db, actor.accountId))) throw new Refusal('offer_over');
    const place = await lockPlace(db, actor.accountId);
    const theirs = eq(householdInvitations.invitedById, place.membership.id);
    const [asked] = await db
      .select()
      .from(householdInvitations)
      .where(and(eq(householdInvitations.id, invitationId), theirs, isNotNull(householdInvitations.askedAt)))
      .for('update');
    if (asked?.state === outcome) return;
    if (asked?.state !== 'open' || asked.expiresAt <= now) throw new Refusal('offer_over');
    await answer(inside, place, asked);
  });
}
