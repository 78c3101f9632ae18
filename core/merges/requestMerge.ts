import { and, eq, inArray } from 'drizzle-orm';
import type { AccountId, RequestId } from '../../db/ids.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import { countAttempt, keyedHash } from '../limits.ts';
import { cleanText, normaliseMail, normalisePhone } from '../members/normalise.ts';
import { Refusal } from '../refusal.ts';
import { type Contact, contactOf } from './contacts.ts';
import { deadlines, hoursLater } from './deadlines.ts';
import { type CodeTimes, sendCode } from './proof.ts';
import { type Candidate, findTarget, type SoughtKind } from './target.ts';
import type { MergeRequest } from './waiting.ts';

const dayMinutes = 24 * 60;

/**
 * A member asks to join an older card by what it remembers. The answer, the statements and the rows are the same whether that
 * card exists, does not, is the member's already, or may not be joined; a code goes to the contact on file of the old card only.
 * A newer request replaces one that was not proved yet. Refuses bad_input, rate_limited, and request_open while the store has one.
 */
export async function requestMerge(
  context: Context<MemberActor>,
  input: { soughtKind: SoughtKind; sought: string; name: string },
): Promise<{ requestId: RequestId } & CodeTimes> {
  const { soughtKind } = input;
  const normalised = readSought(soughtKind, input.sought);
  const name = cleanText(input.name);
  if (name === '' || name.length > 100) throw new Refusal('bad_input', { field: 'name' });
  return inTransaction(context, async (inside) => {
    const { db, actor, secret } = inside;
    const perDay = (max: number) => ({ windowMinutes: dayMinutes, max });
    await countAttempt(inside, `request:by:${actor.accountId}`, perDay(deadlines.requestsPerMemberPerDay));
    const soughtHash = keyedHash(secret, soughtKind, normalised);
    await countAttempt(inside, `request:for:${soughtHash}`, perDay(deadlines.requestsPerTargetPerDay));
    await replaceUnproved(inside);
    const target = await findTarget(db, actor, { kind: soughtKind, normalised, names: [name] });
    const { id: requestId } = await openRequest(inside, soughtKind, target?.accountId ?? null);
    const contact = target && contactFor(soughtKind, target);
    const times = await sendCode(
      inside,
      { purpose: 'request', requestId, accountId: target?.accountId ?? null },
      contact,
    );
    await audit(inside, {
      action: 'request.made',
      subject: `request:${requestId}`,
      accountId: actor.accountId,
      facts: { soughtKind },
    });
    return { requestId, ...times };
  });
}

/** What was typed as it is searched for. Refuses bad_input by its form alone, never by what exists. */
function readSought(kind: SoughtKind, sought: string): string {
  const digits = cleanText(sought).normalize('NFKC').replace(/\D/g, '');
  const number = /^\d{8}$/.test(digits) ? digits : undefined;
  const normalised = { memberNumber: number, phone: normalisePhone(sought), mail: normaliseMail(sought) }[kind];
  if (!normalised) throw new Refusal('bad_input', { field: kind });
  return normalised;
}

/** The code goes where the old card says: to what was entered, or for a member number to its mail, else its phone. */
function contactFor(kind: SoughtKind, { profile }: Candidate): Contact | undefined {
  return kind === 'memberNumber'
    ? (contactOf(profile, 'mail') ?? contactOf(profile, 'phone'))
    : contactOf(profile, kind);
}

/** Ends the member's own request that was not proved yet, on record. Refuses request_open while the store has a proved one. */
export async function replaceUnproved(context: Context<MemberActor>): Promise<void> {
  const { db, actor } = context;
  const mine = eq(mergeRequests.requesterAccountId, actor.accountId);
  const replaced = await db
    .update(mergeRequests)
    .set({ state: 'cancelled' })
    .where(and(mine, eq(mergeRequests.state, 'proving')))
    .returning({ id: mergeRequests.id });
  for (const { id } of replaced) {
    const { accountId } = actor;
    await audit(context, { action: 'request.cancelled', subject: `request:${id}`, accountId, reason: 'replaced' });
  }
  const [open] = await db
    .select({ requestId: mergeRequests.id })
    .from(mergeRequests)
    .where(and(mine, inArray(mergeRequests.state, ['proving', 'waiting'])));
  if (open) throw new Refusal('request_open', open);
}

/** Opens a request that is still to be proved; `targetAccountId` is null when nobody matches. */
export async function openRequest(
  { db, actor, now }: Context<MemberActor>,
  soughtKind: SoughtKind,
  targetAccountId: AccountId | null,
): Promise<MergeRequest> {
  const [request] = await db
    .insert(mergeRequests)
    .values({
      origin: 'member',
      state: 'proving',
      requesterAccountId: actor.accountId,
      requesterIdentityId: actor.identityId,
      targetAccountId,
      soughtKind,
      createdAt: now,
      expiresAt: hoursLater(now, deadlines.provingHours),
    })
    .onConflictDoNothing()
    .returning();
  if (!request) throw new Refusal('request_open');
  return request;
}
