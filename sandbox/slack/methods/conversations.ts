import { asFlag, asNumber, asText } from '../fields.ts';
import { messagesOf } from '../messages.ts';
import type { Channel, Item, Message } from '../types.ts';
import { channelOnWire, messageOnWire } from '../wire.ts';
import { directChannel, type World } from '../world.ts';
import { channelNamed, done, type Method, refuse, scopeByChannel } from './method.ts';

/** What a channel is. */
export const info: Method = {
  tier: 3,
  scope: scopeByChannel('read'),
  run: (world, args) => withChannel(world, args, (channel) => done({ channel: channelOnWire(world, channel) })),
};

/** Opens the direct conversation with one person; several people at once are not played here. */
export const open: Method = {
  tier: 3,
  scope: 'im:write',
  run: (world, args) => {
    const users = String(args.users ?? '').split(',');
    const user = world.state.users[users[0] ?? ''];
    if (users.length > 1) return refuse('method_not_supported_for_channel_type');
    if (!user) return refuse('user_not_found');
    if (user.deleted) return refuse('user_disabled');
    const channel = directChannel(world, user.id);
    return done({ channel: asFlag(args.return_im) ? channelOnWire(world, channel) : { id: channel.id } });
  },
};

/** What was said in a channel, newest first, in pages; threads' replies and ephemeral messages are left out. */
export const history: Method = {
  tier: 3,
  scope: scopeByChannel('history'),
  run: (world, args) =>
    withChannel(world, args, (channel) => {
      if (!channel.members.includes(world.identity.botUserId)) return refuse('not_in_channel');
      const said = messagesOf(world, channel.id).filter(
        (one) => !one.onlyFor && (!one.threadTs || one.threadTs === one.ts),
      );
      return page(world, args, within(said, args).reverse());
    }),
};

/** A message and its replies, oldest first. */
export const replies: Method = {
  tier: 3,
  scope: scopeByChannel('history'),
  run: (world, args) =>
    withChannel(world, args, (channel) => {
      const root = String(args.ts);
      const said = messagesOf(world, channel.id).filter(
        (one) => !one.onlyFor && (one.ts === root || one.threadTs === root),
      );
      return said.length === 0 ? refuse('thread_not_found') : page(world, args, within(said, args));
    }),
};

/** Who is in a channel, the app included. */
export const members: Method = {
  tier: 4,
  scope: scopeByChannel('read'),
  run: (world, args) =>
    withChannel(world, args, (channel) => done({ members: channel.members, response_metadata: { next_cursor: '' } })),
};

/** The channels of the workspace the app may see. */
export const list: Method = {
  tier: 2,
  scope: 'channels:read',
  run: (world, args) => {
    const seen = Object.values(world.state.channels).filter((channel) => {
      const mine = !channel.isPrivate || channel.members.includes(world.identity.botUserId);
      return !channel.im && mine && !(asFlag(args.exclude_archived) && channel.isArchived);
    });
    const channels = seen.map((channel) => channelOnWire(world, channel));
    return done({ channels, response_metadata: { next_cursor: '' } });
  },
};

function withChannel(world: World, args: Item, run: (channel: Channel) => Item): Item {
  const channel = channelNamed(world, args.channel);
  return channel ? run(channel) : refuse('channel_not_found');
}

function within(messages: Message[], args: Item): Message[] {
  const oldest = asText(args.oldest) ?? '0';
  const latest = asText(args.latest) ?? '9999999999.999999';
  const inclusive = asFlag(args.inclusive);
  return messages.filter(({ ts }) => {
    const after = Number(ts) > Number(oldest) || (inclusive && ts === oldest);
    const before = Number(ts) < Number(latest) || (inclusive && ts === latest);
    return after && before;
  });
}

function page(world: World, args: Item, messages: Message[]): Item {
  const limit = Math.min(Math.max(asNumber(args.limit) ?? 100, 1), 999);
  const start = asNumber(Buffer.from(asText(args.cursor) ?? '', 'base64').toString()) ?? 0;
  const end = start + limit;
  const more = messages.length > end;
  return done({
    messages: messages
      .slice(start, end)
      .map((message) => messageOnWire(world, message, message, asFlag(args.include_all_metadata))),
    has_more: more,
    ...(more ? { response_metadata: { next_cursor: Buffer.from(String(end)).toString('base64') } } : {}),
  });
}
