import type { RefusalCode, RefusalFacts } from '../../core/refusal.ts';
import type { RequestId } from '../../db/ids.ts';
import type { Problem, Step } from './steps.ts';

/** What somebody can ask for in the chat, by a word or from the menu. */
export type Topic =
  | 'points'
  | 'history'
  | 'card'
  | 'number'
  | 'forgotten'
  | 'join'
  | 'request'
  | 'recommend'
  | 'family'
  | 'consult'
  | 'help';

/** What the bot answers, as codes and ids: it is kept in the outbox, and put into words and figures when it is said. */
export type Answer =
  | { say: 'welcome' }
  | { say: 'welcome_back' }
  | { say: 'show'; topic: Topic }
  | { say: 'ask'; step: Step; problem?: Problem }
  | { say: 'registration_stopped' }
  | { say: 'registered'; codeSentTo?: 'phone' | 'mail' }
  | { say: 'recalled' }
  | { say: 'register_first' }
  | { say: 'offer_relink' }
  | { say: 'relinked' }
  | { say: 'contact_proved'; offer: boolean }
  | { say: 'request_proved'; requestId: RequestId }
  | { say: 'offer_declined' }
  | { say: 'request_cancelled' }
  | { say: 'family_asked' | 'family_declined' | 'family_accepted' | 'family_refused' }
  | { say: 'answer_passed' }
  | { say: 'picture_received' }
  | { say: 'language_chosen'; step?: Step }
  | { say: 'not_understood' }
  | { say: 'button_unusable' }
  | { say: 'refused'; code: RefusalCode; facts: RefusalFacts };
