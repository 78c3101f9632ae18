import { and, desc, eq, inArray } from 'drizzle-orm';
import type { AccountId, ErasureId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type ErasureReason, erasureReasons, erasures } from '../../db/schema/erasure.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { startOfDayAfter } from '../calendar.ts';
import { type Context, inTransaction, type MemberActor, type StaffActor } from '../context.ts';
import { countAttempt } from '../limits.ts';
import { tailOf } from '../members/mask.ts';
import { type Account, accountById, memberByNumber } from '../members/member.ts';
import { componentOf } from '../merges/component.ts';
import { contactOf, lineIdentitiesOf } from '../merges/contacts.ts';
import { isRightCode, sendCode, takeTry } from '../merges/proof.ts';
import { visibleAccounts } from '../merges/visible.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';

export type Erasure = typeof erasures.$inferSelect;

/** How long it can be taken back, in whole days after the day it was asked for. */
export const waitingDays = 7;
/** How fresh a login of LINE must be to stand for a code. */
export const loginMinutesMax = 10;
const asksPerDay = { windowMinutes: 24 * 60, max: 5 };

/** Says that the account is one's own: the code that was sent to its contact, or the moment its LINE was logged into. */
export type OwnProof = { code: string } | { loggedInAt: Date };

/**
 * Sends a code to the contact on file of an account that this member sees, by which its erasure is then confirmed. Refuses not_yours,
 * not_found when the account has no contact, and rate_limited.
 */
export async function askErasureCode(
  context: Context<MemberActor>,
  { accountId }: { accountId: AccountId },
): Promise<{ codeUntil: Date; sentTo: 'phone' | 'mail' }> {
  return inTransaction(context, async (inside) => {
    const account = await ownAccount(inside, accountId);
    await countAttempt(inside, `erasure:by:${inside.actor.accountId}`, asksPerDay);
    const contact = contactOf(account.profile, 'mail') ?? contactOf(account.profile, 'phone');
    if (!contact) throw new Refusal('not_found');
    const last = await latestCode(inside.db, accountId);
    const stillCounts = last && !last.usedAt && last.expiresAt > inside.now;
    const triesLeft = stillCounts ? last.triesLeft : undefined;
    if (triesLeft === 0)
      throw new Refusal('rate_limited', { retryAfterSeconds: secondsUntil(last?.expiresAt, inside.now) });
    const { codeUntil } = await sendCode(inside, { purpose: 'erasure', accountId }, contact, triesLeft);
    await audit(inside, { action: 'erasure.code_asked', subject: `account:${accountId}`, accountId });
    return { codeUntil, sentTo: contact.kind };
  });
}

/**
 * The owner asks that one account be erased, and proves that it is theirs; from now on `waitingDays` run. A login of LINE proves only
 * the account this LINE is linked to. Asked twice is asked once. A wrong code costs a try, and that stays so: this verb must not run
 * inside another transaction. Refuses not_yours, wrong_code {triesLeft}, code_expired.
 */
export async function requestErasure(
  context: Context<MemberActor>,
  { accountId, proof }: { accountId: AccountId; proof: OwnProof },
): Promise<Erasure> {
  const result = await inTransaction(context, async (inside) => {
    const account = await ownAccount(inside, accountId);
    const failed = await proveOwn(inside, account, proof);
    if (failed !== undefined) return failed;
    const { db, actor, now } = inside;
    const dueAt = startOfDayAfter(now, waitingDays + 1);
    const open = await openErasureOf(db, accountId);
    if (open?.state === 'waiting') return open;
    // Its owner's word is more than that of the shop, which may still wait for a second person.
    if (open) await db.update(erasures).set({ state: 'taken_back', settledAt: now }).where(eq(erasures.id, open.id));
    const [erasure] = await db
      .insert(erasures)
      .values({ accountId, state: 'waiting', askedAt: now, identityId: actor.identityId, dueAt })
      .onConflictDoNothing()
      .returning();
    if (!erasure) throw new Refusal('request_open');
    await audit(inside, { action: 'erasure.asked', subject: `erasure:${erasure.id}`, accountId });
    await tellWaiting(inside, erasure, account);
    return erasure;
  });
  if (typeof result === 'number') throw new Refusal('wrong_code', { triesLeft: result });
  return result;
}

