import { blocksOfContent } from './elements.ts';
import { sendEvent } from './events.ts';
import { asBlocks, asItems, asText, isItem } from './fields.ts';
import { messageTextMax } from './rules.ts';
import type { Block, Content, Delivery, Item, Message } from './types.ts';
import { messageOnWire } from './wire.ts';
import { changed, inBackground, mintId, mintTs, type World } from './world.ts';

/** What a person or the app puts into a channel; `onlyFor` makes it ephemeral. */
export type Draft = Content &
  Pick<Message, 'channel' | 'user' | 'byApp' | 'threadTs' | 'onlyFor' | 'notice' | 'fileIds'>;

/** Puts a message into its channel and tells the app when it is subscribed to hear it. */
export function addMessage(world: World, draft: Draft): Message {
  const message: Message = { ...withBlockIds(world, draft), ts: mintTs(world), revisions: [] };
  world.state.messages[message.channel] = [...messagesOf(world, message.channel), message];
  if (!message.byApp) markRead(world, message.user, message.channel, message.ts);
  changed(world);
  if (!message.onlyFor) inBackground(world, announce(world, message));
  return message;
}

/** Replaces what a message says and keeps the earlier content pressable as an old rendering. */
export function replaceContent(world: World, message: Message, content: Content): void {
  const { text, blocks, attachments, metadata } = message;
  message.revisions.push(structuredClone({ text, blocks, attachments, metadata }) as Content);
  delete message.blocks;
  delete message.attachments;
  Object.assign(message, withBlockIds(world, content));
  message.editedTs = mintTs(world);
  changed(world);
}

/** Takes a message away; true when it was there. */
export function removeMessage(world: World, channel: string, ts: string): boolean {
  const before = messagesOf(world, channel);
  world.state.messages[channel] = before.filter((message) => message.ts !== ts);
  changed(world);
  return messagesOf(world, channel).length < before.length;
}

/** The message with this timestamp, ephemeral ones included. */
export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return messagesOf(world, channel).find((message) => message.ts === ts);
}

/** Everything said in a channel, oldest first, ephemeral messages included. */
export function messagesOf(world: World, channel: string): Message[] {
  return world.state.messages[channel] ?? [];
}

/** Remembers how far a person has read. */
export function markRead(world: World, user: string, channel: string, ts: string): void {
  world.state.lastRead[user] = { ...world.state.lastRead[user], [channel]: ts };
}

/** The content of a message in what an app sent: text cut at 40,000, blocks, attachments, metadata. [PLATFORM 23] */
export function contentFrom(args: Item): Content {
  const blocks = asBlocks(args.blocks);
  const attachments = asItems(args.attachments);
  return {
    text: (asText(args.text) ?? '').slice(0, messageTextMax),
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(isItem(args.metadata) ? { metadata: args.metadata } : {}),
  };
}

/** Gives blocks and their elements the ids Slack makes up when the app named none. */
export function nameBlocks(world: World, blocks: Block[]): void {
  for (const block of blocks) {
    block.block_id ??= mintId(world, 'b');
    const elements = [block.accessory, block.element, ...asItems(block.elements)].filter(isItem);
    for (const element of elements) {
      if (isInteractive(element)) element.action_id ??= mintId(world, 'a');
    }
  }
}

function withBlockIds<T extends Content>(world: World, content: T): T {
  const own = structuredClone(content);
  nameBlocks(world, blocksOfContent(own));
  own.attachments?.forEach((attachment, index) => {
    attachment.id = index + 1;
  });
  return own;
}

function isInteractive(element: Item): boolean {
  return !['image', 'mrkdwn', 'plain_text', 'rich_text_section', 'rich_text_list'].includes(asText(element.type) ?? '');
}

async function announce(world: World, message: Message): Promise<Delivery | undefined> {
  const channel = world.state.channels[message.channel];
  if (!channel) return undefined;
  const event = { ...messageOnWire(world, message), channel: message.channel, event_ts: message.ts };
  const mention = `<@${world.identity.botUserId}>`;
  if (channel.im) return sendEvent(world, 'message.im', { ...event, channel_type: 'im' });
  const heard = channel.members.includes(world.identity.botUserId);
  if (!heard) return undefined;
  if (!message.byApp && message.text.includes(mention))
    await sendEvent(world, 'app_mention', { ...event, type: 'app_mention' });
  const kind = channel.isPrivate ? 'message.groups' : 'message.channels';
  return sendEvent(world, kind, { ...event, channel_type: channel.isPrivate ? 'group' : 'channel' });
}
