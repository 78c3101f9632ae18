import { eq } from 'drizzle-orm';
import { type Language, languageOf } from '../core/members/language.ts';
import { type Member, memberByLine } from '../core/members/member.ts';
import type { Database } from '../db/open.ts';
import { registrations } from '../db/schema/members.ts';
import type { Deps } from './deps.ts';

/** Whoever is on the other side of a chat: a member, or somebody who is none yet. */
export type Speaker = { lineUserId: string; language: Language; member: Member | undefined };

/** Reads who speaks, anew for every event and every message, because a merge or an unlinking takes effect at once. */
export async function speakerOf({ db }: Pick<Deps, 'db'>, lineUserId: string): Promise<Speaker> {
  const member = await memberByLine(db, lineUserId);
  const language = await knownLanguage(db, lineUserId);
  return { lineUserId, language: language ?? 'ja', member };
}

/** The language kept for a LINE user, with the identity or with a registration that has begun. */
export async function knownLanguage(db: Database, lineUserId: string): Promise<Language | undefined> {
  const ofIdentity = await languageOf(db, lineUserId);
  if (ofIdentity) return ofIdentity;
  const [begun] = await db
    .select({ answers: registrations.answers })
    .from(registrations)
    .where(eq(registrations.lineUserId, lineUserId));
  return begun && (JSON.parse(begun.answers) as { language?: Language }).language;
}

/** The language of ours that fits what a LINE profile says. */
export function languageFor(profileLanguage: string | undefined): Language {
  return profileLanguage && !profileLanguage.startsWith('ja') ? 'en' : 'ja';
}
