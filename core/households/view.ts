import { desc, eq } from 'drizzle-orm';
import type { AccountId, HouseholdId, InvitationId, MembershipId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { membershipShares } from '../../db/schema/households.ts';
import { profileOf } from '../members/profile.ts';
import { balanceOf } from '../points/balance.ts';
import { type Asker, askersOf } from './askers.ts';
import { type Membership, membersMax, membersOf, placeOf } from './household.ts';
import { leftOf } from './leave.ts';
import { openInvitations, tokenOf } from './links.ts';
import { maySpend } from './pot.ts';

/** One of the household as another member sees it: a name only of who lets itself be seen. */
export type MemberView = {
  membershipId: MembershipId;
  me: boolean;
  role: 'head' | 'member';
  name: { family: string; given: string } | null;
  maySpend: boolean;
};

export type HouseholdView = {
  me: {
    membershipId: MembershipId;
    role: 'head' | 'member';
    visible: boolean;
    findable: boolean;
    percent: number;
    maySpend: boolean;
  };
  /** Who asks this member to be let in. */
  askers: Asker[];
  spenders: 'all' | 'named';
  /** Persons: two cards of one person stand here once. */
  members: MemberView[];
  /** `mine` is what is left of what I paid in; `lots` the ends, soonest first. */
  pot: { points: number; mine: number; lots: { amount: number; endsAt: Date | null }[] };
  /** Open links. Only who made one is shown it again. */
  invitations: {
    invitationId: InvitationId;
    expiresAt: Date;
    forMinor: boolean;
    waitsForStore: boolean;
    token: string | null;
  }[];
  room: number;
};

/** The household of a card as its owner may see it; undefined when it is in none. Of the others' purchases there is nothing. */
export async function householdOf(
  db: Database,
  { accountId, now, secret }: { accountId: AccountId; now: Date; secret: string },
): Promise<HouseholdView | undefined> {
  const place = await placeOf(db, accountId);
  if (!place) return undefined;
  const { membership, household } = place;
  const members = await membersOf(db, household.id);
  const invitations = await openInvitations(db, household.id, now);
  const pot = await balanceOf(db, household.potAccountId, now);
  const mine = await leftOf(db, place, now);
  return {
    me: {
      membershipId: membership.id,
      role: membership.role,
      visible: membership.visible,
      findable: membership.findable,
      percent: await percentOf(db, membership.id),
      maySpend: maySpend(place),
    },
    askers: await askersOf(db, membership.id, now),
    spenders: household.spenders,
    members: await memberViews(db, members, membership),
    pot: {
      points: pot.total,
      mine: mine.reduce((sum, { amount }) => sum + amount, 0),
      lots: pot.lots.map(({ remaining, endsAt }) => ({ amount: remaining, endsAt })),
    },
    invitations: invitations.map(({ id, expiresAt, forMinor, confirmedAt, invitedById, createdAt }) => ({
      ...{ invitationId: id, expiresAt, forMinor, waitsForStore: forMinor && confirmedAt === null },
      token: invitedById === membership.id ? tokenOf(secret, { invitedById, createdAt }) : null,
    })),
    room: Math.max(0, membersMax - members.length - invitations.length),
  };
}

/** The share of what a member earns that goes into the pot now. */
async function percentOf(db: Database, membershipId: MembershipId): Promise<number> {
  const [newest] = await db
    .select({ percent: membershipShares.percent })
    .from(membershipShares)
    .where(eq(membershipShares.membershipId, membershipId))
    .orderBy(desc(membershipShares.since), desc(membershipShares.id))
    .limit(1);
  return newest?.percent ?? 0;
}

type Standing = Awaited<ReturnType<typeof membersOf>>[number];

/** Two cards of one person are seen once, and only while both let themselves be seen: joining them turns no no into a yes. */
async function memberViews(db: Database, members: Standing[], own: Membership): Promise<MemberView[]> {
  const persons = Map.groupBy(members, ({ personId }) => personId);
  const profiles = await profileOf(
    db,
    members.map(({ accountId }) => accountId),
  );
  return [...persons.values()].map((cards) => {
    const me = cards.find(({ id }) => id === own.id);
    const shown = me ?? (cards[0] as Standing);
    const { familyName, givenName } = profiles.get(shown.accountId) ?? {};
    const seen = me !== undefined || cards.every(({ visible }) => visible);
    return {
      membershipId: shown.id,
      me: me !== undefined,
      role: cards.some(({ role }) => role === 'head') ? 'head' : 'member',
      name: seen ? { family: familyName?.value ?? '', given: givenName?.value ?? '' } : null,
      maySpend: cards.some((card) => card.maySpend),
    };
  });
}

/** The name of one who stands in a household, null while it does not let itself be seen; undefined once it has left. */
export async function shownNameOf(
  db: Database,
  householdId: HouseholdId,
  membershipId: MembershipId,
): Promise<{ name: MemberView['name'] } | undefined> {
  const members = await membersOf(db, householdId);
  const member = members.find(({ id }) => id === membershipId);
  if (!member) return undefined;
  const cards = members.filter(({ personId }) => personId === member.personId);
  if (!cards.every(({ visible }) => visible)) return { name: null };
  const { familyName, givenName } = (await profileOf(db, [member.accountId])).get(member.accountId) ?? {};
  return { name: { family: familyName?.value ?? '', given: givenName?.value ?? '' } };
}
