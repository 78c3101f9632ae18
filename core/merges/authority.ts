import { and, eq, inArray } from 'drizzle-orm';
import type { AccountId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { staff } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import type { Context, StaffActor } from '../context.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';

/**
 * Lets only staff pass who may decide about these persons: active, of the deciding store or of headquarters, and not about
 * themselves. `accountIds` are all accounts of the persons concerned. Refuses not_staff, not_yours, about_yourself.
 */
export async function mayDecide(
  context: Context,
  storeId: StoreId | null,
  accountIds: AccountId[],
): Promise<StaffActor> {
  const { actor } = context;
  const code = await whyMayNotDecide(context, storeId, accountIds);
  if (code || actor.kind !== 'staff') throw new Refusal(code ?? 'not_staff');
  return actor;
}

/** `mayDecide` outside of any transaction: whoever is refused is written down, and that stays. */
export async function mayDecideOnRecord(
  context: Context,
  subject: string,
  storeId: StoreId | null,
  accountIds: AccountId[],
): Promise<void> {
  const code = await whyMayNotDecide(context, storeId, accountIds);
  if (!code) return;
  await audit(context, { action: 'merge.refused', subject, reason: code });
  throw new Refusal(code);
}

/** The rule behind `mayDecide`, for a verb that has something to write down before it refuses. */
export async function whyMayNotDecide(
  { db, actor }: Context,
  storeId: StoreId | null,
  accountIds: AccountId[],
): Promise<RefusalCode | undefined> {
  if (actor.kind !== 'staff') return 'not_staff';
  const [row] = await db
    .select()
    .from(staff)
    .where(and(eq(staff.id, actor.staffId), eq(staff.active, true)));
  if (!row) return 'not_staff';
  if (row.role !== 'headquarters' && row.storeId !== storeId) return 'not_yours';
  return row.accountId !== null && (await isOneOf(db, row.accountId, accountIds)) ? 'about_yourself' : undefined;
}

/** Whether an account is the same person as any of `accountIds`. */
async function isOneOf(db: Database, accountId: AccountId, accountIds: AccountId[]): Promise<boolean> {
  const persons = db.select({ personId: accounts.personId }).from(accounts).where(inArray(accounts.id, accountIds));
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.id, accountId), inArray(accounts.personId, persons)));
  return rows.length > 0;
}
