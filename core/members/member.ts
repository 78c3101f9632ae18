import { and, eq, isNull, type SQL } from 'drizzle-orm';
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
  const [identity] = await db
    .select({ identityId: identities.id, accountId: identities.accountId, blockedAt: identities.blockedAt })
    .from(identities)
    .where(and(which, isNull(identities.unlinkedAt)));
  const account = identity && (await accountById(db, identity.accountId));
  return account && { ...account, identityId: identity.identityId, blocked: identity.blockedAt !== null };
}

async function accountWhere(db: Database, which: SQL): Promise<Account | undefined> {
  const [row] = await db
    .select({
      account: accounts,
      store: stores,
      inCharge: { staffId: staff.id, name: staff.name, storeId: staff.storeId },
    })
    .from(accounts)
    .leftJoin(stores, eq(stores.id, accounts.homeStoreId))
    .leftJoin(staff, and(eq(staff.id, accounts.staffId), eq(staff.active, true)))
    .where(and(which, isNull(accounts.closedAt)));
  if (!row) return undefined;
  const { account, store, inCharge } = row;
  return {
    accountId: account.id,
    personId: account.personId,
    epoch: account.epoch,
    memberNumber: account.memberNumber,
    homeStore: store && viewOf(store),
    staffInCharge: inCharge && {
      staffId: inCharge.staffId,
      name: inCharge.name,
      storeName: await nameOfStore(db, inCharge.storeId),
    },
    profile: await profileOfOne(db, account.id),
    registeredAt: account.registeredAt,
  };
}

async function nameOfStore(db: Database, storeId: StoreId): Promise<string> {
  const [store] = await db.select({ name: stores.name }).from(stores).where(eq(stores.id, storeId));
  return store?.name ?? '';
}

function viewOf({ id, code, name, phone, hours }: typeof stores.$inferSelect): StoreView {
  return { storeId: id, code, name, phone, hours };
}
