import { and, eq, isNull, sql } from 'drizzle-orm';
import { acceptInvitation, invite } from '../../../core/households/invite.ts';
import { joinAccounts } from '../../../core/merges/merge.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import type { AccountId, EdgeId, HouseholdId, MembershipId, RequestId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { households, memberships } from '../../../db/schema/households.ts';
import { mergeRequests } from '../../../db/schema/merges.ts';
import { at, clerk, type Guest, type House, join, member, tick } from '../house.ts';

export const kazuo = {
  familyName: '髙橋',
  givenName: '和夫',
  familyKana: 'タカハシ',
  givenKana: 'カズオ',
  birthDate: '1951-02-11',
};
export const kenta = {
  familyName: '髙橋',
  givenName: '健太',
  familyKana: 'タカハシ',
  givenKana: 'ケンタ',
  birthDate: '1980-05-30',
};
export const emi = {
  familyName: '髙橋',
  givenName: '恵美',
  familyKana: 'タカハシ',
  givenKana: 'エミ',
  birthDate: '1982-08-01',
};

/** Kazuo, Kenta and Emi, each with points of their own, in no household yet. */
export async function threeOfOneHouse(house: House, points: [number, number, number] = [1000, 500, 200]) {
  const store = house.stores.kamakura;
  return {
    kazuo: await join(house, kazuo, { store, points: points[0] }),
    kenta: await join(house, kenta, { store, points: points[1] }),
    emi: await join(house, emi, { store, points: points[2] }),
  };
}

/** Lets `guests` in on the invitation of `head`. */
export async function family(house: House, head: Guest, guests: Guest[], now = at()): Promise<HouseholdId> {
  let householdId: HouseholdId | undefined;
  for (const [i, guest] of guests.entries()) {
    const when = new Date(now.getTime() + i);
    const { token } = await invite(member(house, head, when), { shownName: '和夫' });
    ({ householdId } = await acceptInvitation(member(house, guest, when), { token, visible: true }));
  }
  return householdId as HouseholdId;
}

/** All an account has by itself. */
export async function pointsOf(db: Database, accountId: AccountId, now = at()): Promise<number> {
  return (await balanceOf(db, accountId, now, [accountId])).total;
}

export async function potOf(db: Database, householdId: HouseholdId, now = at()): Promise<number> {
  const [household] = await db.select().from(households).where(eq(households.id, householdId));
  return (await balanceOf(db, household!.potAccountId, now)).total;
}

export async function membershipOf(db: Database, { accountId }: Guest): Promise<MembershipId | undefined> {
  const standing = and(eq(memberships.accountId, accountId), isNull(memberships.leftAt));
  const [row] = await db.select({ id: memberships.id }).from(memberships).where(standing);
  return row?.id;
}

/** Who is one person with whom, as text that can be compared. Pots are left out. */
export async function partitionOf(db: Database): Promise<string> {
  const rows = await rowsOf<{ line: string }>(
    db,
    sql`select id || '>' || person_id || '@' || epoch as line from accounts where kind = 'member' order by id`,
  );
  return rows.map(({ line }) => line).join(' ');
}

/** Makes two cards one person, as an approval does. */
export async function merge(house: House, one: Guest, other: Guest, now = at()): Promise<EdgeId> {
  return house.db.transaction(async (db) => {
    const [request] = await db
      .insert(mergeRequests)
      .values({
        ...{ origin: 'staff', state: 'approved', requesterAccountId: one.accountId, targetAccountId: other.accountId },
        ...{ createdAt: now, decidedAt: now, expiresAt: now },
      })
      .returning({ id: mergeRequests.id });
    const join = { requestId: request!.id as RequestId, a: one.accountId, b: other.accountId, how: 'code' } as const;
    return (await joinAccounts({ ...tick(house, now), db }, join)).edgeId;
  });
}

/** Takes a merge back, as staff do. */
export async function unmerge(house: House, edgeId: EdgeId, now = at()): Promise<void> {
  const { digest } = await previewUndo(house.db, now, edgeId);
  await undoMerge(clerk(house, 'takeshi', now), { edgeId, reason: 'store_mistake', digest });
}
