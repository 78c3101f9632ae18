import { responseUrlLifeMs, responseUrlUsesMax, triggerLifeMs } from './rules.ts';
import type { ResponseUrl } from './types.ts';
import { mintSecret, type World } from './world.ts';

/** A trigger_id for one interaction of one person; `viewId` is the modal he interacted in, if any. */
export function mintTrigger(world: World, user: string, viewId?: string): string {
  const now = world.now().getTime();
  const secret = mintSecret(world);
  const id = `${now}.${Number.parseInt(secret.slice(0, 8), 16)}.${secret}`;
  world.state.triggers[id] = { id, user, mintedAt: now, used: false, ...(viewId ? { viewId } : {}) };
  return id;
}

/** Spends a trigger: who made it and where, or the code Slack refuses it with. [SD views.open, views.push] */
export function spendTrigger(world: World, id: string): { user: string; viewId?: string } | { error: string } {
  const trigger = world.state.triggers[id];
  if (!trigger) return { error: 'invalid_trigger_id' };
  if (trigger.used) return { error: 'exchanged_trigger_id' };
  if (world.now().getTime() - trigger.mintedAt > triggerLifeMs) return { error: 'expired_trigger_id' };
  trigger.used = true;
  return trigger.viewId ? { user: trigger.user, viewId: trigger.viewId } : { user: trigger.user };
}

/** A response_url for one interaction in a channel; `ts` is the message it happened on, if any. */
export function mintResponseUrl(
  world: World,
  kind: 'actions' | 'commands',
  place: { user: string; channel: string; ts?: string; threadTs?: string },
): string {
  const token = mintSecret(world);
  world.state.responseUrls[token] = { token, ...place, mintedAt: world.now().getTime(), uses: 0 };
  return `${world.identity.apiOrigin()}/${kind}/${world.identity.teamId}/${token}`;
}

/** Spends one of a response_url's five posts, or says why it takes no more. [2nd laravel-slack, zenn.dev] */
export function spendResponseUrl(world: World, token: string): ResponseUrl | { error: string } {
  const permit = world.state.responseUrls[token];
  if (!permit) return { error: 'invalid_url' };
  if (world.now().getTime() - permit.mintedAt > responseUrlLifeMs) return { error: 'expired_url' };
  if (permit.uses >= responseUrlUsesMax) return { error: 'used_url' };
  permit.uses += 1;
  return permit;
}
