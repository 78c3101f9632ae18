import { isItem } from './fields.ts';
import type { Channel, Content, Item, Message, StoredFile, User, View } from './types.ts';
import { teamOf, type World } from './world.ts';

/** A message as Slack writes it in payloads, events and history; metadata only on request. [PLATFORM 22, 24] */
export function messageOnWire(world: World, message: Message, content: Content = message, withMetadata = false): Item {
  const { identity } = world;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(message.byApp ? { bot_id: identity.botId, app_id: identity.appId } : {}),
    text: content.text,
    team: teamOf(world, message.user),
    ...(content.blocks ? { blocks: content.blocks } : {}),
    ...(content.attachments ? { attachments: content.attachments } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.editedTs ? { edited: { user: message.user, ts: message.editedTs } } : {}),
    ...(message.fileIds ? { files: message.fileIds.map((id) => fileOnWire(world, id)) } : {}),
    ...(withMetadata && content.metadata ? { metadata: content.metadata } : {}),
  };
}

/** A view as payloads and answers carry it, with the inputs' values. */
export function viewOnWire(world: World, view: View, values: Item = {}): Item {
  const { identity } = world;
  return {
    id: view.id,
    team_id: identity.teamId,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: identity.appId,
    external_id: view.externalId,
    app_installed_team_id: identity.teamId,
    bot_id: identity.botId,
  };
}

/** A person as `users.info` and payloads describe him; `is_stranger` only for people of other workspaces, `locale` on request. */
export function userOnWire(world: World, user: User, withLocale = false): Item {
  const teamId = teamOf(world, user.id);
  return {
    id: user.id,
    team_id: teamId,
    name: user.name,
    deleted: user.deleted === true,
    real_name: user.realName,
    tz: user.timeZone ?? 'Asia/Tokyo',
    tz_offset: 32_400,
    profile: { real_name: user.realName, display_name: user.realName, title: user.title ?? '', team: teamId },
    is_admin: false,
    is_owner: false,
    is_restricted: user.isRestricted === true,
    is_ultra_restricted: false,
    is_bot: user.id === world.identity.botUserId,
    is_app_user: false,
    ...(withLocale ? { locale: user.locale ?? 'ja-JP' } : {}),
    ...(user.isStranger || teamId !== world.identity.teamId ? { is_stranger: true } : {}),
  };
}

/** A channel as `conversations.info` describes it. */
export function channelOnWire(world: World, channel: Channel): Item {
  if (channel.im) {
    return { id: channel.id, is_im: true, user: channel.im, is_archived: false, is_open: true };
  }
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate === true,
    is_im: false,
    is_private: channel.isPrivate === true,
    is_archived: channel.isArchived === true,
    is_member: channel.members.includes(world.identity.botUserId),
    topic: { value: channel.topic ?? '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.filter((id) => id !== world.identity.botUserId).length,
  };
}

/** A file as `files.info` describes it. */
export function fileOnWire(world: World, id: string): Item {
  const file: StoredFile | undefined = world.state.files[id];
  if (!file) return { id, mode: 'tombstone' };
  const address = `${world.identity.apiOrigin()}/files-pri/${world.identity.teamId}-${id}/${encodeURIComponent(file.name)}`;
  return {
    id,
    created: file.createdAt,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    alt_txt: file.altText,
    size: file.length,
    user: file.user,
    channels: file.channels,
    url_private: address,
    url_private_download: address,
  };
}

/** The id of the file a `slack_file` object points to, by id or by its private address. */
export function slackFileId(slackFile: unknown): string | undefined {
  if (!isItem(slackFile)) return undefined;
  if (typeof slackFile.id === 'string') return slackFile.id;
  return typeof slackFile.url === 'string' ? /\/files-pri\/[^/]+-(F[0-9A-Z]+)\//.exec(slackFile.url)?.[1] : undefined;
}
