import type { LineAction, LineMessage, RichMenu } from './shapes.ts';

/** A person with LINE on the phone, as the platform knows them. All times are milliseconds. */
export type User = {
  userId: string;
  displayName: string;
  pictureUrl?: string;
  statusMessage?: string;
  language: string;
  friend: boolean;
  blocked: boolean;
  wroteAt?: number;
  richMenuId?: string;
};

/** One line of a chat: `body` is the message object exactly as it was sent. */
export type ChatMessage = {
  id: string;
  at: number;
  from: 'user' | 'bot';
  body: LineMessage;
  via: 'typed' | 'postback' | 'liff' | 'reply' | 'push' | 'multicast' | 'broadcast' | 'narrowcast';
  read: boolean;
  unsent?: true;
  requestId?: string;
};

export type ReplyToken = { userId: string; eventAt: number; deliveredAt: number; used: boolean };
export type AcceptedSend = { requestId: string; at: number; sentMessages?: SentMessage[] };
export type SentMessage = { id: string; quoteToken?: string };
export type StoredContent = { type: string; base64: string; goneAt?: number };
export type Launch = { userId: string; accessToken: string; context: LiffContext };
export type LiffContext = { type: 'utou' | 'external'; viewType: 'full'; userId: string; liffId: string };
export type StoredRichMenu = RichMenu & { richMenuId: string; image?: StoredContent };
export type Usage = { month: string; count: number };

/** Everything the stand-in remembers; plain JSON, so that a snapshot is a copy. */
export type LineState = {
  users: Record<string, User>;
  chats: Record<string, ChatMessage[]>;
  loadingUntil: Record<string, number>;
  contents: Record<string, StoredContent>;
  replyTokens: Record<string, ReplyToken>;
  readTokens: Record<string, { userId: string; messageId: string }>;
  acceptedSends: Record<string, AcceptedSend>;
  linkTokens: Record<string, { userId: string; expiresAt: number }>;
  launches: Record<string, Launch>;
  liffTokens: Record<string, { userId: string; expiresAt: number }>;
  channelTokens: Record<string, { expiresAt: number; keyId?: string; revocable: boolean }>;
  deauthorized: string[];
  richMenus: Record<string, StoredRichMenu>;
  richMenuAliases: Record<string, string>;
  defaultRichMenuId?: string;
  webhookUrl: string;
  webhookActive: boolean;
  usage: Usage;
  sentByDay: Record<string, number>;
  signingKey?: Record<string, unknown>;
};

/** A platform on which nothing has happened yet. */
export function emptyState(webhookUrl: string): LineState {
  return {
    users: {},
    chats: {},
    loadingUntil: {},
    contents: {},
    replyTokens: {},
    readTokens: {},
    acceptedSends: {},
    linkTokens: {},
    launches: {},
    liffTokens: {},
    channelTokens: {},
    deauthorized: [],
    richMenus: {},
    richMenuAliases: {},
    webhookUrl,
    webhookActive: true,
    usage: { month: '', count: 0 },
    sentByDay: {},
  };
}

/** An action object somewhere in a message or a menu. */
export type FoundAction = { action: LineAction; path: string };

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A copy without what has run out, so that it does not grow for ever: tokens, launches and retry keys of days gone by. */
export function rememberable(state: LineState, now: number): LineState {
  const copy = structuredClone(state);
  copy.replyTokens = kept(copy.replyTokens, ({ used, eventAt }) => !used && now - eventAt <= 20 * minuteMs);
  copy.acceptedSends = kept(copy.acceptedSends, ({ at }) => now - at < dayMs);
  copy.linkTokens = kept(copy.linkTokens, ({ expiresAt }) => expiresAt > now);
  copy.channelTokens = kept(copy.channelTokens, ({ expiresAt }) => expiresAt > now);
  copy.liffTokens = kept(copy.liffTokens, ({ expiresAt }) => expiresAt > now);
  copy.launches = kept(copy.launches, ({ accessToken }) => copy.liffTokens[accessToken] !== undefined);
  return copy;
}

function kept<T>(entries: Record<string, T>, isGood: (entry: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => isGood(entry)));
}
