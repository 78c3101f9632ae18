import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { AccountId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { profileValues } from '../../db/schema/members.ts';
import { mergeRequests, proofCodes } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor, type StaffActor } from '../context.ts';
import { countAttempt, isWithin, keyedHash } from '../limits.ts';
import { memberByNumber } from '../members/member.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { type Contact, contactAt, nobody } from './contacts.ts';
import { deadlines, minutesLater } from './deadlines.ts';
import { type MergeRequest, moveToWaiting } from './waiting.ts';

/** Until when a code is good, and from when another may be asked for. The same for everybody, whether or not one was sent. */
export type CodeTimes = { codeUntil: Date; resendAfter: Date };

type Proof = typeof proofCodes.$inferSelect;

/** The six digits of a proof row: derived from its id by the shop's secret, kept nowhere. */
export function codeFor(secret: string, proofId: number): string {
  const digest = createHmac('sha256', secret).update(`proof:${proofId}`).digest();
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

/** Whether digits somebody typed are the code of this row; full-width digits and spaces are accepted. */
export function codeMatches(secret: string, proofId: number, typed: string): boolean {
  const digits = typed.normalize('NFKC').replace(/\D/g, '');
  const sha = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(sha(digits), sha(codeFor(secret, proofId)));
}

/**
 * Writes a code for a contact and leaves it to be sent; without a contact the same rows are written and nothing leaves. `triesLeft` are
 * those of the code that this one replaces: asking again buys no guesses.
 */
export async function sendCode(
  context: Context,
  owner: {
    purpose: 'request' | 'contact' | 'erasure' | 'recall';
    requestId?: RequestId;
    accountId: AccountId | null;
    askedBy?: string;
  },
  contact: Contact | undefined,
  triesLeft = deadlines.codeTries,
): Promise<CodeTimes> {
  const { db, now } = context;
  const codeUntil = minutesLater(now, deadlines.codeMinutes);
  const [proof] = await db
    .insert(proofCodes)
    .values({
      ...{ requestId: null, askedBy: null },
      ...owner,
      // null, not undefined: a column left out would make another statement than a column that is filled.
      profileValueId: contact?.profileValueId ?? null,
      contactKind: contact?.kind ?? null,
      triesLeft,
      createdAt: now,
      expiresAt: codeUntil,
    })
    .returning({ id: proofCodes.id });
  const proofId = (proof as { id: number }).id;
  const message = { template: 'proof_code', proofId, profileValueId: contact?.profileValueId ?? nobody } as const;
  await tell(context, { topic: contact?.topic ?? 'mail', message }, `proof:${proofId}`);
  return { codeUntil, resendAfter: resendAfter(now) };
}

/** From when the next code may be asked for after one written at `createdAt`. */
export function resendAfter(createdAt: Date): Date {
  return new Date(createdAt.getTime() + deadlines.resendSeconds * 1000);
}

/** Takes one try of a code that still counts; undefined when it is used, spent, or too old. */
export async function takeTry({ db, now }: Context, proofId: number): Promise<number | undefined> {
  const stillCounts = and(isNull(proofCodes.usedAt), gt(proofCodes.triesLeft, 0), gt(proofCodes.expiresAt, now));
  const [taken] = await db
    .update(proofCodes)
    .set({ triesLeft: sql`${proofCodes.triesLeft} - 1` })
    .where(and(eq(proofCodes.id, proofId), stillCounts))
    .returning({ triesLeft: proofCodes.triesLeft });
  return taken?.triesLeft;
}

/**
 * Whether a code is right and still listened to: beyond so many tries a day for one card or one contact, from whichever request, none
 * is, and nobody is told, because only a card that exists can be tried by several. Counts alike for a card that does not exist.
 */
export async function isRightCode(context: Context, proof: Proof, code: string): Promise<boolean> {
  const { db, secret } = context;
  const [value] = await db
    .select({ field: profileValues.field, normalised: profileValues.normalised })
    .from(profileValues)
    .where(eq(profileValues.id, proof.profileValueId ?? nobody));
  const absent = `proof:${proof.id}`;
  const target = proof.accountId === null ? absent : `account:${proof.accountId}`;
  const contact = value ? keyedHash(secret, value.field, value.normalised) : absent;
  const perDay = { windowMinutes: 24 * 60, max: deadlines.triesPerTargetPerDay };
  const targetHolds = await isWithin(context, `tries:${target}`, perDay);
  const contactHolds = await isWithin(context, `tries:contact:${contact}`, perDay);
  return codeMatches(secret, proof.id, code) && targetHolds && contactHolds;
}

/**
 * Sends another code for an open request, to the same contact, with the tries that are left. Refuses rate_limited before 60 seconds
 * have passed, and code_expired when no try is left.
 */
export async function resendCode(
  context: Context<MemberActor>,
  { requestId }: { requestId: RequestId },
): Promise<CodeTimes> {
  return inTransaction(context, async (inside) => {
    const request = await lockOwn(inside, requestId);
    const last = await latestProof(inside.db, requestId);
    if (request.state !== 'proving' || !last) throw new Refusal('request_closed', { state: request.state });
    const waitMs = resendAfter(last.createdAt).getTime() - inside.now.getTime();
    if (last.triesLeft === 0) throw new Refusal('code_expired');
    if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    const limit = { windowMinutes: 24 * 60, max: deadlines.resendsPerRequest };
    await countAttempt(inside, `resend:request:${requestId}`, limit);
    const contact = last.contactKind && last.profileValueId && contactAt(last.contactKind, last.profileValueId);
    const owner = { purpose: 'request', requestId, accountId: request.targetAccountId } as const;
    return sendCode(inside, owner, contact || undefined, last.triesLeft);
  });
}

/**
 * The requester types the code. A right one moves the request on to the store; a wrong one costs a try, and that stays so: this
 * verb opens its own transaction and must not run inside another. Refuses wrong_code {triesLeft}, code_expired, request_closed.
 */
export async function proveRequest(
  context: Context<MemberActor>,
  { requestId, code }: { requestId: RequestId; code: string },
): Promise<{ state: 'waiting' }> {
  const triesLeft = await inTransaction(context, async (inside) => {
    const request = await lockOwn(inside, requestId);
    if (request.state === 'waiting') return undefined;
    if (request.state !== 'proving') throw new Refusal('request_closed', { state: request.state });
    const proof = await latestProof(inside.db, requestId);
    const left = await takeTry(inside, proof?.id ?? nobody);
    if (!proof || left === undefined || request.expiresAt <= inside.now) throw new Refusal('code_expired');
    const right = await isRightCode(inside, proof, code);
    // A code that was never sent proves nothing, not even to somebody who guessed it.
    if (!right || !request.targetAccountId || !proof.profileValueId) return left;
    await inside.db.update(proofCodes).set({ usedAt: inside.now }).where(eq(proofCodes.id, proof.id));
    await moveToWaiting(inside, request, { targetAccountId: request.targetAccountId, proof: 'code' });
    return undefined;
  });
  if (triesLeft !== undefined) throw new Refusal('wrong_code', { triesLeft });
  return { state: 'waiting' };
}

/**
 * Staff saw the customer and the old card at the counter. `memberNumber` names the old account when the request could not find
 * one, or found another. Refuses not_staff, not_found, about_yourself, request_closed.
 */
export async function proveAtCounter(
  context: Context<StaffActor>,
  { requestId, memberNumber }: { requestId: RequestId; memberNumber?: string },
): Promise<{ state: 'waiting' }> {
  const serving = await activeStaff(context);
  return inTransaction(context, async (inside) => {
    const request = await lock(inside.db, requestId);
    if (request?.state === 'waiting') return { state: 'waiting' };
    if (!request) throw new Refusal('not_found');
    if (request.state !== 'proving') throw new Refusal('request_closed', { state: request.state });
    const named = memberNumber === undefined ? undefined : await memberByNumber(inside.db, memberNumber);
    const targetAccountId = memberNumber === undefined ? request.targetAccountId : named?.accountId;
    if (!targetAccountId) throw new Refusal('not_found');
    if (targetAccountId === request.requesterAccountId) throw new Refusal('same_account');
    if (serving.accountId === targetAccountId || serving.accountId === request.requesterAccountId)
      throw new Refusal('about_yourself');
    await moveToWaiting(inside, request, { targetAccountId, proof: 'counter', store: serving.storeId });
    await audit(inside, { action: 'member.read', subject: `account:${targetAccountId}`, accountId: targetAccountId });
    return { state: 'waiting' };
  });
}

/** The newest code of a request; older ones count no more. */
export async function latestProof(db: Database, requestId: RequestId): Promise<Proof | undefined> {
  const [proof] = await db
    .select()
    .from(proofCodes)
    .where(eq(proofCodes.requestId, requestId))
    .orderBy(desc(proofCodes.id))
    .limit(1);
  return proof;
}

/** Locks a request of the acting member. Refuses not_found for everybody else's alike. */
export async function lockOwn({ db, actor }: Context<MemberActor>, requestId: RequestId): Promise<MergeRequest> {
  const request = await lock(db, requestId);
  if (request?.requesterAccountId !== actor.accountId) throw new Refusal('not_found');
  return request;
}

async function lock(db: Database, requestId: RequestId): Promise<MergeRequest | undefined> {
  const [request] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId)).for('update');
  return request;
}
