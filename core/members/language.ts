import { and, desc, eq, isNull } from 'drizzle-orm';
import type { AccountId, EdgeId, RequestId } from '../../db/ids.ts';
import { identities, registrations } from '../../db/schema/members.ts';
import { mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import type { Context } from '../context.ts';

export type Language = 'ja' | 'en';

/** What is known of how somebody reads. `chosen`: they said so themselves. `askedAt`: when LINE was last asked, whatever it said. */
export type Reading = { language: Language | null; chosen: boolean; askedAt: Date | null };

type Told = { lineUserId: string; language: Language };

/** Keeps the language a LINE user asked for in so many words. What LINE says of its own language changes nothing any more. */
export async function chooseLanguage({ db }: Context, { lineUserId, language }: Told): Promise<void> {
  const chosen = { language, languageChosen: true };
  await db.update(identities).set(chosen).where(live(lineUserId));
  await db.update(registrations).set(chosen).where(eq(registrations.lineUserId, lineUserId));
}

/** Keeps what LINE said of a user's language, and when; without a language, that it was asked and did not say. A choice stays. */
export async function learnLanguage(
  { db, now }: Context,
  { lineUserId, language }: Omit<Told, 'language'> & Partial<Told>,
): Promise<void> {
  const learnt = { languageAskedAt: now, ...(language ? { language } : {}) };
  await db
    .update(identities)
    .set(learnt)
    .where(and(live(lineUserId), eq(identities.languageChosen, false)));
  await db
    .update(registrations)
    .set(learnt)
    .where(and(eq(registrations.lineUserId, lineUserId), eq(registrations.languageChosen, false)));
}

/** How a LINE user reads: as a member, as somebody who is registering, or as the member they were. Undefined: never met. */
export async function readingOf(db: Context['db'], lineUserId: string): Promise<Reading | undefined> {
  const [identity] = await db
    .select({
      language: identities.language,
      chosen: identities.languageChosen,
      askedAt: identities.languageAskedAt,
      unlinkedAt: identities.unlinkedAt,
    })
    .from(identities)
    .where(and(eq(identities.kind, 'line'), eq(identities.value, lineUserId)))
    .orderBy(desc(identities.id))
    .limit(1);
  if (identity && !identity.unlinkedAt) return identity;
  const [begun] = await db
    .select({
      language: registrations.language,
      chosen: registrations.languageChosen,
      askedAt: registrations.languageAskedAt,
    })
    .from(registrations)
    .where(eq(registrations.lineUserId, lineUserId));
  return begun?.chosen || !identity?.chosen ? (begun ?? identity) : identity;
}

/** The language of whoever made a merge request; Japanese when the store made it, or nobody knows. */
export async function languageOfRequester(db: Context['db'], requestId: RequestId): Promise<Language> {
  const [requester] = await db
    .select({ language: identities.language })
    .from(mergeRequests)
    .innerJoin(identities, eq(identities.id, mergeRequests.requesterIdentityId))
    .where(eq(mergeRequests.id, requestId));
  return requester?.language ?? 'ja';
}

/** The same of whoever asked for a merge that took place. */
export async function languageOfEdge(db: Context['db'], edgeId: EdgeId): Promise<Language> {
  const [edge] = await db.select({ requestId: mergeEdges.requestId }).from(mergeEdges).where(eq(mergeEdges.id, edgeId));
  return edge ? languageOfRequester(db, edge.requestId) : 'ja';
}

/** The language of the LINE that is linked to an account; Japanese when none is, or nobody knows. */
export async function languageOfAccount(db: Context['db'], accountId: AccountId): Promise<Language> {
  const linked = and(eq(identities.accountId, accountId), eq(identities.kind, 'line'), isNull(identities.unlinkedAt));
  const [line] = await db.select({ language: identities.language }).from(identities).where(linked);
  return line?.language ?? 'ja';
}

/** The columns of a LINE identity that is about to be linked: a member goes on reading as before. */
export async function readingToLink(db: Context['db'], lineUserId: string) {
  const reading = await readingOf(db, lineUserId);
  return {
    language: reading?.language,
    languageChosen: reading?.chosen,
    languageAskedAt: reading?.askedAt,
    menuId: await menuShownTo(db, lineUserId),
  };
}

/** Unlinking a card here changes nothing in LINE: the menu last shown to this user is still there. */
async function menuShownTo(db: Context['db'], lineUserId: string): Promise<string | null> {
  const [last] = await db
    .select({ menuId: identities.menuId })
    .from(identities)
    .where(and(eq(identities.kind, 'line'), eq(identities.value, lineUserId)))
    .orderBy(desc(identities.id))
    .limit(1);
  return last?.menuId ?? null;
}

function live(lineUserId: string) {
  return and(eq(identities.kind, 'line'), eq(identities.value, lineUserId), isNull(identities.unlinkedAt));
}
