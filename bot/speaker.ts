import { type Language, learnLanguage, type Reading, readingOf } from '../core/members/language.ts';
import { type Member, memberByLine } from '../core/members/member.ts';
import { type Deps, systemContext } from './deps.ts';

/** Whoever is on the other side of a chat: a member, or somebody who is none yet. */
export type Speaker = { lineUserId: string; language: Language; member: Member | undefined };

const minuteMs = 60_000;

/** Reads who speaks, anew for every event and every message, because a merge or an unlinking takes effect at once. */
export async function speakerOf({ db }: Pick<Deps, 'db'>, lineUserId: string): Promise<Speaker> {
  const member = await memberByLine(db, lineUserId);
  const reading = await readingOf(db, lineUserId);
  return { lineUserId, language: reading?.language ?? 'ja', member };
}

/** What LINE said of a user's language; without one, it was asked and did not say. */
export type LanguageTold = { language?: Language };

/**
 * Asks LINE for the language of a user who has chosen none here; undefined when it was asked a short while ago. People change
 * the language of their phone once in years, and then go on writing: one call for a conversation is enough, not one for a message.
 */
export async function askLanguage(
  { line, config, now }: Pick<Deps, 'line' | 'config' | 'now'>,
  lineUserId: string,
  reading: Reading | undefined,
): Promise<LanguageTold | undefined> {
  if (reading?.chosen) return undefined;
  const silentMs = config.line.profileMinutes * minuteMs;
  if (reading?.askedAt && now().getTime() - reading.askedAt.getTime() < silentMs) return undefined;
  const profile = await line.profile(lineUserId);
  return profile?.language ? { language: languageFor(profile.language) } : {};
}

/** The language in which something is pushed to a LINE user at this moment, after asking LINE if it is time to. */
export async function languageToPush(deps: Deps, lineUserId: string): Promise<Language> {
  const reading = await readingOf(deps.db, lineUserId);
  const told = await askLanguage(deps, lineUserId, reading);
  if (told) await learnLanguage(systemContext(deps, 'outbox'), { lineUserId, ...told });
  return told?.language ?? reading?.language ?? 'ja';
}

function languageFor(profileLanguage: string): Language {
  return profileLanguage.startsWith('ja') ? 'ja' : 'en';
}
