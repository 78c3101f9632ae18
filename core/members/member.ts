import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AccountId, IdentityId, PersonId, StaffId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { staff, stores } from '../../db/schema/shop.ts';
import { type Profile, profileOfOne } from './profile.ts';

export type StoreView = { storeId: StoreId; code: string; name: string; phone: string | null; hours: string | null };

/** An account and who its owner says to be. */
export type Account = {
  accountId: AccountId;
  personId: PersonId;
  epoch: number;
  memberNumber: string;
  homeStore: StoreView | null;
  staffInCharge: { staffId: StaffId; name: string; storeName: string } | null;
  profile: Profile;
  registeredAt: Date;
};

/** An account as its owner meets it through one live identity of theirs, such as their LINE. */
export type Member = Account & { identityId: IdentityId; blocked: boolean };

/** The member behind a LINE user; undefined before registration, after unlinking, and when the account is closed. */
export async function memberByLine(db: Database, lineUserId: string): Promise<Member | undefined> {
  return memberWhere(db, and(eq(identities.kind, 'line'), eq(identities.value, lineUserId)));
}

/** The member behind a live identity. */
export async function memberByIdentity(db: Database, identityId: IdentityId): Promise<Member | undefined> {
  return memberWhere(db, eq(identities.id, identityId));
}

/** The live account with a member number. */
export async function memberByNumber(db: Database, memberNumber: string): Promise<Account | undefined> {
  return accountWhere(db, eq(accounts.memberNumber, memberNumber));
}

/** The live account with an id. */
export async function accountById(db: Database, accountId: AccountId): Promise<Account | undefined> {
  return accountWhere(db, eq(accounts.id, accountId));
}

async function memberWhere(db: Database, which: SQL | undefined): Promise<Member | undefined> {
  const [row] = await accountRows(db)
    .innerJoin(identities, eq(identities.accountId, accounts.id))
    .where(and(which, isNull(identities.unlinkedAt), isNull(accounts.closedAt)));
  if (!row) return undefined;
  const { id: identityId, blockedAt } = row.identities;
  return { ...(await accountOf(db, row)), identityId, blocked: blockedAt !== null };
}

async function accountWhere(db: Database, which: SQL): Promise<Account | undefined> {
  const [row] = await accountRows(db).where(and(which, isNull(accounts.closedAt)));
  return row && accountOf(db, row);
}

const storeOfStaff = alias(stores, 'store_of_staff');

/** Accounts with their home store and whoever looks after them, in one look: this is read for every message. */
function accountRows(db: Database) {
  return db
    .select()
    .from(accounts)
    .leftJoin(stores, eq(stores.id, accounts.homeStoreId))
    .leftJoin(staff, and(eq(staff.id, accounts.staffId), eq(staff.active, true)))
    .leftJoin(storeOfStaff, eq(storeOfStaff.id, staff.storeId));
}

type AccountRow = Awaited<ReturnType<typeof accountRows>>[number];

async function accountOf(db: Database, row: AccountRow): Promise<Account> {
  const { accounts: account, stores: store, staff: inCharge, store_of_staff: place } = row;
  return {
    accountId: account.id,
    personId: account.personId,
    epoch: account.epoch,
    memberNumber: account.memberNumber,
    homeStore: store && viewOf(store),
    staffInCharge: inCharge && { staffId: inCharge.id, name: inCharge.name, storeName: place?.name ?? '' },
    profile: await profileOfOne(db, account.id),
    registeredAt: account.registeredAt,
  };
}

function viewOf({ id, code, name, phone, hours }: typeof stores.$inferSelect): StoreView {
  return { storeId: id, code, name, phone, hours };
}
