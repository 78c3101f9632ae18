import { type ActionTarget, findAction } from './actions-in.ts';
import { isPickable } from './check/actions.ts';
import { newToken, ulid } from './ids.ts';
import { launchMiniApp, type MiniAppLaunch } from './liff/launch.ts';
import { richMenuOf } from './menus.ts';
import type { LineAction, LineMessage, WebhookEvent } from './shapes.ts';
import type { ChatMessage } from './state.ts';
import type { Delivery } from './webhook.ts';
import { type LineWorld, markRead, show, userOf } from './world.ts';

/** What a deed of the person led to: the webhook sent, if any, and how it went. */
export type Deed = { event?: WebhookEvent; message?: ChatMessage; deliveries: Delivery[] };

/** What pressing a button led to; `uri` is for the phone to open, `copied` for its clipboard. */
export type Pressed = Deed & { kind: string; uri?: string; copied?: string; fillIn?: string };

export type Picked = { date?: string; time?: string; datetime?: string };

const tokenless = new Set(['unfollow', 'unsend', 'leave', 'memberLeft']);

/** Sends one event about this person; a reply token is made unless the type, the mode or a missing source forbids (PLATFORM 3.4). */
export async function happen(
  world: LineWorld,
  userId: string,
  fields: { type: string; [key: string]: unknown },
): Promise<Deed> {
  const at = world.now();
  const { mode } = world.webhooks.knobs;
  const event: WebhookEvent = {
    mode,
    timestamp: at,
    webhookEventId: ulid(at),
    deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId },
    ...fields,
  };
  const isNameless = 'source' in fields && fields.source === undefined;
  if (mode === 'active' && !tokenless.has(event.type) && !isNameless) {
    event.replyToken = newToken(16);
    world.state.replyTokens[event.replyToken] = { userId, eventAt: at, deliveredAt: at, used: false };
  }
  const deliveries = await world.webhooks.send([event]);
  return { event, deliveries };
}

/** The person adds the account as a friend, or unblocks it. */
export async function follow(world: LineWorld, userId: string): Promise<Deed> {
  const user = userOf(world, userId);
  const isUnblocked = user.blocked;
  Object.assign(user, { friend: true, blocked: false });
  world.tell({ kind: 'user', userId });
  return happen(world, userId, { type: 'follow', follow: { isUnblocked } });
}

/** The person blocks the account: nothing sent from now on is shown. */
export async function block(world: LineWorld, userId: string): Promise<Deed> {
  Object.assign(userOf(world, userId), { blocked: true });
  world.tell({ kind: 'user', userId });
  return happen(world, userId, { type: 'unfollow' });
}

/** The person writes a text. */
export function say(world: LineWorld, userId: string, text: string): Promise<Deed> {
  return write(world, userId, { type: 'text', text }, 'typed');
}

/** The person sends a picture; its bytes can then be fetched through the content API. */
export function sendImage(world: LineWorld, userId: string, bytes: Uint8Array, type = 'image/jpeg'): Promise<Deed> {
  const base64 = Buffer.from(bytes).toString('base64');
  const body = { type: 'image', contentProvider: { type: 'line' } };
  return write(world, userId, body, 'typed', (id) => {
    world.state.contents[id] = { type, base64 };
  });
}

/** Puts a message of the person on the screen and tells the bot. */
export async function write(
  world: LineWorld,
  userId: string,
  body: LineMessage,
  via: ChatMessage['via'],
  beforeTelling: (messageId: string) => void = () => {},
): Promise<Deed> {
  const id = world.messageId();
  const user = userOf(world, userId);
  user.wroteAt = world.now();
  const message: ChatMessage = { id, at: world.now(), from: 'user', body, via, read: false };
  beforeTelling(id);
  show(world, userId, message);
  if (world.options.markAsRead !== 'manual') markRead(world, userId, id);
  const markAsReadToken = newToken();
  world.state.readTokens[markAsReadToken] = { userId, messageId: id };
  const deed = await happen(world, userId, {
    type: 'message',
    message: { ...body, id, quoteToken: newToken(), markAsReadToken },
  });
  return { ...deed, message };
}