/** The member takes it back, whoever asked for it, as long as it has not been done. Twice is once. Refuses not_yours. */
export async function takeBackErasure(
  context: Context<MemberActor>,
  { accountId }: { accountId: AccountId },
): Promise<void> {
  await inTransaction(context, async (inside) => {
    await ownAccount(inside, accountId);
    const erasure = await openErasureOf(inside.db, accountId);
    if (erasure) await settle(inside, erasure);
  });
}

/**
 * Headquarters asks in the owner's stead; nothing happens before a second of them agrees. Refuses not_staff, not_yours, not_found,
 * about_yourself, bad_input, request_open.
 */
export async function askErasureByStaff(
  context: Context<StaffActor>,
  { memberNumber, reason }: { memberNumber: string; reason: ErasureReason },
): Promise<Erasure> {
  if (!erasureReasons.includes(reason)) throw new Refusal('bad_input', { field: 'reason' });
  return inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const account = await memberByNumber(db, memberNumber);
    await mayErase(inside, account?.accountId);
    if (!account) throw new Refusal('not_found');
    const { accountId } = account;
    const [erasure] = await db
      .insert(erasures)
      .values({ accountId, state: 'second', askedAt: now, staffId: actor.staffId, reason })
      .onConflictDoNothing()
      .returning();
    if (!erasure) throw new Refusal('request_open');
    await audit(inside, { action: 'erasure.asked', subject: `erasure:${erasure.id}`, accountId, reason });
    await showStaff(inside, erasure, 'asked');
    return erasure;
  });
}

/**
 * A second person at headquarters agrees: the owner is told and the time to take it back begins. Refuses not_staff, not_yours,
 * about_yourself, second_needed for whoever asked, request_closed.
 */
export async function agreeToErasure(
  context: Context<StaffActor>,
  { erasureId }: { erasureId: ErasureId },
): Promise<Erasure> {
  return inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const asked = await erasureById(db, erasureId);
    await mayErase(inside, asked.accountId);
    if (asked.staffId === actor.staffId) throw new Refusal('second_needed');
    const [erasure] = await db
      .update(erasures)
      .set({ state: 'waiting', secondStaffId: actor.staffId, dueAt: startOfDayAfter(now, waitingDays + 1) })
      .where(and(eq(erasures.id, erasureId), eq(erasures.state, 'second')))
      .returning();
    if (!erasure) throw new Refusal('request_closed', { state: asked.state });
    const { accountId } = erasure;
    await audit(inside, { action: 'erasure.agreed', subject: `erasure:${erasureId}`, accountId });
    const account = await accountById(db, accountId);
    if (account) await tellWaiting(inside, erasure, account);
    await showStaff(inside, erasure, 'agreed');
    return erasure;
  });
}

/** Headquarters leaves it: what it asked for itself, or what the owner asked it to stop. Refuses not_staff, not_yours, request_closed. */
export async function stopErasure(
  context: Context<StaffActor>,
  { erasureId }: { erasureId: ErasureId },
): Promise<void> {
  await inTransaction(context, async (inside) => {
    const asked = await erasureById(inside.db, erasureId);
    await mayErase(inside, asked.accountId);
    if (!(await settle(inside, asked))) throw new Refusal('request_closed', { state: asked.state });
  });
}

/** The erasure of an account that has not been done or taken back. */
export async function openErasureOf(db: Database, accountId: AccountId): Promise<Erasure | undefined> {
  const open = inArray(erasures.state, ['second', 'waiting']);
  return (
    await db
      .select()
      .from(erasures)
      .where(and(eq(erasures.accountId, accountId), open))
  )[0];
}

/** One erasure. Refuses not_found. */
export async function erasureById(db: Database, erasureId: ErasureId): Promise<Erasure> {
  const [erasure] = await db.select().from(erasures).where(eq(erasures.id, erasureId));
  if (!erasure) throw new Refusal('not_found');
  return erasure;
}

