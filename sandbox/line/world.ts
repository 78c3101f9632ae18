import type { RuleId } from './check/rules.ts';
import type { ApiFaults } from './faults.ts';
import { createApiFaults } from './faults.ts';
import { createMessageIds, newUserId } from './ids.ts';
import type { LineStandInOptions, NewUser } from './options.ts';
import { type ChatMessage, emptyState, type LineState, type User } from './state.ts';
import type { Delivery, WebhookSender } from './webhook.ts';

/** One line of the log of calls: what the bot asked and what it was told. Never holds a token. */
export type ApiCall = {
  at: number;
  requestId: string;
  method: string;
  path: string;
  status: number;
  request?: unknown;
  response?: unknown;
  fault?: string;
};

/** What changed, told to whoever watches; a page reads the chat again when its user is named. */
export type Change =
  | { kind: 'message' | 'read' | 'unsent' | 'loading' | 'richMenu' | 'user'; userId: string }
  | { kind: 'users' | 'richMenus' }
  | { kind: 'apiCall'; call: ApiCall }
  | { kind: 'delivery'; delivery: Delivery };

/** The one thing all parts of the stand-in share. */
export type LineWorld = {
  options: LineStandInOptions;
  state: LineState;
  now: () => number;
  rulesOff: Set<RuleId>;
  faults: ApiFaults;
  apiCalls: ApiCall[];
  webhooks: WebhookSender;
  messageId: () => string;
  tell: (change: Change) => void;
  watch: (listener: (change: Change) => void) => () => void;
  closed: AbortSignal;
};

const logMax = 20_000;

/** The world without its webhook sender, which needs the world itself. */
export function createWorld(options: LineStandInOptions, closed: AbortSignal): Omit<LineWorld, 'webhooks'> {
  const listeners = new Set<(change: Change) => void>();
  const nextMessageId = createMessageIds();
  const now = () => options.now().getTime();
  return {
    options,
    state: options.snapshot ? structuredClone(options.snapshot) : emptyState(options.webhookUrl),
    now,
    rulesOff: new Set(options.rulesOff),
    faults: createApiFaults(),
    apiCalls: [],
    messageId: () => nextMessageId(now()),
    tell: (change) => {
      for (const listener of listeners) listener(change);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closed,
  };
}

/** Adds to a log that forgets its oldest lines. */
export function record<T>(log: T[], line: T): void {
  log.push(line);
  if (log.length > logMax) log.splice(0, log.length - logMax);
}

/** Adds a person to the platform; unknown to the bot until they follow. */
export function addUser(world: LineWorld, user: NewUser): User {
  const { userId = newUserId(), displayName, friend = false, language = 'ja', ...rest } = user;
  const added: User = { userId, displayName, language, friend, blocked: false, ...rest };
  world.state.users[userId] = added;
  world.state.chats[userId] ??= [];
  world.tell({ kind: 'users' });
  return added;
}

/** The person with this id; a mistake of the caller otherwise. */
export function userOf(world: LineWorld, userId: string): User {
  const user = world.state.users[userId];
  if (!user) throw new Error(`No such LINE user: ${userId}`);
  return user;
}

/** Puts a message on the person's screen. A bot message ends the loading animation (PLATFORM 5.6). */
export function show(world: LineWorld, userId: string, message: ChatMessage): ChatMessage {
  const chat = world.state.chats[userId] ?? [];
  world.state.chats[userId] = chat;
  chat.push(message);
  if (message.from === 'bot') delete world.state.loadingUntil[userId];
  world.tell({ kind: 'message', userId });
  return message;
}

/** Marks the person's messages up to the given one as read by the account. */
export function markRead(world: LineWorld, userId: string, upToId: string): void {
  for (const message of world.state.chats[userId] ?? []) {
    if (message.from === 'user') message.read = true;
    if (message.id === upToId) break;
  }
  world.tell({ kind: 'read', userId });
}
