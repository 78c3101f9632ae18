import { checkMessage } from './blocks/surfaces.ts';
import { isItem, parseJson } from './fields.ts';
import { notify } from './interactions.ts';
import { addMessage, contentFrom } from './messages.ts';
import { mintResponseUrl, mintTrigger } from './permits.ts';
import { deliver, type Knobs, withOverrides } from './send.ts';
import { escapeText } from './typed.ts';
import type { Delivery, Item } from './types.ts';
import { teamOf, type World } from './world.ts';

/** Types a slash command as a person and shows what the app answered at once. [PLATFORM 22] */
export async function command(
  world: World,
  user: string,
  channel: string,
  name: string,
  text: string,
  knobs: Knobs = {},
): Promise<Delivery> {
  const { identity, state } = world;
  const fields = {
    token: 'legacy',
    team_id: teamOf(world, user),
    team_domain: identity.teamDomain,
    channel_id: channel,
    channel_name: state.channels[channel]?.name ?? '',
    user_id: user,
    user_name: state.users[user]?.name ?? '',
    command: name,
    text,
    api_app_id: identity.appId,
    is_enterprise_install: 'false',
    response_url: mintResponseUrl(world, 'commands', { user, channel }),
    trigger_id: mintTrigger(world, user),
  };
  const form = new URLSearchParams(withOverrides(fields, knobs) as Record<string, string>);
  const delivery = await deliver(world, 'command', 'application/x-www-form-urlencoded', form.toString(), knobs, user);
  showAnswer(world, user, channel, name, `${name} ${text}`.trim(), delivery);
  return delivery;
}

function showAnswer(
  world: World,
  user: string,
  channel: string,
  name: string,
  typed: string,
  delivery: Delivery,
): void {
  if (delivery.outcome !== 'ok') {
    notify(world, user, channel, delivery.outcome === 'timeout' ? 'operation_timeout' : 'dispatch_failed', name);
    return;
  }
  const answer = answerOf(delivery.answer ?? '');
  if (!answer) return;
  if (checkMessage(world, answer).problems.length > 0) {
    notify(world, user, channel, 'dispatch_failed', name);
    return;
  }
  const forAll = answer.response_type === 'in_channel';
  if (forAll) addMessage(world, { text: escapeText(typed), channel, user, byApp: false });
  addMessage(world, {
    ...contentFrom(answer),
    channel,
    user: world.identity.botUserId,
    byApp: true,
    ...(forAll ? {} : { onlyFor: user }),
  });
}

function answerOf(body: string): Item | undefined {
  if (body.trim() === '') return undefined;
  const json = parseJson(body);
  return isItem(json) ? json : { text: body };
}
