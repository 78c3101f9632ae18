import { eq } from 'drizzle-orm';
import type { AccountId, InvitationId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { householdInvitations, memberships } from '../../db/schema/households.ts';
import { accounts } from '../../db/schema/members.ts';
import { staff, stores } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { mayDecideOnRecord } from '../merges/authority.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { subjectOf } from './household.ts';
import type { Invitation } from './links.ts';

/** What the card that asks for a confirmation needs: who invites a child, where it is decided, what became of it. */
export type MinorInvitation = {
  invitation: Invitation;
  parentAccountId: AccountId;
  slackChannel: string | null;
  confirmedBy: string | null;
};

/** The invitation of a child; undefined when there is none of that id. */
export async function minorInvitation(db: Database, invitationId: InvitationId): Promise<MinorInvitation | undefined> {
  const [row] = await invitationRow(db, invitationId);
  if (!row?.invitation.forMinor) return undefined;
  const { invitation, inviter, slackChannel, confirmedBy } = row;
  return { invitation, parentAccountId: inviter.accountId, slackChannel, confirmedBy };
}

/**
 * Staff confirm that a child may be invited: they talked with the parent. The link opens from now on. Refuses not_found, not_staff,
 * not_yours, about_yourself, invitation_over; twice is once.
 */
export async function confirmMinor(
  context: Context<StaffActor>,
  { invitationId }: { invitationId: InvitationId },
): Promise<void> {
  const [row] = await invitationRow(context.db, invitationId);
  if (!row?.invitation.forMinor) throw new Refusal('not_found');
  const subject = subjectOf(row.invitation.householdId);
  await mayDecideOnRecord(context, subject, row.storeId, [row.inviter.accountId]);
  await inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const [invitation] = await db
      .select()
      .from(householdInvitations)
      .where(eq(householdInvitations.id, invitationId))
      .for('update');
    if (invitation?.confirmedAt) return;
    if (invitation?.state !== 'open' || invitation.expiresAt <= now) throw new Refusal('invitation_over');
    const confirmed = { confirmedAt: now, confirmedByStaffId: actor.staffId };
    await db.update(householdInvitations).set(confirmed).where(eq(householdInvitations.id, invitationId));
    await audit(inside, { action: 'household.minor_confirmed', subject, accountId: row.inviter.accountId });
    const message = { show: 'household_minor', invitationId } as const;
    await tell(inside, { topic: 'slack', message }, `household_minor:${invitationId}:confirmed`);
  });
}

function invitationRow(db: Database, invitationId: InvitationId) {
  return db
    .select({
      invitation: householdInvitations,
      inviter: memberships,
      storeId: accounts.homeStoreId,
      slackChannel: stores.slackChannel,
      confirmedBy: staff.name,
    })
    .from(householdInvitations)
    .innerJoin(memberships, eq(memberships.id, householdInvitations.invitedById))
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .leftJoin(stores, eq(stores.id, accounts.homeStoreId))
    .leftJoin(staff, eq(staff.id, householdInvitations.confirmedByStaffId))
    .where(eq(householdInvitations.id, invitationId));
}
