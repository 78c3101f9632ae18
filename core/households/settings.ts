import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { MembershipId } from '../../db/ids.ts';
import { householdInvitations, households, membershipShares, memberships } from '../../db/schema/households.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { lockPlace, subjectOf } from './household.ts';

/** The shares a member can choose from, in per cent of what it earns. */
export const sharePercents = [0, 50, 100] as const;
export type SharePercent = (typeof sharePercents)[number];

/** The member lets the others see its name and rank, or no longer. Refuses not_found. */
export async function showMyself(context: Context<MemberActor>, { visible }: { visible: boolean }): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor } = inside;
    const { membership, household } = await lockPlace(db, actor.accountId);
    await db.update(memberships).set({ visible }).where(eq(memberships.id, membership.id));
    const { accountId } = actor;
    await audit(inside, {
      action: 'household.visible',
      subject: subjectOf(household.id),
      accountId,
      facts: { visible },
    });
  });
}

/**
 * The member lets the shop offer a relative who proves the same contact to ask for being let in, or no longer: then an offer that nobody
 * took yet is withdrawn. Off until the member says so. Refuses not_found.
 */
export async function letBeFound(context: Context<MemberActor>, { findable }: { findable: boolean }): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const { membership, household } = await lockPlace(db, actor.accountId);
    await db.update(memberships).set({ findable }).where(eq(memberships.id, membership.id));
    const untaken = and(
      ...[eq(householdInvitations.invitedById, membership.id), eq(householdInvitations.state, 'open')],
      ...[isNotNull(householdInvitations.forAccountId), isNull(householdInvitations.askedAt)],
    );
    const withdrawn = { state: 'cancelled', settledAt: now } as const;
    if (!findable) await db.update(householdInvitations).set(withdrawn).where(untaken);
    const { accountId } = actor;
    await audit(inside, {
      action: 'household.findable',
      subject: subjectOf(household.id),
      accountId,
      facts: { findable },
    });
  });
}

/** The member chooses how much of what it earns from now on goes into the pot. Refuses not_found. */
export async function shareEarnings(
  context: Context<MemberActor>,
  { percent }: { percent: SharePercent },
): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const { membership, household } = await lockPlace(db, actor.accountId);
    await db.insert(membershipShares).values({ membershipId: membership.id, percent, since: now });
    const { accountId } = actor;
    await audit(inside, {
      action: 'household.shares',
      subject: subjectOf(household.id),
      accountId,
      facts: { percent },
    });
  });
}

/** The head says who may use the pot: everybody, or those named. Refuses not_found, not_yours. */
export async function nameSpenders(
  context: Context<MemberActor>,
  { spenders, named = [] }: { spenders: 'all' | 'named'; named?: MembershipId[] },
): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor } = inside;
    const { membership, household } = await lockPlace(db, actor.accountId);
    if (membership.role !== 'head') throw new Refusal('not_yours');
    await db.update(households).set({ spenders }).where(eq(households.id, household.id));
    const standing = and(eq(memberships.householdId, household.id), isNull(memberships.leftAt));
    await db.update(memberships).set({ maySpend: false }).where(standing);
    const chosen = spenders === 'named' ? named : [];
    if (chosen.length > 0) {
      await db
        .update(memberships)
        .set({ maySpend: true })
        .where(and(standing, inArray(memberships.id, chosen)));
    }
    const { accountId } = actor;
    await audit(inside, {
      action: 'household.spenders',
      subject: subjectOf(household.id),
      accountId,
      facts: { spenders, named: chosen },
    });
  });
}
