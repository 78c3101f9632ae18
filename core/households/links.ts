import { createHmac } from 'node:crypto';
import { and, eq, gt, isNull } from 'drizzle-orm';
import type { HouseholdId, InvitationId, MembershipId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { householdInvitations, households, memberships } from '../../db/schema/households.ts';
import type { Context, MemberActor } from '../context.ts';
import { countAttempt, keyedHash } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { Membership } from './household.ts';

/** How long the other side has to say yes or no, to a link and to an offer alike. */
export const validDays = 7;
/** Links somebody opens: a token has 128 bits, so this is only for whoever tries all the same. */
const opening = { windowMinutes: 60, max: 20 };

export type Invitation = typeof householdInvitations.$inferSelect;

/** The link's token: only the shop's secret can make it again, so that the inviter can show it again and nobody can read it. */
export function tokenOf(
  secret: string,
  { invitedById, createdAt }: { invitedById: MembershipId; createdAt: Date },
): string {
  const mac = createHmac('sha256', secret)
    .update(`household-invitation:${invitedById}:${createdAt.getTime()}`)
    .digest();
  return mac.subarray(0, 16).toString('base64url');
}

/** The links of a household that somebody could still use at `now`. */
export async function openInvitations(db: Database, householdId: HouseholdId, now: Date): Promise<Invitation[]> {
  return db
    .select()
    .from(householdInvitations)
    .where(
      and(
        eq(householdInvitations.householdId, householdId),
        isNull(householdInvitations.forAccountId),
        eq(householdInvitations.state, 'open'),
        gt(householdInvitations.expiresAt, now),
      ),
    )
    .orderBy(householdInvitations.id);
}

/** What a link leads to, in whatever state; nothing for one that is made up. */
export function byToken({ db, secret }: Context, token: string) {
  return db
    .select({ invitation: householdInvitations, inviter: memberships, household: households })
    .from(householdInvitations)
    .innerJoin(memberships, eq(memberships.id, householdInvitations.invitedById))
    .innerJoin(households, eq(households.id, householdInvitations.householdId))
    .where(eq(householdInvitations.tokenHash, hashOf(secret, token)));
}

/** The invitation of a link that can still be used. Refuses invitation_over, alike for every reason. */
export async function openBy(
  context: Context,
  token: string,
): Promise<{ invitation: Invitation; inviter: Membership }> {
  const [row] = await byToken(context, token);
  const good =
    row?.invitation.state === 'open' &&
    row.invitation.expiresAt > context.now &&
    row.inviter.leftAt === null &&
    row.household.closedAt === null;
  if (!good) throw new Refusal('invitation_over');
  return row;
}

/** What is kept of a token. */
export function hashOf(secret: string, token: string): string {
  return keyedHash(secret, 'household-invitation', token);
}

/** Every open counts, also one that is refused: it stands outside of the transaction that a refusal rolls back. */
export async function countOpening(context: Context<MemberActor>): Promise<void> {
  await countAttempt(context, `household:open:${context.actor.identityId}`, opening);
}

type Outcome = { state: 'accepted'; membershipId: MembershipId } | { state: 'declined' | 'cancelled' };

/** The one statement that decides the race for an invitation; false when it was settled before. */
export async function settle({ db, now }: Context, invitationId: InvitationId, outcome: Outcome): Promise<boolean> {
  const open = and(eq(householdInvitations.id, invitationId), eq(householdInvitations.state, 'open'));
  const settled = await db
    .update(householdInvitations)
    .set({ ...outcome, settledAt: now })
    .where(open)
    .returning({ id: householdInvitations.id });
  return settled.length > 0;
}
