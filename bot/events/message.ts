import { recordActivity } from '../../core/activities/record.ts';
import { proveContact } from '../../core/members/contact.ts';
import { chooseLanguage, type Language } from '../../core/members/language.ts';
import type { Member } from '../../core/members/member.ts';
import { isRecalling, proveRecall } from '../../core/members/recall.ts';
import { answerQuestion } from '../../core/merges/decide.ts';
import { proveRequest } from '../../core/merges/proof.ts';
import { openRequestOf } from '../../core/merges/requests.ts';
import type { Topic } from '../conversation/answers.ts';
import { offerRegistration, stepOf, wrote } from '../conversation/registration.ts';
import { languageAsked, understand } from '../conversation/understand.ts';
import { contextOf, type Deps, systemContext } from '../deps.ts';
import type { Speaker } from '../speaker.ts';
import type { Handled } from './handle.ts';
import type { LineEvent } from './line-event.ts';
import { wasUnsent } from './unsend.ts';

const sentenceMax = 1_000;

/** Somebody wrote or sent something. */
export async function onMessage(deps: Deps, event: LineEvent, speaker: Speaker): Promise<Handled> {
  const { message } = event;
  if (await wasUnsent(deps, message?.id)) return { outcome: 'ignored:unsent' };
  if (speaker.member) await noteReply(deps, event, speaker.member);
  if (message?.type === 'image') return { outcome: 'picture', answer: { say: 'picture_received' } };
  if (message?.type !== 'text' || typeof message.text !== 'string') {
    return { outcome: `ignored:${String(message?.type).slice(0, 40)}`, answer: { say: 'not_understood' } };
  }
  const text = message.text.slice(0, sentenceMax);
  const language = languageAsked(text);
  if (language) return onLanguage(deps, speaker, language);
  return speaker.member ? fromMember(deps, text, speaker.member) : fromStranger(deps, text, speaker);
}

/** Somebody named the language they want: from here on, and whatever their phone is set to. */
async function onLanguage(deps: Deps, { lineUserId, member }: Speaker, language: Language): Promise<Handled> {
  if (!member) await offerRegistration(deps, lineUserId);
  await chooseLanguage(systemContext(deps, 'inbox'), { lineUserId, language });
  const step = member ? undefined : await stepOf(deps, lineUserId);
  return { outcome: `language:${language}`, answer: { say: 'language_chosen', ...(step ? { step } : {}) } };
}

/** A reply is the one sign, beside a tapped link, that a message of ours was read. */
async function noteReply(deps: Deps, { timestamp, webhookEventId }: LineEvent, member: Member): Promise<void> {
  await recordActivity(systemContext(deps, 'inbox'), {
    accountId: member.accountId,
    identityId: member.identityId,
    kind: 'reply',
    occurredAt: new Date(Math.min(timestamp, deps.now().getTime())),
    source: 'line',
    sourceId: webhookEventId ?? '',
  });
}

async function fromStranger(deps: Deps, text: string, { lineUserId }: Speaker): Promise<Handled> {
  const code = codeIn(text);
  const context = contextOf(deps, { kind: 'stranger', lineUserId });
  if (code && (await isRecalling(context))) {
    await proveRecall(context, { code });
    return { outcome: 'recalled', answer: { say: 'recalled' } };
  }
  const topic = understand(text);
  // A word of the menu is no name: while it is asked for, it is answered with the question again.
  const isCommand = topic !== undefined && isExactly(topic, text);
  const answer = isCommand ? undefined : await wrote(deps, lineUserId, text);
  if (answer) return { outcome: 'registering', answer };
  await offerRegistration(deps, lineUserId);
  if (topic === 'help' || topic === 'consult' || topic === 'forgotten')
    return { outcome: `asked:${topic}`, answer: { say: 'show', topic } };
  return { outcome: 'stranger', answer: { say: 'register_first' } };
}

async function fromMember(deps: Deps, text: string, member: Member): Promise<Handled> {
  const code = codeIn(text);
  if (code) return enterCode(deps, code, member);
  const topic = understand(text);
  const open = await openRequestOf(deps.db, member.accountId);
  const asked = open?.question && !open.question.answer;
  if (open && asked && !(topic && isExactly(topic, text))) {
    await answerQuestion(contextOf(deps, actorOf(member)), { requestId: open.requestId, answer: text });
    return { outcome: 'answered', answer: { say: 'answer_passed' } };
  }
  if (topic) return { outcome: `asked:${topic}`, answer: { say: 'show', topic } };
  return { outcome: 'not_understood', answer: { say: 'not_understood' } };
}

/** Six digits are the code of a request that is being proved, or else of a phone or mail. */
async function enterCode(deps: Deps, code: string, member: Member): Promise<Handled> {
  const context = contextOf(deps, actorOf(member));
  const open = await openRequestOf(deps.db, member.accountId);
  if (open?.state === 'proving') {
    await proveRequest(context, { requestId: open.requestId, code });
    return { outcome: 'request_proved', answer: { say: 'request_proved', requestId: open.requestId } };
  }
  const { offer } = await proveContact(context, { code });
  return { outcome: 'contact_proved', answer: { say: 'contact_proved', offer } };
}

function codeIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{6}$/.test(plain) ? plain : undefined;
}

/** Whether the sentence is hardly more than the word for the topic: a longer one may be an answer or a name that mentions it. */
function isExactly(topic: Topic, text: string): boolean {
  return text.trim().length <= 12 && understand(text) === topic;
}

/** A member as the one who acts. */
export function actorOf({ identityId, accountId }: Member) {
  return { kind: 'member', identityId, accountId } as const;
}
