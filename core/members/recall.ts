import { and, desc, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import type { AccountId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, profileValues } from '../../db/schema/members.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Actor, type Context, inTransaction } from '../context.ts';
import { countAttempt, keyedHash } from '../limits.ts';
import { contactAt, contactOf, contactsOf, lineIdentitiesOf } from '../merges/contacts.ts';
import { deadlines } from '../merges/deadlines.ts';
import { type CodeTimes, isRightCode, resendAfter, sendCode, takeTry } from '../merges/proof.ts';
import { openRequest } from '../merges/requestMerge.ts';
import { findTarget } from '../merges/target.ts';
import { moveToWaiting } from '../merges/waiting.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { cleanText } from './normalise.ts';
import { normaliseField } from './profile.ts';
import { register } from './register.ts';

type Stranger = Extract<Actor, { kind: 'stranger' }>;
type Proof = typeof proofCodes.$inferSelect;

const nameMax = 100;
const linkDays = 1;
const nobodyYet = 0 as AccountId;

/**
 * Somebody without a card in this LINE has forgotten their number: a code goes to the phone or mail on file, if one card has it and this name. The
 * answer, the statements and the rows are the same whether it does. Refuses bad_input and rate_limited.
 */
export async function askRecall(
  context: Context<Stranger>,
  { kind, value, name }: { kind: 'phone' | 'mail'; value: string; name: string },
): Promise<CodeTimes> {
  const normalised = normaliseField(kind, value);
  if (!normalised) throw new Refusal('bad_input', { field: kind });
  const names = [cleanText(name)].filter((text) => text !== '' && text.length <= nameMax);
  if (names.length === 0) throw new Refusal('bad_input', { field: 'name' });
  return inTransaction(context, async (inside) => {
    const { db, now, secret } = inside;
    const askedBy = askerOf(inside);
    const last = await latest(db, askedBy);
    const waitMs = last ? resendAfter(last.createdAt).getTime() - now.getTime() : 0;
    if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    const perDay = (max: number) => ({ windowMinutes: 24 * 60, max });
    await countAttempt(inside, `recall:by:${askedBy}`, perDay(deadlines.requestsPerMemberPerDay));
    const hash = keyedHash(secret, kind, normalised);
    await countAttempt(inside, `recall:for:${hash}`, perDay(deadlines.requestsPerTargetPerDay));
    const target = await findTarget(db, { accountId: nobodyYet }, { kind, normalised, names });
    const owner = { purpose: 'recall', accountId: target?.accountId ?? null, askedBy } as const;
    const times = await sendCode(inside, owner, target && contactOf(target.profile, kind));
    await audit(inside, { action: 'recall.asked', subject: 'recall', facts: { kind } });
    return times;
  });
}

/**
 * The code is right: whoever reads the contact on file is told the number of the card, and nothing else of it. Everybody else who can be reached
 * over the card hears that it was. A wrong code costs a try, and that stays so: this verb must not run inside another transaction.
 * Refuses wrong_code {triesLeft} and code_expired.
 */
export async function proveRecall(
  context: Context<Stranger>,
  { code }: { code: string },
): Promise<{ memberNumber: string }> {
  const result = await inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const proof = await latest(db, askerOf(inside));
    const triesLeft = proof && (await takeTry(inside, proof.id));
    if (!proof || triesLeft === undefined) throw new Refusal('code_expired');
    const right = await isRightCode(inside, proof, code);
    // A code that was never sent proves nothing, not even to somebody who guessed it.
    const memberNumber = right && proof.profileValueId ? await numberOf(db, proof.accountId) : undefined;
    if (!memberNumber) return { triesLeft };
    await db.update(proofCodes).set({ usedAt: now }).where(eq(proofCodes.id, proof.id));
    await tellOthers(inside, proof);
    return { memberNumber };
  });
  if ('triesLeft' in result) throw new Refusal('wrong_code', { triesLeft: result.triesLeft });
  return result;
}

/** The number that this LINE has just proved to be its own, for a day; undefined when it has proved none. */
export async function recalledNumber(context: Context<Stranger>): Promise<string | undefined> {
  const proof = await latestProved(context);
  return numberOf(context.db, proof?.accountId ?? null);
}

