import { and, eq, inArray } from 'drizzle-orm';
import type { AccountId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { staff, stores } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import type { Context, StaffActor } from '../context.ts';
import { isFamilyOf } from '../households/household.ts';
import { Refusal, type RefusalCode, type RefusalFacts } from '../refusal.ts';

/**
 * Lets only staff pass who may decide about these persons: active, of the deciding store or of headquarters, and not about
 * themselves or their family. `accountIds` are all accounts of the persons concerned. Refuses not_staff, not_yours {store},
 * about_yourself.
 */
export async function mayDecide(
  context: Context,
  storeId: StoreId | null,
  accountIds: AccountId[],
): Promise<StaffActor> {
  const { actor, db } = context;
  const code = await whyMayNotDecide(context, storeId, accountIds);
  if (code || actor.kind !== 'staff') throw new Refusal(code ?? 'not_staff', await whoMay(db, storeId));
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
  if (code) throw await refusedOnRecord(context, subject, code, await whoMay(context.db, storeId));
}

/**
 * `mayDecideOnRecord` for what a clerk of the deciding store may not do alone: only its manager and headquarters pass. The one who
 * is refused reads {store, manager}.
 */
export async function mayOverruleOnRecord(
  context: Context<StaffActor>,
  subject: string,
  storeId: StoreId | null,
  accountIds: AccountId[],
): Promise<void> {
  await mayDecideOnRecord(context, subject, storeId, accountIds);
  const { db, actor } = context;
  const [row] = await db.select({ role: staff.role }).from(staff).where(eq(staff.id, actor.staffId));
  if (row?.role !== 'clerk') return;
  throw await refusedOnRecord(context, subject, 'not_yours', { ...(await whoMay(db, storeId)), manager: true });
}

/** Writes down that somebody was refused, and makes the refusal to be thrown. To be called outside of any transaction. */
export async function refusedOnRecord(
  context: Context,
  subject: string,
  code: RefusalCode,
  facts: RefusalFacts = {},
): Promise<Refusal> {
  await audit(context, { action: 'decision.refused', subject, reason: code });
  return new Refusal(code, facts);
}

async function whyMayNotDecide(
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
  return row.accountId !== null && (await concerns(db, row.accountId, accountIds)) ? 'about_yourself' : undefined;
}

/** The store whose staff may, by name; nothing where only headquarters may. */
export async function whoMay(db: Database, storeId: StoreId | null): Promise<{ store?: string }> {
  const [row] = storeId
    ? await db
        .select({ name: stores.name })
        .from(stores)
        .where(and(eq(stores.id, storeId), eq(stores.isHeadquarters, false)))
    : [];
  return row ? { store: row.name } : {};
}

/** Whether somebody has a stake in these persons: is one of them, or is or was of one family with one. */
async function concerns(db: Database, accountId: AccountId, accountIds: AccountId[]): Promise<boolean> {
  return (await isOneOf(db, accountId, accountIds)) || (await isFamilyOf(db, accountId, accountIds));
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
