import { findMessage, messagesOf } from './messages.ts';
import type { Block, Channel, Item, Message, Notice, View } from './types.ts';
import { homeOf, stackOf } from './views.ts';
import { directChannel, type World } from './world.ts';

/** A person as the page shows him. */
export type ShownUser = { id: string; name: string; realName: string; title: string; initial: string; isApp: boolean };

/** A line of the sidebar; `with` is the other person of a direct conversation. */
export type ShownChannel = {
  id: string;
  name: string;
  topic: string;
  members: number;
  unread: number;
  isPrivate: boolean;
};

/** A message as one person sees it; replies are counted on the message they answer. */
export type ShownMessage = {
  ts: string;
  at: string;
  user: string;
  byApp: boolean;
  text: string;
  blocks: Block[];
  attachments: Item[];
  files: { id: string; name: string; altText: string; isImage: boolean }[];
  edited: boolean;
  onlyForYou: boolean;
  notice?: Notice;
  replies: number;
};

/** A modal or Home tab as one person sees it. */
export type ShownView = Pick<
  View,
  'id' | 'type' | 'blocks' | 'title' | 'submit' | 'close' | 'hash' | 'errors' | 'trouble'
>;

/** Everything on one person's Slack screen. */
export type WorkspaceView = {
  workspace: { name: string; appName: string; botUserId: string; now: string; commands: Command[] };
  me: ShownUser;
  users: ShownUser[];
  channels: ShownChannel[];
  app: { channel: string; unread: number };
  open: { id: string; messages: ShownMessage[] } | undefined;
  thread: { ts: string; messages: ShownMessage[] } | undefined;
  modals: ShownView[];
  home: ShownView | undefined;
};

type Command = World['identity']['commands'][number];

/**
 * One person's screen, with a channel (and a thread in it) open; the channel `app` is his conversation with the app.
 * Throws for a person who does not exist.
 */
export function workspaceView(world: World, userId: string, channelId?: string, threadTs?: string): WorkspaceView {
  const { identity, state } = world;
  if (!state.users[userId]) throw new Error(`no person ${userId}`);
  const direct = directChannel(world, userId);
  const channel = channelId === 'app' ? direct : channelId ? state.channels[channelId] : undefined;
  const home = homeOf(world, userId);
  return {
    workspace: {
      name: identity.workspaceName,
      appName: identity.appName,
      botUserId: identity.botUserId,
      now: world.now().toISOString(),
      commands: identity.commands,
    },
    me: shownUser(world, userId),
    users: Object.keys(state.users).map((id) => shownUser(world, id)),
    channels: Object.values(state.channels)
      .filter((one) => !one.im && (one.members.includes(userId) || !one.isPrivate))
      .map((one) => shownChannel(world, userId, one)),
    app: { channel: direct.id, unread: unreadIn(world, userId, direct.id) },
    open: channel
      ? { id: channel.id, messages: seen(world, userId, channel.id).filter(isTopLevel).map(shown) }
      : undefined,
    thread: channel && threadTs ? shownThread(channel, threadTs) : undefined,
    modals: stackOf(world, userId).map(shownView),
    ...{ home: home ? shownView(home) : undefined },
  };

  function shown(message: Message): ShownMessage {
    return shownMessage(world, message);
  }

  function shownThread(place: Channel, ts: string) {
    const messages = seen(world, userId, place.id).filter((one) => one.ts === ts || one.threadTs === ts);
    return { ts, messages: messages.map(shown) };
  }
}

/** How many messages of others a person has not read in a channel. */
export function unreadIn(world: World, userId: string, channelId: string): number {
  const read = Number(world.state.lastRead[userId]?.[channelId] ?? 0);
  return seen(world, userId, channelId).filter((one) => Number(one.ts) > read && one.user !== userId && isTopLevel(one))
    .length;
}

function seen(world: World, userId: string, channelId: string): Message[] {
  return messagesOf(world, channelId).filter((one) => !one.onlyFor || one.onlyFor === userId);
}

function isTopLevel(message: Message): boolean {
  return !message.threadTs || message.threadTs === message.ts;
}

function shownUser(world: World, id: string): ShownUser {
  const user = world.state.users[id];
  const isApp = id === world.identity.botUserId;
  const realName = user?.realName ?? (isApp ? world.identity.appName : id);
  return {
    id,
    name: user?.name ?? id,
    realName,
    title: user?.title ?? '',
    initial: user?.initial ?? realName.slice(0, 1),
    isApp,
  };
}

function shownChannel(world: World, userId: string, channel: Channel): ShownChannel {
  const { id, name, topic = '', isPrivate = false } = channel;
  const members = channel.members.filter((member) => member !== world.identity.botUserId).length;
  return { id, name, topic, members, unread: unreadIn(world, userId, id), isPrivate };
}

function shownMessage(world: World, message: Message): ShownMessage {
  const { ts, channel, user, byApp, text, blocks = [], attachments = [], fileIds = [], notice } = message;
  const thread = messagesOf(world, channel).filter((one) => one.threadTs === ts && one.ts !== ts);
  return {
    ts,
    at: new Date(Number(ts) * 1000).toISOString(),
    user,
    byApp,
    text,
    blocks,
    attachments,
    files: fileIds.flatMap((id) => {
      const file = world.state.files[id];
      return file ? [{ id, name: file.title, altText: file.altText, isImage: file.mimetype.startsWith('image/') }] : [];
    }),
    edited: message.editedTs !== undefined && !byApp,
    onlyForYou: message.onlyFor !== undefined,
    ...(notice ? { notice } : {}),
    replies: findMessage(world, channel, ts) ? thread.length : 0,
  };
}

function shownView(view: View): ShownView {
  const { id, type, blocks, title, submit, close, hash, errors, trouble } = view;
  return {
    id,
    type,
    blocks,
    hash,
    ...(title ? { title } : {}),
    ...(submit ? { submit } : {}),
    ...(close ? { close } : {}),
    ...(errors ? { errors } : {}),
    ...(trouble ? { trouble } : {}),
  };
}
