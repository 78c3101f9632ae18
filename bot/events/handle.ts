import { audit } from '../../core/audit.ts';
import { type Language, rememberLanguage } from '../../core/members/language.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Answer } from '../conversation/answers.ts';
import { type Deps, systemContext } from '../deps.ts';
import type { ClaimedEvent } from '../inbox.ts';
import { knownLanguage, languageFor, speakerOf } from '../speaker.ts';
import { onFollow, onUnfollow } from './follow.ts';
import { isOneToOne, type LineEvent, speakerIdOf } from './line-event.ts';
import { onMessage } from './message.ts';
import { onPostback } from './postback.ts';
import { onUnsend } from './unsend.ts';

/** What came of an event: a word for the inbox row, and what the speaker is answered, if anything. */
export type Handled = { outcome: string; answer?: Answer };

/** What had to be asked of LINE before the transaction, in which nothing may wait for a network. */
export type Prepared = { learnt?: Language };

/** Asks LINE for the speaker's language when nobody knows it yet. */
export async function prepareEvent({ db, line }: Deps, event: LineEvent): Promise<Prepared> {
  const lineUserId = speakerIdOf(event);
  if (!lineUserId || !isOneToOne(event) || !['follow', 'message', 'postback'].includes(event.type)) return {};
  if (event.type !== 'follow' && (await knownLanguage(db, lineUserId))) return {};
  const profile = await line.profile(lineUserId);
  return profile ? { learnt: languageFor(profile.language) } : {};
}

/**
 * Does what an event asks for, inside the caller's transaction. A refusal of core becomes an answer, any other error is a bug. No
 * savepoint around it: a refused verb has rolled back its own by itself, but for what it means to stay, such as a spent try.
 */
export async function handleEvent(deps: Deps, event: ClaimedEvent, { learnt }: Prepared): Promise<Handled> {
  const { body } = event;
  if (body.type === 'unsend') return onUnsend(deps, body);
  const lineUserId = speakerIdOf(body);
  if (!lineUserId || !isOneToOne(body)) return { outcome: 'ignored:not_one_to_one' };
  if (body.type === 'unfollow') return onUnfollow(deps, body, lineUserId);
  if (learnt) await rememberLanguage(systemContext(deps, 'inbox'), { lineUserId, language: learnt });
  const known = await speakerOf(deps, lineUserId);
  const speaker = learnt ? { ...known, language: learnt } : known;
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
