import { audit } from '../../core/audit.ts';
import type { Context, MemberActor } from '../../core/context.ts';
import { acceptAsker, declineAsker } from '../../core/households/askers.ts';
import { askForHousehold, declineOffer } from '../../core/households/offer.ts';
import { acceptOffer } from '../../core/members/contact.ts';
import { relink } from '../../core/members/identity.ts';
import { cancelRequest } from '../../core/merges/decide.ts';
import type { InvitationId, RequestId } from '../../db/ids.ts';
import type { Topic } from '../conversation/answers.ts';
import { pressed, presses, type Press as RegistrationPress } from '../conversation/registration.ts';
import { contextOf, type Deps, systemContext } from '../deps.ts';
import type { ClaimedEvent } from '../inbox.ts';
import { type Press, readPostback } from '../postback.ts';
import type { Speaker } from '../speaker.ts';
import type { Handled } from './handle.ts';
import { actorOf } from './message.ts';

const topics: readonly string[] = [
  'points', 'history', 'card', 'number', 'forgotten', 'join', 'request', 'recommend', 'family', 'consult', 'help',
] satisfies Topic[]; // biome-ignore format: one list, one line

/** A press that reaches us this late was held back or replayed: it changes nothing any more. */
const lateMsMax = 24 * 3_600_000;

/** Somebody pressed a button. Its data is verified; what the presser may do with the thing it names is for core to say. */
export async function onPostback(deps: Deps, event: ClaimedEvent, speaker: Speaker): Promise<Handled> {
  const { body } = event;
  const press = readPostback(deps.config.secret, String(body.postback?.data ?? ''), deps.now());
  if (typeof press === 'string') return unusable(deps, event, speaker, press);
  if (press.verb === 'show' && topics.includes(press.id)) {
    return { outcome: `asked:${press.id}`, answer: { say: 'show', topic: press.id as Topic } };
  }
  if (deps.now().getTime() - body.timestamp > lateMsMax) return unusable(deps, event, speaker, 'late');
  if (press.verb === 'relink' && !speaker.member) return onRelink(deps, speaker);
  if (press.verb === 'register') return onRegistration(deps, event, speaker, press);
  return speaker.member ? onMemberPress(deps, event, speaker, press) : registerFirst;
}

const registerFirst: Handled = { outcome: 'stranger', answer: { say: 'register_first' } };

async function onRegistration(deps: Deps, event: ClaimedEvent, speaker: Speaker, press: Press): Promise<Handled> {
  if (speaker.member) return { outcome: 'already_member', answer: { say: 'show', topic: 'card' } };
  if (!(presses as readonly string[]).includes(press.id)) return unusable(deps, event, speaker, 'unknown');
  const date = event.body.postback?.params?.date;
  const answer = await pressed(deps, speaker.lineUserId, press.id as RegistrationPress, date);
  return { outcome: 'registering', answer };
}

/** Whoever untied this LINE comes back to the card it belonged to. */
async function onRelink(deps: Deps, { lineUserId }: Speaker): Promise<Handled> {
  await relink(contextOf(deps, { kind: 'stranger', lineUserId }));
  return { outcome: 'relinked', answer: { say: 'relinked' } };
}

async function onMemberPress(deps: Deps, event: ClaimedEvent, speaker: Speaker, press: Press): Promise<Handled> {
  if (!speaker.member) return registerFirst;
  const context = contextOf(deps, actorOf(speaker.member));
  switch (press.verb) {
    case 'cancel_request': {
      const requestId = idIn(press);
      if (!requestId) return unusable(deps, event, speaker, 'unknown');
      await cancelRequest(context, { requestId });
      return { outcome: 'request_cancelled', answer: { say: 'request_cancelled' } };
    }
    case 'accept_offer': {
      const { requestId } = await acceptOffer(context);
      return { outcome: 'offer_accepted', answer: { say: 'request_proved', requestId } };
    }
    case 'decline_offer':
      return { outcome: 'offer_declined', answer: { say: 'offer_declined' } };
    case 'ask_family':
    case 'decline_family':
    case 'accept_family':
    case 'refuse_family':
      return onFamilyPress(deps, event, speaker, press, context);
    default:
      return unusable(deps, event, speaker, 'unknown');
  }
}

/** Whoever is offered a household takes it or not; the relative who is asked lets them in or not. */
async function onFamilyPress(
  deps: Deps,
  event: ClaimedEvent,
  speaker: Speaker,
  press: Press,
  context: Context<MemberActor>,
): Promise<Handled> {
  const invitationId = idIn<InvitationId>(press);
  if (!invitationId) return unusable(deps, event, speaker, 'unknown');
  switch (press.verb) {
    case 'ask_family':
      await askForHousehold(context, { invitationId });
      return { outcome: 'family_asked', answer: { say: 'family_asked' } };
    case 'decline_family':
      await declineOffer(context, { invitationId });
      return { outcome: 'family_declined', answer: { say: 'family_declined' } };
    case 'accept_family':
      await acceptAsker(context, { invitationId });
      return { outcome: 'family_accepted', answer: { say: 'family_accepted' } };
    default:
      await declineAsker(context, { invitationId });
      return { outcome: 'family_refused', answer: { say: 'family_refused' } };
  }
}

function idIn<Id extends number = RequestId>({ id }: Press): Id | undefined {
  return /^[1-9]\d{0,14}$/.test(id) ? (Number(id) as Id) : undefined;
}

async function unusable(deps: Deps, { id }: ClaimedEvent, { member }: Speaker, why: string): Promise<Handled> {
  await audit(systemContext(deps, 'inbox'), {
    action: 'postback.refused',
    subject: `inbox:${id}`,
    accountId: member?.accountId,
    reason: why,
  });
  return { outcome: `refused:${why}`, answer: { say: 'button_unusable' } };
}
