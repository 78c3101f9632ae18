import { and, eq, isNull } from 'drizzle-orm';
import { identities } from '../../db/schema/members.ts';
import type { Context } from '../context.ts';

export type Language = 'ja' | 'en';

/** Keeps which language the owner of a LINE identity reads, so that a message sent to it later is in that language. */
export async function rememberLanguage(
  { db }: Context,
  { lineUserId, language }: { lineUserId: string; language: Language },
): Promise<void> {
  await db
    .update(identities)
    .set({ language })
    .where(and(eq(identities.kind, 'line'), eq(identities.value, lineUserId), isNull(identities.unlinkedAt)));
}

/** The language kept for a LINE identity; undefined when nobody asked yet, or when it is not linked. */
export async function languageOf(db: Context['db'], lineUserId: string): Promise<Language | undefined> {
  const [identity] = await db
    .select({ language: identities.language })
    .from(identities)
    .where(and(eq(identities.kind, 'line'), eq(identities.value, lineUserId), isNull(identities.unlinkedAt)));
  return identity?.language ?? undefined;
}
