import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { bonusKeys } from '../../db/schema/members.ts';
import type { Context } from '../context.ts';
import { keyedHash } from '../limits.ts';
import { earn } from '../points/earn.ts';
import { rulesAt } from '../points/programme.ts';

const benefit = 'welcome';

/**
 * Notes that an account has a welcome benefit to come. It is the same row for everybody, so that a newcomer can't tell from it
 * whether the phone or mail they gave is known.
 */
export async function awaitWelcome({ db, now, secret }: Context, accountId: AccountId): Promise<void> {
  const keyHash = keyedHash(secret, 'account', String(accountId));
  await db.insert(bonusKeys).values({ benefit, keyHash, accountId, recordedAt: now }).onConflictDoNothing();
}

/**
 * Gives the welcome points that wait, at the first purchase or once a phone is proved: one lot, once. Nothing is given when a LINE,
 * card, phone or mail of this account has claimed the benefit for another one, also for one that has left since. With `provedOnly` a phone
 * that was merely typed does not count: else anybody could type a stranger's, prove their own, and read off whether that one is known.
 */
export async function issuePendingWelcome(
  context: Context,
  accountId: AccountId,
  { provedOnly = false } = {},
): Promise<{ issued: boolean }> {
  const { db, now } = context;
  const waiting = and(eq(bonusKeys.benefit, benefit), eq(bonusKeys.accountId, accountId), isNull(bonusKeys.issuedAt));
  const due = await db.update(bonusKeys).set({ issuedAt: now }).where(waiting).returning({ id: bonusKeys.id });
  if (due.length === 0 || !(await claimKeys(context, accountId, provedOnly))) return { issued: false };
  const { welcomePoints } = await rulesAt(db, now);
  if (welcomePoints < 1) return { issued: false };
  const once = { source: 'welcome', key: `account:${accountId}` };
  await earn(context, { accountId, amount: welcomePoints, origin: 'welcome', onceKey: benefit, ...once });
  return { issued: true };
}

/** Whether an account still has welcome points to come, as far as its owner may know. */
export async function isWelcomePending(db: Database, accountId: AccountId): Promise<boolean> {
  const waiting = and(eq(bonusKeys.benefit, benefit), eq(bonusKeys.accountId, accountId), isNull(bonusKeys.issuedAt));
  return (await db.select({ id: bonusKeys.id }).from(bonusKeys).where(waiting)).length > 0;
}

/** Claims every key of the account; true when none of them was another account's. The unique index decides a race. */
async function claimKeys({ db, now, secret }: Context, accountId: AccountId, provedOnly: boolean): Promise<boolean> {
  const keys = await keysOf(db, accountId, provedOnly);
  // Always in one order, so that two accounts with the same keys wait for each other instead of deadlocking.
  const hashes = [...new Set(keys.map(({ kind, value }) => keyedHash(secret, kind, value)))].sort();
  if (hashes.length === 0) return true;
  await db
    .insert(bonusKeys)
    .values(hashes.map((keyHash) => ({ benefit, keyHash, accountId, recordedAt: now, issuedAt: now })))
    .onConflictDoNothing();
  const others = await db
    .select({ id: bonusKeys.id })
    .from(bonusKeys)
    .where(and(eq(bonusKeys.benefit, benefit), inArray(bonusKeys.keyHash, hashes), ne(bonusKeys.accountId, accountId)));
  return others.length === 0;
}

function keysOf(db: Database, accountId: AccountId, provedOnly: boolean): Promise<{ kind: string; value: string }[]> {
  return rowsOf(
    db,
    sql`
    select kind, value from identities where account_id = ${accountId}
    union select 'phone', normalised from profile_values where account_id = ${accountId} and field = 'phone' and normalised <> ''
      and (verified_at is not null or not ${provedOnly}::boolean)
    union select 'mail', regexp_replace(normalised, '[+][^@]*@', '@') from profile_values where account_id = ${accountId} and field = 'mail'
      and normalised <> '' and (verified_at is not null or not ${provedOnly}::boolean)`,
  );
}
