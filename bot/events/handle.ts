import { audit } from '../../core/audit.ts';
import { learnLanguage, readingOf } from '../../core/members/language.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Answer } from '../conversation/answers.ts';
import { offerRegistration } from '../conversation/registration.ts';
import { type Deps, systemContext } from '../deps.ts';
import type { ClaimedEvent } from '../inbox.ts';
import { askLanguage, type LanguageTold, type Speaker, speakerOf } from '../speaker.ts';
import { onFollow, onUnfollow } from './follow.ts';
import { isOneToOne, type LineEvent, speakerIdOf } from './line-event.ts';
import { onMessage } from './message.ts';
import { onPostback } from './postback.ts';
import { onUnsend } from './unsend.ts';

/** What came of an event: a word for the inbox row, and what the speaker is answered, if anything. */
export type Handled = { outcome: string; answer?: Answer };

/** What had to be asked of LINE before the transaction, in which nothing may wait for a network. */
export type Prepared = { told?: LanguageTold };

/** Asks LINE for the speaker's language when it is time to; when somebody begins to follow, always. */
export async function prepareEvent(deps: Deps, event: LineEvent): Promise<Prepared> {
  const lineUserId = speakerIdOf(event);
  if (!lineUserId || !isOneToOne(event) || !['follow', 'message', 'postback'].includes(event.type)) return {};
  const reading = await readingOf(deps.db, lineUserId);
  const asFar = event.type === 'follow' && reading ? { ...reading, askedAt: null } : reading;
  return { told: await askLanguage(deps, lineUserId, asFar) };
}

/**
 * Does what an event asks for, inside the caller's transaction. A refusal of core becomes an answer, any other error is a bug. No
 * savepoint around it: a refused verb has rolled back its own by itself, but for what it means to stay, such as a spent try.
 */
export async function handleEvent(deps: Deps, event: ClaimedEvent, { told }: Prepared): Promise<Handled> {
  const { body } = event;
  if (body.type === 'unsend') return onUnsend(deps, body);
  const lineUserId = speakerIdOf(body);
  if (!lineUserId || !isOneToOne(body)) return { outcome: 'ignored:not_one_to_one' };
  if (body.type === 'unfollow') return onUnfollow(deps, body, lineUserId);
  const known = await speakerOf(deps, lineUserId);
  const speaker = told ? await noteLanguage(deps, known, told) : known;
  try {
    switch (body.type) {
      case 'follow':
        return await onFollow(deps, body, speaker);
      case 'message':
        return await onMessage(deps, body, speaker);
      case 'postback':
        return await onPostback(deps, event, speaker);
      default:
        return { outcome: `ignored:${body.type.slice(0, 40)}` };
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await audit(systemContext(deps, 'inbox'), {
      action: 'event.refused',
      subject: `inbox:${event.id}`,
      accountId: speaker.member?.accountId,
      reason: error.code,
    });
    return {
      outcome: `refused:${error.code}`,
      answer: { say: 'refused', code: error.code, facts: error.facts },
    };
  }
}

/** Keeps what LINE said, with whoever is no member yet as well. A choice made since LINE was asked stands above it. */
async function noteLanguage(deps: Deps, known: Speaker, told: LanguageTold): Promise<Speaker> {
  const { lineUserId, member } = known;
  if (!member) await offerRegistration(deps, lineUserId);
  await learnLanguage(systemContext(deps, 'inbox'), { lineUserId, ...told });
  const reading = await readingOf(deps.db, lineUserId);
  return { ...known, language: reading?.language ?? known.language };
}
