import { and, desc, eq, gt, isNotNull } from 'drizzle-orm';
import type { AccountId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { profileValues } from '../../db/schema/members.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import { awaitLookup } from '../duplicates/awaitLookup.ts';
import { lookUp } from '../duplicates/lookup.ts';
import { valuesOf } from '../duplicates/members.ts';
import { countAttempt, keyedHash } from '../limits.ts';
import { contactAt } from '../merges/contacts.ts';
import { deadlines } from '../merges/deadlines.ts';
import { isRightCode, resendAfter, sendCode, takeTry } from '../merges/proof.ts';
import { openRequest, replaceUnproved } from '../merges/requestMerge.ts';
import { type Candidate, findTarget, isTrusted, mayNotBeOne } from '../merges/target.ts';
import { moveToWaiting } from '../merges/waiting.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { nameOf, normaliseField, type Profile, profileOf, profileOfOne, readingOf, recordProfile } from './profile.ts';
import { issuePendingWelcome } from './welcome.ts';

type ContactKind = 'phone' | 'mail';
type Proof = typeof proofCodes.$inferSelect;

const offerDays = 1;

/**
 * Sends a code to a phone or mail that the member says is its own; it becomes the account's, unproved: letters and codes for the
 * account go where they went before. The answer is the same whoever else has it; asking again for the same buys no guesses. Refuses
 * bad_input and rate_limited.
 */
export async function askContactProof(
  context: Context<MemberActor>,
  { kind, value }: { kind: ContactKind; value: string },
): Promise<{ expiresAt: Date; resendAfter: Date }> {
  const normalised = normaliseField(kind, value);
  if (!normalised) throw new Refusal('bad_input', { field: kind });
  return inTransaction(context, async (inside) => {
    const { db, actor, now, secret } = inside;
    const { accountId } = actor;
    const last = await latestContactProof(db, accountId);
    const waitSeconds = last ? secondsUntil(resendAfter(last.createdAt), now) : 0;
    if (waitSeconds > 0) throw new Refusal('rate_limited', { retryAfterSeconds: waitSeconds });
    const perDay = (max: number) => ({ windowMinutes: 24 * 60, max });
    await countAttempt(inside, `contact:by:${accountId}`, perDay(deadlines.requestsPerMemberPerDay));
    const hash = keyedHash(secret, kind, normalised);
    await countAttempt(inside, `contact:for:${hash}`, perDay(deadlines.requestsPerTargetPerDay));
    await recordProfile(inside, accountId, { [kind]: value }, 'self');
    const typed = (await profileOfOne(db, accountId))[kind];
    if (!typed) throw new Refusal('bad_input', { field: kind });
    const triesLeft = await triesLeftFor(inside, last, typed.normalised);
    const times = await sendCode(inside, { purpose: 'contact', accountId }, contactAt(kind, typed.id), triesLeft);
    await audit(inside, { action: 'contact.asked', subject: `account:${accountId}`, accountId, facts: { kind } });
    return { expiresAt: times.codeUntil, resendAfter: times.resendAfter };
  });
}

/**
 * The member types the code: the contact is proved, the one that it takes over from is told so, waiting welcome points are given for a
 * phone, and `offer` says whether another card of this name has the same contact. A wrong code costs a try, and that stays so: this verb must not run inside another
 * transaction. Refuses wrong_code {triesLeft} and code_expired.
 */
export async function proveContact(
  context: Context<MemberActor>,
  { code }: { code: string },
): Promise<{ offer: boolean }> {
  const result = await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const proof = await latestContactProof(db, actor.accountId);
    const triesLeft = proof && (await takeTry(inside, proof.id));
    if (!proof || triesLeft === undefined) throw new Refusal('code_expired');
    if (!(await isRightCode(inside, proof, code))) return { triesLeft };
    await db.update(proofCodes).set({ usedAt: now }).where(eq(proofCodes.id, proof.id));
    const kind = await markProved(inside, proof);
    if (kind === 'phone') await issuePendingWelcome(inside, actor.accountId, { provedOnly: true });
    return { offer: (await otherCardOf(db, actor.accountId, kind)) !== undefined };
  });
  if ('triesLeft' in result) throw new Refusal('wrong_code', { triesLeft: result.triesLeft });
  return result;
}

/**
 * The member takes the offer of the last day: a request that is proved already goes to the store. Refuses not_found when there is
 * nothing to join, request_open while the store has another one.
 */
export async function acceptOffer(context: Context<MemberActor>): Promise<{ requestId: RequestId }> {
  return inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const proof = await latestUsedProof(db, actor.accountId, now);
    const kind = proof?.contactKind;
    const target = kind && (await otherCardOf(db, actor.accountId, kind));
    if (!proof || !target) throw new Refusal('not_found');
    await replaceUnproved(inside);
    const request = await openRequest(inside, kind, target.accountId);
    await db.update(proofCodes).set({ requestId: request.id }).where(eq(proofCodes.id, proof.id));
    await moveToWaiting(inside, request, { targetAccountId: target.accountId, proof: 'code' });
    return { requestId: request.id };
  });
}