/** The conditional update decides between whoever takes it back and the tick that carries it out. */
async function settle(context: Context, { id, accountId }: Erasure): Promise<boolean> {
  const { db, now } = context;
  const [erasure] = await db
    .update(erasures)
    .set({ state: 'taken_back', settledAt: now })
    .where(and(eq(erasures.id, id), inArray(erasures.state, ['second', 'waiting'])))
    .returning();
  if (!erasure) return false;
  await audit(context, { action: 'erasure.taken_back', subject: `erasure:${id}`, accountId });
  if (erasure.dueAt) await tellLines(context, erasure, { template: 'erasure_taken_back' });
  if (erasure.staffId) await showStaff(context, erasure, 'taken_back');
  return true;
}

/** The account, if this member may speak for it: their own, or one that this LINE sees. */
async function ownAccount({ db, actor }: Context<MemberActor>, accountId: AccountId): Promise<Account> {
  const account = (await visibleAccounts(db, actor.identityId)).includes(accountId)
    ? await accountById(db, accountId)
    : undefined;
  if (!account) throw new Refusal('not_yours');
  return account;
}

/** Undefined when it is proved; the tries that are left after a wrong code. */
async function proveOwn(
  context: Context<MemberActor>,
  { accountId }: Account,
  proof: OwnProof,
): Promise<number | undefined> {
  const { db, actor, now } = context;
  if ('loggedInAt' in proof) {
    const ageMs = now.getTime() - proof.loggedInAt.getTime();
    if (accountId !== actor.accountId) throw new Refusal('not_yours');
    if (ageMs > loginMinutesMax * 60_000) throw new Refusal('code_expired');
    return undefined;
  }
  const row = await latestCode(db, accountId);
  const triesLeft = row && (await takeTry(context, row.id));
  if (!row || triesLeft === undefined) throw new Refusal('code_expired');
  if (!(await isRightCode(context, row, proof.code))) return triesLeft;
  await db.update(proofCodes).set({ usedAt: now }).where(eq(proofCodes.id, row.id));
  return undefined;
}

async function latestCode(db: Database, accountId: AccountId) {
  const mine = and(eq(proofCodes.accountId, accountId), eq(proofCodes.purpose, 'erasure'));
  return (await db.select().from(proofCodes).where(mine).orderBy(desc(proofCodes.id)).limit(1))[0];
}

/** Only headquarters, and nobody about themselves. */
async function mayErase(context: Context<StaffActor>, accountId: AccountId | undefined): Promise<void> {
  const acting = await activeStaff(context);
  if (!acting.atHeadquarters) throw new Refusal('not_yours');
  if (acting.accountId === null || accountId === undefined) return;
  const { accountIds } = await componentOf(context.db, accountId);
  if (accountIds.includes(acting.accountId)) throw new Refusal('about_yourself');
}

async function tellWaiting(context: Context, erasure: Erasure, { memberNumber }: Account): Promise<void> {
  const dueAt = (erasure.dueAt as Date).toISOString();
  await tellLines(context, erasure, { template: 'erasure_waiting', dueAt, tail: tailOf(memberNumber) });
}

async function tellLines(
  context: Context,
  { id, accountId }: Erasure,
  message: { template: 'erasure_waiting'; dueAt: string; tail: string } | { template: 'erasure_taken_back' },
): Promise<void> {
  for (const to of await lineIdentitiesOf(context.db, [accountId])) {
    const key = `erasure:${id}:${message.template}:${to}`;
    await tell(context, { topic: 'line', message: { to, ...message } }, key);
  }
}

async function showStaff(context: Context, { id }: Erasure, what: string): Promise<void> {
  await tell(context, { topic: 'slack', message: { show: 'erasure', erasureId: id } }, `erasure:${id}:${what}`);
}

function secondsUntil(at: Date | undefined, now: Date): number {
  return Math.ceil(((at ?? now).getTime() - now.getTime()) / 1000);
}
