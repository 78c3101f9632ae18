import { problemLine } from '../blocks/report.ts';
import { checkMessage } from '../blocks/surfaces.ts';
import { asText, isItem } from '../fields.ts';
import { addMessage, contentFrom, findMessage, removeMessage, replaceContent } from '../messages.ts';
import type { Channel, Item, Message } from '../types.ts';
import { messageOnWire } from '../wire.ts';
import { directChannel, type World } from '../world.ts';
import { channelNamed, done, type Method, refuse } from './method.ts';

/** Posts a message; no key makes a second call harmless, as on Slack. [PLATFORM 24] */
export const postMessage: Method = {
  tier: 'post',
  scope: 'chat:write',
  run: (world, args) => {
    const channel = writable(world, args);
    if ('error' in channel) return channel;
    const bad = badContent(world, args) ?? badThread(world, channel.id, args.thread_ts);
    if (bad) return bad;
    const threadTs = asText(args.thread_ts);
    const message = addMessage(world, {
      ...contentFrom(args),
      channel: channel.id,
      user: world.identity.botUserId,
      byApp: true,
      ...(threadTs ? { threadTs } : {}),
    });
    return done({
      channel: channel.id,
      ts: message.ts,
      message: messageOnWire(world, message),
      ...warning(world, args),
    });
  },
};

/** Shows a message to one member of a channel only. It is not in the history and cannot be updated. [PLATFORM 22] */
export const postEphemeral: Method = {
  tier: 4,
  scope: 'chat:write',
  run: (world, args) => {
    const channel = writable(world, args);
    if ('error' in channel) return channel;
    const user = asText(args.user) ?? '';
    if (!channel.members.includes(user)) return refuse('user_not_in_channel');
    const bad = badContent(world, args);
    if (bad) return bad;
    const threadTs = asText(args.thread_ts);
    const draft = {
      ...contentFrom(args),
      channel: channel.id,
      user: world.identity.botUserId,
      byApp: true,
      onlyFor: user,
    };
    const message = addMessage(world, { ...draft, ...(threadTs ? { threadTs } : {}) });
    return done({ message_ts: message.ts });
  },
};

/** Changes one of the app's own messages; blocks left out stay, `[]` takes them away. [SD chat.update] */
export const update: Method = {
  tier: 3,
  scope: 'chat:write',
  run: (world, args) => {
    const message = ownMessage(world, args, 'cant_update_message');
    if ('error' in message) return message;
    const kept: Item = {
      text: args.text ?? message.text,
      blocks: args.blocks ?? message.blocks,
      attachments: args.attachments ?? message.attachments,
      metadata: args.metadata ?? message.metadata,
    };
    const bad = badContent(world, kept);
    if (bad) return bad;
    replaceContent(world, message, contentFrom(kept));
    const { channel, ts, text } = message;
    return done({ channel, ts, text, message: messageOnWire(world, message), ...warning(world, kept) });
  },
};

/** Takes one of the app's own messages away. */
export const remove: Method = {
  tier: 3,
  scope: 'chat:write',
  run: (world, args) => {
    const message = ownMessage(world, args, 'cant_delete_message');
    if ('error' in message) return message;
    removeMessage(world, message.channel, message.ts);
    return done({ channel: message.channel, ts: message.ts });
  },
};

/** The address of a message in the browser. */
export const getPermalink: Method = {
  tier: 'free',
  run: (world, args) => {
    const channel = channelNamed(world, args.channel);
    if (!channel) return refuse('channel_not_found');
    const message = findMessage(world, channel.id, String(args.message_ts));
    if (!message || message.onlyFor) return refuse('message_not_found');
    const place = `https://${world.identity.teamDomain}.slack.com/archives/${channel.id}`;
    return done({ channel: channel.id, permalink: `${place}/p${message.ts.replace('.', '')}` });
  },
};

function writable(world: World, args: Item): Channel | (Item & { error: unknown }) {
  const user = world.state.users[String(args.channel)];
  const channel = user ? directChannel(world, user.id) : channelNamed(world, args.channel);
  if (!channel) return { ...refuse('channel_not_found'), error: 'channel_not_found' };
  if (channel.isArchived) return { ...refuse('is_archived'), error: 'is_archived' };
  const joined = channel.members.includes(world.identity.botUserId);
  // A private channel the app is not in does not exist for it.
  const error = channel.isPrivate ? 'channel_not_found' : 'not_in_channel';
  return joined ? channel : { ...refuse(error), error };
}

function ownMessage(world: World, args: Item, notYours: string): Message | (Item & { error: unknown }) {
  const channel = world.state.channels[String(args.channel)];
  if (!channel) return { ...refuse('channel_not_found'), error: 'channel_not_found' };
  const message = findMessage(world, channel.id, String(args.ts));
  if (!message || message.onlyFor) return { ...refuse('message_not_found'), error: 'message_not_found' };
  return message.byApp ? message : { ...refuse(notYours), error: notYours };
}

function badContent(world: World, args: Item): Item | undefined {
  const { error, problems } = checkMessage(world, args);
  if (error) {
    const messages = problems.map(problemLine);
    return refuse(error, {
      errors: messages.map((line) => line.replace('[ERROR] ', '')),
      response_metadata: { messages },
    });
  }
  const content = contentFrom(args);
  if (content.text === '' && !content.blocks && !content.attachments) return refuse('no_text');
  return args.metadata === undefined ? undefined : badMetadata(world, args.metadata);
}

function badMetadata(world: World, metadata: unknown): Item | undefined {
  const formed = isItem(metadata) && typeof metadata.event_type === 'string' && isItem(metadata.event_payload);
  if (!formed) return refuse('invalid_metadata_format');
  const size = Buffer.byteLength(JSON.stringify(metadata));
  return size > world.rules.metadataBytesMax ? refuse('metadata_too_large') : undefined;
}

function badThread(world: World, channel: string, threadTs: unknown): Item | undefined {
  if (threadTs === undefined || findMessage(world, channel, String(threadTs))) return undefined;
  return refuse('thread_not_found');
}

function warning(world: World, args: Item): Item {
  const silent = args.blocks !== undefined && !asText(args.text);
  if (!silent || !world.rules.warnsMissingText) return {};
  return { warning: 'missing_text_in_message', response_metadata: { warnings: ['missing_text_in_message'] } };
}