/** The tries that a code still on its way to this contact has left. Refuses rate_limited until it ends when it has none. */
async function triesLeftFor(
  { db, now }: Context,
  last: Proof | undefined,
  normalised: string,
): Promise<number | undefined> {
  if (!last || last.usedAt || last.expiresAt <= now) return undefined;
  const [value] = await db
    .select({ normalised: profileValues.normalised })
    .from(profileValues)
    .where(eq(profileValues.id, last.profileValueId ?? 0));
  if (value?.normalised !== normalised) return undefined;
  if (last.triesLeft > 0) return last.triesLeft;
  throw new Refusal('rate_limited', { retryAfterSeconds: secondsUntil(last.expiresAt, now) });
}

function secondsUntil(at: Date, now: Date): number {
  return Math.ceil((at.getTime() - now.getTime()) / 1000);
}

/**
 * Writes down that the account's owner holds this contact: the same value again, with the time of its proof. Whoever was reached until
 * now learns that there: it may be the owner, who did not ask for this.
 */
async function markProved(context: Context<MemberActor>, proof: Proof): Promise<ContactKind> {
  const { db, now } = context;
  const [value] = await db
    .select()
    .from(profileValues)
    .where(eq(profileValues.id, proof.profileValueId ?? 0));
  if (!value || !proof.contactKind) throw new Refusal('code_expired');
  const { accountId, field, value: text, normalised } = value;
  const until = (await profileOfOne(db, accountId))[proof.contactKind]?.reach;
  const proved = { source: 'proof', recordedAt: now, verifiedAt: now } as const;
  await db.insert(profileValues).values({ accountId, field, value: text, normalised, ...proved });
  await awaitLookup(context, accountId);
  if (until && until.normalised !== normalised) {
    const { topic, profileValueId } = contactAt(proof.contactKind, until.id);
    await tell(
      context,
      { topic, message: { profileValueId, template: 'contact_changed' } },
      `contact:${proof.id}:until`,
    );
  }
  const facts = { kind: proof.contactKind };
  await audit(context, { action: 'contact.proved', subject: `account:${accountId}`, accountId, facts });
  return proof.contactKind;
}

/**
 * The other card that a proved contact leads to: one person of the member's own name, or one who is far likelier the member than a relative, such as
 * the same name in other letters. A family's phone leads nowhere.
 */
export async function otherCardOf(
  db: Database,
  accountId: AccountId,
  kind: ContactKind,
): Promise<Candidate | undefined> {
  const profile = await profileOfOne(db, accountId);
  const proved = profile[kind]?.reach;
  if (proved?.known !== 'proved') return undefined;
  const { normalised } = proved;
  const named = await findTarget(db, { accountId }, { kind, normalised, names: namesOf(profile) });
  // Nobody is led to a card whose contact was merely typed: it may be there for its owner to find.
  return named && isTrusted(named.profile, kind) ? named : likelyOf(db, accountId, profile, { kind, normalised });
}

const likelyLeast = 0.9;

/** The one person who is reached by this contact and is very probably the member. */
async function likelyOf(
  db: Database,
  accountId: AccountId,
  profile: Profile,
  { kind, normalised }: { kind: ContactKind; normalised: string },
): Promise<Candidate | undefined> {
  const found = await lookUp(db, { accountId, values: valuesOf(profile) });
  const likely = found.filter(({ same, zone }) => same >= likelyLeast && zone !== 'household');
  const profiles = await profileOf(
    db,
    likely.map((one) => one.accountId),
  );
  const reached = likely.filter(({ accountId: other }) => {
    const theirs = profiles.get(other) ?? {};
    return theirs[kind]?.reach?.normalised === normalised && isTrusted(theirs, kind);
  });
  const [only, ...more] = reached;
  if (!only || more.length > 0 || (await mayNotBeOne(db, accountId, only.accountId))) return undefined;
  return { accountId: only.accountId, personId: only.personId, profile: profiles.get(only.accountId) ?? {} };
}

function namesOf(profile: Profile): string[] {
  return [nameOf(profile), readingOf(profile)].filter((name) => name !== '');
}

async function latestContactProof(db: Database, accountId: AccountId): Promise<Proof | undefined> {
  const [proof] = await db
    .select()
    .from(proofCodes)
    .where(and(eq(proofCodes.accountId, accountId), eq(proofCodes.purpose, 'contact')))
    .orderBy(desc(proofCodes.id))
    .limit(1);
  return proof;
}

async function latestUsedProof(db: Database, accountId: AccountId, now: Date): Promise<Proof | undefined> {
  const mine = and(eq(proofCodes.accountId, accountId), eq(proofCodes.purpose, 'contact'));
  const recent = and(isNotNull(proofCodes.usedAt), gt(proofCodes.usedAt, daysLater(now, -offerDays)));
  const [proof] = await db.select().from(proofCodes).where(and(mine, recent)).orderBy(desc(proofCodes.id)).limit(1);
  return proof;
}
