import { and, eq, gt, inArray, isNotNull, isNull, ne, or } from 'drizzle-orm';
import type { AccountId, InvitationId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { householdInvitations } from '../../db/schema/households.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import type { Likeness } from '../duplicates/lookup.ts';
import { otherCardOf } from '../members/contact.ts';
import { profileOfOne } from '../members/profile.ts';
import { componentOf } from '../merges/component.ts';
import { Refusal } from '../refusal.ts';
import { membersOf, subjectOf, tellAccounts } from './household.ts';
import { isInHousehold } from './join.ts';
import { countOpening, type Invitation, validDays } from './links.ts';
import { type Relative, relativeOf } from './relative.ts';

/** Offers made in one member's name within a month: a family that grows, and too few to make the shop write to many. */
const offersMax = { days: 30, count: 4 };
/** Letters of a given name that the relative is told. */
export const shownNameMax = 20;

/**
 * Offers an account to ask to be let into the household of a relative (`relativeOf`), once for each person and household. Not to who is probably one
 * of that household already (`likely`), nor to whom an earlier card is offered. Tells the account and nobody else. For a job, where nobody waits.
 */
export async function offerHousehold(context: Context, accountId: AccountId, likely: Likeness[]): Promise<void> {
  const { db, now } = context;
  const relative = await relativeOf(db, accountId, now);
  if (!relative || (await isOneOf(db, relative, likely)) || (await otherCardOf(db, accountId, relative.kind))) return;
  if ((await wasOffered(db, accountId, relative)) || (await hasOfferedMuch(db, relative, now))) return;
  const { membership, household } = relative;
  const [offer] = await db
    .insert(householdInvitations)
    .values({
      ...{ householdId: household.id, invitedById: membership.id, forAccountId: accountId, shownName: '' },
      ...{ forMinor: false, createdAt: now, expiresAt: daysLater(now, validDays) },
    })
    .onConflictDoNothing()
    .returning({ id: householdInvitations.id });
  if (!offer) return;
  await audit(context, { action: 'household.offered', subject: subjectOf(household.id), accountId });
  const message = { template: 'household_offer', invitationId: offer.id } as const;
  await tellAccounts(context, [accountId], message, `household_offer:${offer.id}`);
}

/** An own card under another name is for merging, not for a family. */
async function isOneOf(db: Database, { household }: Relative, likely: Likeness[]): Promise<boolean> {
  const persons = new Set((await membersOf(db, household.id)).map(({ personId }) => personId));
  return likely.some(({ zone, personId }) => zone !== 'household' && persons.has(personId));
}

async function wasOffered(db: Database, accountId: AccountId, { household }: Relative): Promise<boolean> {
  const { accountIds } = await componentOf(db, accountId);
  const before = and(
    eq(householdInvitations.householdId, household.id),
    inArray(householdInvitations.forAccountId, accountIds),
  );
  const [row] = await db.select({ id: householdInvitations.id }).from(householdInvitations).where(before).limit(1);
  return row !== undefined;
}

async function hasOfferedMuch(db: Database, { membership }: Relative, now: Date): Promise<boolean> {
  const recent = and(
    ...[eq(householdInvitations.invitedById, membership.id), isNotNull(householdInvitations.forAccountId)],
    gt(householdInvitations.createdAt, daysLater(now, -offersMax.days)),
  );
  const rows = await db.select({ id: householdInvitations.id }).from(householdInvitations).where(recent);
  return rows.length >= offersMax.count;
}

/** What an account is offered, or has asked and waits for, until when. `asked` stays so until it ends, whatever the relative said meanwhile. */
export type OfferView = { invitationId: InvitationId; state: 'offered' | 'asked'; expiresAt: Date };

/** The offer that stands for an account; undefined when there is none. The same statements in every case. */
export async function offerOf(db: Database, accountId: AccountId, now: Date): Promise<OfferView | undefined> {
  const untaken = and(isNull(householdInvitations.askedAt), eq(householdInvitations.state, 'open'));
  const waiting = and(isNotNull(householdInvitations.askedAt), ne(householdInvitations.state, 'accepted'));
  const mine = and(eq(householdInvitations.forAccountId, accountId), gt(householdInvitations.expiresAt, now));
  const [offer] = await db
    .select()
    .from(householdInvitations)
    .where(and(mine, or(untaken, waiting)))
    .orderBy(householdInvitations.id)
    .limit(1);
  if ((await isInHousehold(db, accountId)) || !offer) return undefined;
  return { invitationId: offer.id, state: offer.askedAt ? 'asked' : 'offered', expiresAt: offer.expiresAt };
}

/**
 * The account takes its offer: the relative is told its given name and asked, and has as long as for any invitation. Twice is once, also after the
 * relative refused. Refuses offer_over, alike for every reason, and rate_limited.
 */
export async function askForHousehold(
  context: Context<MemberActor>,
  { invitationId }: { invitationId: InvitationId },
): Promise<void> {
  await countOpening(context);
  await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const offer = await lockOffer(inside, invitationId);
    if (offer.expiresAt <= now) throw new Refusal('offer_over');
    if (offer.askedAt) return;
    const relative = await relativeOf(db, actor.accountId, now);
    if (offer.state !== 'open' || relative?.membership.id !== offer.invitedById) throw new Refusal('offer_over');
    const { givenName } = await profileOfOne(db, actor.accountId);
    const shownName = [...(givenName?.value ?? '')].slice(0, shownNameMax).join('');
    const asked = { askedAt: now, shownName, expiresAt: daysLater(now, validDays) };
    await db.update(householdInvitations).set(asked).where(eq(householdInvitations.id, invitationId));
    const { accountId } = actor;
    await audit(inside, { action: 'household.asked', subject: subjectOf(offer.householdId), accountId });
    const message = { template: 'household_asked', invitationId } as const;
    await tellAccounts(inside, [relative.membership.accountId], message, `household_asked:${invitationId}`);
  });
}

/** The account does not take its offer, or takes back what it asked; nobody is told. Twice is once. Refuses offer_over for one that is not its own. */
export async function declineOffer(
  context: Context<MemberActor>,
  { invitationId }: { invitationId: InvitationId },
): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const offer = await lockOffer(inside, invitationId);
    if (offer.state === 'accepted') return;
    const outcome = { askedAt: null, ...(offer.state === 'open' && ({ state: 'declined', settledAt: now } as const)) };
    await db.update(householdInvitations).set(outcome).where(eq(householdInvitations.id, invitationId));
    const { accountId } = actor;
    await audit(inside, { action: 'household.declined', subject: subjectOf(offer.householdId), accountId });
  });
}

async function lockOffer({ db, actor }: Context<MemberActor>, invitationId: InvitationId): Promise<Invitation> {
  const own = and(eq(householdInvitations.id, invitationId), eq(householdInvitations.forAccountId, actor.accountId));
  const [offer] = await db.select().from(householdInvitations).where(own).for('update');
  if (!offer) throw new Refusal('offer_over');
  return offer;
}
