import { and, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { accounts, bonusKeys } from '../../db/schema/members.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { keyedHash } from '../limits.ts';
import { earn } from '../points/earn.ts';
import { rulesAt } from '../points/programme.ts';
import { tailOf } from './mask.ts';

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
 * Gives the welcome points that wait, at the first purchase or once a phone is proved: one lot, once. Never when a LINE, card or proved
 * contact of this account has had them for another one, also for one that has left since. A contact that was merely typed cannot take
 * them from its owner: at a purchase it makes them wait for a proved phone; with `provedOnly`, at that proof, it does not count, else anybody
 * could type a stranger's, prove their own, and read off whether that one is known. Then the audit says so, for `core/abuse`.
 */
export async function issuePendingWelcome(
  context: Context,
  accountId: AccountId,
  { provedOnly = false } = {},
): Promise<{ issued: boolean }> {
  const { db, now } = context;
  const waiting = and(eq(bonusKeys.benefit, benefit), eq(bonusKeys.accountId, accountId), isNull(bonusKeys.issuedAt));
  const [due] = await db.select({ id: bonusKeys.id }).from(bonusKeys).where(waiting).for('update');
  if (!due) return { issued: false };
  const { refused, typed, taken } = await claimKeys(context, accountId);
  if (!refused && typed.length > 0 && !provedOnly) return { issued: false };
  await db.update(bonusKeys).set({ issuedAt: now }).where(eq(bonusKeys.id, due.id));
  const { welcomePoints } = await rulesAt(db, now);
  if (refused || welcomePoints < 1) return { issued: false };
  const once = { source: 'welcome', key: `account:${accountId}` };
  await earn(context, { accountId, amount: welcomePoints, origin: 'welcome', onceKey: benefit, ...once });
  await noteReturn(context, accountId, [...typed, ...taken], welcomePoints);
  return { issued: true };
}

/** Whether an account still has welcome points to come, as far as its owner may know. */
export async function isWelcomePending(db: Database, accountId: AccountId): Promise<boolean> {
  const waiting = and(eq(bonusKeys.benefit, benefit), eq(bonusKeys.accountId, accountId), isNull(bonusKeys.issuedAt));
  return (await db.select({ id: bonusKeys.id }).from(bonusKeys).where(waiting)).length > 0;
}

type Key = { kind: string; value: string; proved: boolean };

/**
 * `refused`: a proved key is another account's. `typed`: whose the keys are that this one only typed. `taken`: who had only typed what this
 * one proved.
 */
type Claimed = { refused: boolean; typed: AccountId[]; taken: AccountId[] };

/** Claims every key of the account; what was proved takes over what was typed. The unique index decides a race. */
async function claimKeys({ db, now, secret }: Context, accountId: AccountId): Promise<Claimed> {
  const proved = new Map<string, boolean>();
  for (const key of await keysOf(db, accountId)) {
    const hash = keyedHash(secret, key.kind, key.value);
    proved.set(hash, key.proved || proved.get(hash) === true);
  }
  if (proved.size === 0) return { refused: false, typed: [], taken: [] };
  // Always in one order, so that two accounts with the same keys wait for each other instead of deadlocking.
  const hashes = [...proved.keys()].sort();
  const others = and(
    ...[eq(bonusKeys.benefit, benefit), inArray(bonusKeys.keyHash, hashes), ne(bonusKeys.accountId, accountId)],
  );
  const before = await db.select().from(bonusKeys).where(others);
  const claim = { benefit, accountId, recordedAt: now, issuedAt: now };
  await db
    .insert(bonusKeys)
    .values(hashes.map((keyHash) => ({ ...claim, keyHash, proved: proved.get(keyHash) === true })))
    .onConflictDoUpdate({
      target: [bonusKeys.benefit, bonusKeys.keyHash],
      set: { accountId, proved: true, recordedAt: now },
      setWhere: sql`excluded.proved and not ${bonusKeys.proved}`,
    });
  const after = await db.select().from(bonusKeys).where(others);
  const taken = before.filter(({ keyHash }) => after.every((row) => row.keyHash !== keyHash));
  const known = after.filter(({ keyHash }) => proved.get(keyHash) !== true);
  return {
    refused: known.length < after.length,
    typed: known.map((row) => row.accountId),
    taken: taken.map((row) => row.accountId),
  };
}

function keysOf(db: Database, accountId: AccountId): Promise<Key[]> {
  return rowsOf(
    db,
    sql`
    select kind, value, true as proved from identities where account_id = ${accountId}
    union select 'phone', normalised, verified_at is not null from profile_values where account_id = ${accountId} and field = 'phone'
      and normalised <> ''
    union select 'mail', regexp_replace(normalised, '[+][^@]*@', '@'), verified_at is not null from profile_values
      where account_id = ${accountId} and field = 'mail' and normalised <> ''`,
  );
}

/** Points were given although an account that has left since had them with a contact that one of the two only typed. */
async function noteReturn(context: Context, accountId: AccountId, typed: AccountId[], points: number): Promise<void> {
  if (typed.length === 0) return;
  const left = await context.db
    .select({ memberNumber: accounts.memberNumber })
    .from(accounts)
    .where(and(inArray(accounts.id, typed), isNotNull(accounts.closedAt)));
  if (left.length === 0) return;
  const facts = { tails: left.map(({ memberNumber }) => tailOf(memberNumber)).sort(), points };
  await audit(context, { action: 'welcome.given_again', subject: `account:${accountId}`, accountId, facts });
}
