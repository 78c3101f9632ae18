import { eq } from 'drizzle-orm';
import { isStillAsked } from '../../core/duplicates/ask.ts';
import { consentsOf } from '../../core/members/identity.ts';
import type { Language } from '../../core/members/language.ts';
import { memberByIdentity } from '../../core/members/member.ts';
import { requestNumber } from '../../core/merges/requests.ts';
import { visibleAccounts } from '../../core/merges/visible.ts';
import type { MemberMessage } from '../../core/outbox.ts';
import { noticeToSend } from '../../core/points/notices.ts';
import { heardMeanwhile } from '../../core/scenarios/heard.ts';
import { scenarioMessage } from '../../core/scenarios/message.ts';
import type { EdgeId, IdentityId, RequestId } from '../../db/ids.ts';
import { mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { type Deps, systemContext } from '../deps.ts';
import type { Message } from '../line.ts';
import { wordsIn } from '../words/words.ts';
import { endingMessage } from './ending.ts';
import { familyNotice } from './family.ts';
import { clip, plain, withQuickReplies } from './flex.ts';
import { leavingMessages } from './leaving.ts';
import { notMeUrl } from './links.ts';
import { mergedMessage, remergedMessage, unmergedMessage } from './merged.ts';
import { aboutYouMessage, questionMessage, waitingMessage } from './request.ts';
import { scenarioMessages } from './scenario.ts';
import { menu, type Scene } from './scene.ts';

const staffNameMax = 30;

/**
 * A message of core in words, made when it is sent, from what is true then. A reason instead, where it must not be said any more:
 * an answer that came in the meantime, an undo, a no to messages, an account that is gone.
 */
export async function memberMessages(
  deps: Deps,
  to: IdentityId,
  language: Language,
  message: MemberMessage,
): Promise<Message[] | { dropped: string }> {
  const scene: Scene = { words: wordsIn(language), config: deps.config, now: deps.now() };
  const { words, config } = scene;
  switch (message.template) {
    case 'request_waiting':
      return (await isIn(deps, message.requestId, 'waiting'))
        ? [waitingMessage(scene, requestNumber(message.requestId), message.storeName)]
        : { dropped: 'request_moved_on' };
    case 'request_question': {
      if (!(await isIn(deps, message.requestId, 'waiting'))) return { dropped: 'request_moved_on' };
      const staffName = clip(message.staffName, staffNameMax);
      return [questionMessage(scene, requestNumber(message.requestId), message.question, staffName)];
    }
    case 'request_rejected':
      return withQuickReplies([plain(words.request.rejected)], menu(scene, 'points', 'card', 'help'));
    case 'request_expired':
      return withQuickReplies([plain(words.request.expired)], menu(scene, 'join', 'points', 'card'));
    case 'request_about_you': {
      if (!(await isStillAsked(deps.db, message.requestId))) return { dropped: 'request_moved_on' };
      const { aboutYou, aboutYouBody } = words.request;
      return [aboutYouMessage(scene, aboutYou, aboutYouBody, notMeUrl(config, { requestId: message.requestId }))];
    }
    case 'merged':
      return (await isActive(deps, message.edgeId))
        ? [mergedMessage(scene, message.figures, notMeUrl(config, { edgeId: message.edgeId }))]
        : { dropped: 'undone_since' };
    case 'merged_about_you': {
      const { aboutYou, aboutYouBody } = words.merged;
      return [aboutYouMessage(scene, aboutYou, aboutYouBody, notMeUrl(config, { edgeId: message.edgeId }))];
    }
    case 'unmerged':
      return [unmergedMessage(scene, message.points)];
    case 'remerged':
      return [remergedMessage(scene, message.points)];
    case 'freeze_lifted': {
      const { lifted, liftedBody } = words.request;
      return [aboutYouMessage(scene, lifted, liftedBody, notMeUrl(config, message))];
    }
    case 'points_ending': {
      const said = await noticeToSend(systemContext(deps, 'notices'), to, message.noticeId);
      return 'dropped' in said ? said : [endingMessage(scene, said)];
    }
    case 'number_recalled':
      return withQuickReplies([plain(words.recall.told)], menu(scene, 'consult', 'card'));
    case 'household_joined':
    case 'household_left':
    case 'household_closed':
    case 'household_removed':
    case 'household_hint':
    case 'household_linked':
    case 'household_offer':
    case 'household_asked':
      return familyNotice(deps, scene, to, message);
    case 'erasure_waiting':
    case 'erasure_taken_back':
    case 'export_ready':
      return leavingMessages(scene, message);
    case 'scenario': {
      const facts = await scenarioMessage(deps.db, message.enrolmentId);
      const receiver = await memberByIdentity(deps.db, to);
      if (!facts || !receiver) return { dropped: 'account_closed' };
      // Days may lie between its step and this moment, when LINE was down or took no more.
      if (!(await consentsOf(deps.db, to)).messages) return { dropped: 'opted_out' };
      if (!(await visibleAccounts(deps.db, to)).includes(facts.account.accountId)) return { dropped: 'parted_since' };
      if (await heardMeanwhile(deps.db, message.enrolmentId)) return { dropped: 'person_has_it' };
      // Another card of the same person may have started it: the receiver is addressed by the name on their own.
      const account = { ...facts.account, profile: receiver.profile };
      return scenarioMessages(scene, { ...facts, account }) ?? { dropped: 'unknown_message' };
    }
  }
}

async function isIn({ db }: Deps, requestId: RequestId, state: 'waiting'): Promise<boolean> {
  const [request] = await db
    .select({ state: mergeRequests.state })
    .from(mergeRequests)
    .where(eq(mergeRequests.id, requestId));
  return request?.state === state;
}

async function isActive({ db }: Deps, edgeId: EdgeId): Promise<boolean> {
  const [edge] = await db.select({ state: mergeEdges.state }).from(mergeEdges).where(eq(mergeEdges.id, edgeId));
  return edge?.state === 'active';
}
