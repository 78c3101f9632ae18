import { command } from './commands.ts';
import type { Given } from './elements.ts';
import { sendEvent } from './events.ts';
import { act, close, type Gesture, type Place, submit } from './interactions.ts';
import { addMessage, markRead, messagesOf, removeMessage } from './messages.ts';
import type { Knobs } from './send.ts';
import { asTyped } from './typed.ts';
import type { Delivery, Message } from './types.ts';
import { unreadIn } from './view-model.ts';
import { homeOf, viewAnswer } from './views.ts';
import { changed, directChannel, mintTs, type World } from './world.ts';

/** What people of the workspace can do. */
export function peopleVerbs(world: World) {
  const say = (user: string, channel: string, text: string, threadTs?: string): Message =>
    addMessage(world, { text, channel, user, byApp: false, ...(threadTs ? { threadTs } : {}) });
  return {
    /** Types a slash command. */
    command: (user: string, channel: string, name: string, text = '', knobs?: Knobs): Promise<Delivery> =>
      command(world, user, channel, name, text, knobs),
    /** Presses a button; `gesture.knobs.times` presses it so often at once. */
    press: (user: string, place: Place, actionId: string, gesture?: Gesture): Promise<Delivery> =>
      actOften(world, user, place, actionId, gesture),
    /** Chooses an option (its value), options (values), a date, a person in an element outside a form. */
    select: (user: string, place: Place, actionId: string, choice: unknown, gesture?: Gesture): Promise<Delivery> =>
      act(world, user, place, actionId, { ...gesture, choice }),
    /** Submits a modal; values by block id or action id, options by their value. */
    submitView: (user: string, viewId: string, values: Given = {}, knobs?: Knobs) =>
      submit(world, user, viewId, values, knobs),
    /** Closes the top modal with its cross, or the whole stack. */
    closeView: (user: string, viewId: string, all = false, knobs?: Knobs) => close(world, user, viewId, all, knobs),
    /** Opens the app's Home (or Messages) tab. */
    openHome: (user: string, tab: 'home' | 'messages' = 'home', knobs?: Knobs) => openHome(world, user, tab, knobs),
    say,
    /** Says what a person typed into the composer: escaped, and with `@name` made a mention, as Slack's client does. */
    type: (user: string, channel: string, text: string, threadTs?: string) =>
      say(user, channel, asTyped(world, text), threadTs),
    /** Says something in a channel with the app mentioned in front. */
    mention: (user: string, channel: string, text: string) =>
      say(user, channel, `<@${world.identity.botUserId}> ${text}`),
    /** Writes to the app directly. */
    dm: (user: string, text: string) => say(user, directChannel(world, user).id, text),
    /** Marks a channel read up to its last message. */
    read: (user: string, channel: string) => {
      const last = messagesOf(world, channel).at(-1);
      if (!last || unreadIn(world, user, channel) === 0) return;
      markRead(world, user, channel, last.ts);
      changed(world);
    },
    /** Waves an ephemeral message away. */
    dismiss: (user: string, channel: string, ts: string) => {
      const message = messagesOf(world, channel).find((one) => one.ts === ts && one.onlyFor === user);
      return message ? removeMessage(world, channel, ts) : false;
    },
    /** Takes a person out of a channel and tells the app. */
    leave: (user: string, channel: string) => leave(world, user, channel),
  };
}

async function actOften(
  world: World,
  user: string,
  place: Place,
  actionId: string,
  gesture: Gesture = {},
): Promise<Delivery> {
  const others = Array.from({ length: (gesture.knobs?.times ?? 1) - 1 }, () =>
    act(world, user, place, actionId, gesture),
  );
  const [first] = await Promise.all([act(world, user, place, actionId, gesture), ...others]);
  return first;
}

async function openHome(world: World, user: string, tab: 'home' | 'messages', knobs?: Knobs) {
  const home = homeOf(world, user);
  const event = {
    type: 'app_home_opened',
    user,
    channel: directChannel(world, user).id,
    tab,
    event_ts: mintTs(world),
    ...(home && tab === 'home' ? { view: viewAnswer(world, home) } : {}),
  };
  return sendEvent(world, 'app_home_opened', event, knobs);
}

async function leave(world: World, user: string, channelId: string) {
  const channel = world.state.channels[channelId];
  if (!channel?.members.includes(user)) throw new Error(`${user} is not in ${channelId}`);
  channel.members = channel.members.filter((member) => member !== user);
  changed(world);
  const event = {
    type: 'member_left_channel',
    user,
    channel: channelId,
    channel_type: 'C',
    team: world.identity.teamId,
  };
  return sendEvent(world, 'member_left_channel', { ...event, event_ts: mintTs(world) });
}
