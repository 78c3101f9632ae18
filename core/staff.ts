import { and, eq } from 'drizzle-orm';
import type { AccountId, StaffId, StoreId } from '../db/ids.ts';
import type { Database } from '../db/open.ts';
import { staff, stores } from '../db/schema/shop.ts';
import type { Context, StaffActor } from './context.ts';
import { Refusal } from './refusal.ts';

/** Somebody of the shop as the books say now, whatever an old button or session believed. */
export type Staff = {
  staffId: StaffId;
  name: string;
  storeId: StoreId;
  atHeadquarters: boolean;
  /** Their own membership, about which they never decide. */
  accountId: AccountId | null;
};

/** The acting staff member; refuses not_staff when they have left. */
export async function activeStaff({ db, actor }: Context<StaffActor>): Promise<Staff> {
  const [row] = await db
    .select()
    .from(staff)
    .where(and(eq(staff.id, actor.staffId), eq(staff.active, true)));
  if (!row) throw new Refusal('not_staff');
  const { id, name, storeId, role, accountId } = row;
  return { staffId: id, name, storeId, accountId, atHeadquarters: role === 'headquarters' };
}

/** The store that decides when no other does; null in a shop without headquarters. */
export async function headquartersOf(db: Database): Promise<StoreId | null> {
  const [row] = await db.select({ id: stores.id }).from(stores).where(eq(stores.isHeadquarters, true)).limit(1);
  return row?.id ?? null;
}

/** The code of the store where somebody works; undefined at headquarters, where no customer comes. */
export async function storeCodeOf({ db, actor }: Context<StaffActor>): Promise<string | undefined> {
  const [store] = await db.select().from(stores).where(eq(stores.id, actor.storeId));
  return store && !store.isHeadquarters ? store.code : undefined;
}