/** The person takes a message back. */
export async function unsend(world: LineWorld, userId: string, messageId: string): Promise<Deed> {
  const message = world.state.chats[userId]?.find(
    (candidate) => candidate.id === messageId && candidate.from === 'user',
  );
  if (!message) throw new Error(`No such message of the person: ${messageId}`);
  message.unsent = true;
  message.body = { type: 'unsent' };
  const content = world.state.contents[messageId];
  if (content) Object.assign(content, { base64: '', goneAt: world.now() });
  world.tell({ kind: 'unsent', userId });
  return happen(world, userId, { type: 'unsend', unsend: { messageId } });
}

/**
 * Presses a button of a message in the chat, however old it is. `messageId` may be `last`: the newest message that has it.
 * A button that is not in the message is a mistake of the caller, so a page cannot invent one.
 */
export async function press(
  world: LineWorld,
  userId: string,
  messageId: string,
  target: ActionTarget,
  picked: Picked = {},
): Promise<Pressed> {
  const chat = (world.state.chats[userId] ?? []).filter((message) => message.from === 'bot');
  const candidates = messageId === 'last' ? chat.toReversed() : chat.filter((message) => message.id === messageId);
  const action = candidates.map((message) => findAction(message.body, target)).find((found) => found !== undefined);
  if (!action) throw new Error(`No such button in message ${messageId}: ${JSON.stringify(target)}`);
  return perform(world, userId, action, picked);
}

/** Taps an area of the rich menu the person sees, by index or by the action's label. */
export async function tapRichMenu(
  world: LineWorld,
  userId: string,
  area: number | string,
  picked: Picked = {},
): Promise<Pressed> {
  const menu = richMenuOf(world, userId);
  const found = typeof area === 'number' ? menu?.areas[area] : menu?.areas.find(({ action }) => action.label === area);
  if (!found) throw new Error(`No such area in the rich menu: ${area}`);
  return perform(world, userId, found.action, picked);
}

async function perform(world: LineWorld, userId: string, action: LineAction, picked: Picked): Promise<Pressed> {
  const kind = action.type;
  if (kind === 'message') return { kind, ...(await say(world, userId, action.text ?? '')) };
  if (kind === 'postback') return { kind, fillIn: action.fillInText, ...(await postBack(world, userId, action)) };
  if (kind === 'datetimepicker') return { kind, ...(await pick(world, userId, action, picked)) };
  if (kind === 'richmenuswitch') return { kind, ...(await switchMenu(world, userId, action)) };
  if (kind === 'uri') return { kind, uri: action.uri, deliveries: [] };
  if (kind === 'clipboard') return { kind, copied: action.clipboardText, deliveries: [] };
  return { kind, deliveries: [] };
}

async function postBack(world: LineWorld, userId: string, action: LineAction): Promise<Deed> {
  const shown = action.displayText ?? action.text;
  if (shown !== undefined) {
    const body = { type: 'text', text: shown };
    show(world, userId, { id: world.messageId(), at: world.now(), from: 'user', body, via: 'postback', read: true });
  }
  return happen(world, userId, { type: 'postback', postback: { data: action.data } });
}

async function pick(world: LineWorld, userId: string, action: LineAction, picked: Picked): Promise<Deed> {
  const mode = action.mode as 'date' | 'time' | 'datetime';
  const value = picked[mode] ?? action.initial;
  if (!isPickable(mode, value)) throw new Error(`Nothing picked for a ${mode} picker`);
  return happen(world, userId, { type: 'postback', postback: { data: action.data, params: { [mode]: value } } });
}

async function switchMenu(world: LineWorld, userId: string, action: LineAction): Promise<Deed> {
  const aliasId = action.richMenuAliasId ?? '';
  const richMenuId = world.state.richMenuAliases[aliasId];
  const exists = richMenuId !== undefined && world.state.richMenus[richMenuId] !== undefined;
  const status = richMenuId === undefined ? 'RICHMENU_ALIAS_ID_NOTFOUND' : exists ? 'SUCCESS' : 'RICHMENU_NOTFOUND';
  if (status === 'SUCCESS') {
    userOf(world, userId).richMenuId = richMenuId;
    world.tell({ kind: 'richMenu', userId });
  }
  const params = status === 'SUCCESS' ? { newRichMenuAliasId: aliasId, status } : { status };
  return happen(world, userId, { type: 'postback', postback: { data: action.data, params } });
}

/** The person opens the mini-app by one of its links, or by the endpoint when none is given. */
export function openMiniApp(world: LineWorld, userId: string, uri?: string): MiniAppLaunch {
  return launchMiniApp(world, userId, uri);
}