/** Whether a code that this LINE asked for still counts; the same for a card that exists and one that does not. */
export async function isRecalling(context: Context<Stranger>): Promise<boolean> {
  const proof = await latest(context.db, askerOf(context));
  return proof !== undefined && !proof.usedAt && proof.expiresAt > context.now;
}

/**
 * Whoever has just proved an older card gets one in this LINE, and the two are on their way to the store as a request that is proved already: the
 * proof of a contact opens nobody's card by itself. Refuses not_found when nothing was proved in the last day, and already_member.
 */
export async function linkRecalled(
  context: Context<Stranger>,
  { familyName, givenName }: { familyName: string; givenName: string },
): Promise<{ requestId: RequestId }> {
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const proof = await latestProved(inside);
    const [value] = await db
      .select({ field: profileValues.field, value: profileValues.value, normalised: profileValues.normalised })
      .from(profileValues)
      .where(eq(profileValues.id, proof?.profileValueId ?? 0));
    if (!proof?.accountId || !proof.contactKind || !value) throw new Refusal('not_found');
    const profile = { familyName, givenName, [proof.contactKind]: value.normalised };
    const { lineUserId } = actor;
    const { accountId, identityId } = await register(inside, { lineUserId, profile, channelCode: 'line' });
    if (!identityId) throw new Refusal('not_found');
    const proved = { source: 'proof', recordedAt: now, verifiedAt: now } as const;
    await db.insert(profileValues).values({ ...value, accountId, ...proved });
    const member: Context<Extract<Actor, { kind: 'member' }>> = {
      ...inside,
      actor: { kind: 'member', accountId, identityId },
    };
    const request = await openRequest(member, proof.contactKind, proof.accountId);
    await db.update(proofCodes).set({ requestId: request.id }).where(eq(proofCodes.id, proof.id));
    await moveToWaiting(member, request, { targetAccountId: proof.accountId, proof: 'code' });
    return { requestId: request.id };
  });
}

function askerOf({ actor, secret }: Context<Stranger>): string {
  return keyedHash(secret, 'line', actor.lineUserId);
}

async function latest(db: Database, askedBy: string): Promise<Proof | undefined> {
  const mine = and(eq(proofCodes.askedBy, askedBy), eq(proofCodes.purpose, 'recall'));
  const [proof] = await db.select().from(proofCodes).where(mine).orderBy(desc(proofCodes.id)).limit(1);
  return proof;
}

async function latestProved(context: Context<Stranger>): Promise<Proof | undefined> {
  const { db, now } = context;
  const mine = and(eq(proofCodes.askedBy, askerOf(context)), eq(proofCodes.purpose, 'recall'));
  const fresh = and(isNotNull(proofCodes.usedAt), gt(proofCodes.usedAt, daysLater(now, -linkDays)));
  const [proof] = await db.select().from(proofCodes).where(and(mine, fresh)).orderBy(desc(proofCodes.id)).limit(1);
  return proof;
}

async function numberOf(db: Database, accountId: AccountId | null): Promise<string | undefined> {
  const [account] = await db
    .select({ memberNumber: accounts.memberNumber })
    .from(accounts)
    .where(and(eq(accounts.id, accountId ?? nobodyYet), isNull(accounts.closedAt)));
  return account?.memberNumber;
}

async function tellOthers(context: Context<Stranger>, proof: Proof): Promise<void> {
  const { db } = context;
  const accountId = proof.accountId ?? nobodyYet;
  const [key, template] = [`recall:${proof.id}`, 'number_recalled'] as const;
  for (const to of await lineIdentitiesOf(db, [accountId])) {
    await tell(context, { topic: 'line', message: { to, template } }, `${key}:line:${to}`);
  }
  for (const { kind, profileValueId } of await contactsOf(db, [accountId])) {
    const { topic } = contactAt(kind, profileValueId);
    const used = profileValueId === proof.profileValueId;
    if (!used)
      await tell(context, { topic, message: { profileValueId, template } }, `${key}:contact:${profileValueId}`);
  }
  const facts = { kind: proof.contactKind };
  await audit(context, { action: 'recall.proved', subject: `account:${accountId}`, accountId, facts });
}
