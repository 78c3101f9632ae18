import { markBlocked, markUnblocked, relinkableAccount } from '../../core/members/identity.ts';
import { offerRegistration } from '../conversation/registration.ts';
import { type Deps, systemContext } from '../deps.ts';
import type { Speaker } from '../speaker.ts';
import type { Handled } from './handle.ts';
import type { LineEvent } from './line-event.ts';

/** Somebody added the account or took a block back: a member is greeted, anybody else is offered a card. */
export async function onFollow(deps: Deps, { timestamp }: LineEvent, speaker: Speaker): Promise<Handled> {
  const { lineUserId, member } = speaker;
  if (!member) {
    await offerRegistration(deps, lineUserId);
    const wasHere = await relinkableAccount(deps.db, lineUserId);
    return { outcome: 'welcomed', answer: { say: wasHere ? 'offer_relink' : 'welcome' } };
  }
  await markUnblocked(systemContext(deps, 'inbox'), lineUserId, new Date(timestamp));
  return { outcome: 'welcomed_back', answer: { say: 'welcome_back' } };
}

/** Somebody blocked the account. What LINE stamped decides, so a late event does not undo a younger one. */
export async function onUnfollow(deps: Deps, { timestamp }: LineEvent, lineUserId: string): Promise<Handled> {
  await markBlocked(systemContext(deps, 'inbox'), lineUserId, new Date(timestamp));
  return { outcome: 'blocked' };
}
