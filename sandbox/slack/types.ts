/** Any JSON object as it crosses the wire; read its fields through `fields.ts`, never by faith. */
export type Item = { [key: string]: unknown };

/** A Block Kit block as stored: its type is known, the rest is what the app sent. */
export type Block = Item & { type: string; block_id?: string };

/** A person of the workspace. `teamId` other than the workspace's makes a Slack Connect stranger of him. */
export type User = {
  id: string;
  name: string;
  realName: string;
  title?: string;
  initial?: string;
  isRestricted?: boolean;
  isStranger?: boolean;
  deleted?: boolean;
  teamId?: string;
  timeZone?: string;
  /** What this person has set Slack to; Japanese where nothing else is said. */
  locale?: string;
};

/** A channel or, when `im` names a user, the direct conversation between him and the app. */
export type Channel = {
  id: string;
  name: string;
  topic?: string;
  members: string[];
  isPrivate?: boolean;
  isArchived?: boolean;
  im?: string;
};

/** What a message says; an update replaces exactly this. */
export type Content = {
  text: string;
  blocks?: Block[];
  attachments?: Item[];
  metadata?: Item;
};

/** What Slack itself says to one person when the app did not answer in time or answered wrongly. */
export type Notice = { code: 'operation_timeout' | 'dispatch_failed' | 'http_service_error'; subject: string };

/** A message of a channel; `onlyFor` makes it ephemeral, `notice` makes it Slackbot's. */
export type Message = Content & {
  ts: string;
  channel: string;
  user: string;
  byApp: boolean;
  threadTs?: string;
  editedTs?: string;
  fileIds?: string[];
  onlyFor?: string;
  notice?: Notice;
  /** Earlier contents, oldest first: the buttons of an old rendering can still be pressed. */
  revisions: Content[];
};

/** A modal or a Home tab as the stand-in keeps it: what the app sent, and what Slack adds. */
export type View = {
  id: string;
  type: 'modal' | 'home';
  user: string;
  blocks: Block[];
  title?: Item;
  submit?: Item;
  close?: Item;
  callbackId: string;
  privateMetadata: string;
  externalId: string;
  clearOnClose: boolean;
  notifyOnClose: boolean;
  hash: string;
  rootId: string;
  previousId?: string;
  errors?: Record<string, string>;
  trouble?: 'timeout' | 'http_error' | 'invalid_answer';
};

/** A permission to open or push one modal: 3 seconds, once. */
export type Trigger = { id: string; user: string; mintedAt: number; used: boolean; viewId?: string };

/** A permission to answer one interaction: 5 posts within 30 minutes. */
export type ResponseUrl = {
  token: string;
  user: string;
  channel: string;
  mintedAt: number;
  uses: number;
  ts?: string;
  threadTs?: string;
};

/** An uploaded file; `base64` is missing until the bytes arrived, `complete` false until the app said so. */
export type StoredFile = {
  id: string;
  name: string;
  title: string;
  altText: string;
  length: number;
  mimetype: string;
  user: string;
  createdAt: number;
  base64?: string;
  complete: boolean;
  channels: string[];
};

/** One request to `/api/<method>` and what it was answered. */
export type ApiCall = {
  id: string;
  at: string;
  method: string;
  args: Item;
  status: number;
  answer: Item;
  /** The failure script that spoke instead of, or after, the method. */
  scripted?: string;
};

/** What kind of request the stand-in sends to the app. */
export type DeliveryKind =
  | 'url_verification'
  | 'event_callback'
  | 'command'
  | 'block_actions'
  | 'view_submission'
  | 'view_closed';

/** One signed request to the app and how it ended, as Slack would see it. */
export type Delivery = {
  id: string;
  at: string;
  kind: DeliveryKind;
  user?: string;
  headers: Record<string, string>;
  body: string;
  outcome: 'pending' | 'ok' | 'timeout' | 'http_error' | 'connection_failed';
  status?: number;
  answer?: string;
  answerHeaders?: Record<string, string>;
  tookMs?: number;
};

/** An event waiting for its next try. */
export type Retry = { body: string; num: number; reason: string; dueAt: number };

/** A scripted misbehaviour of the Web API; the first that fits is used and loses one of its `times`. */
export type Failure = {
  method: string;
  kind: 'ratelimited' | 'http_500' | 'http_500_after' | 'timeout' | 'timeout_after' | 'error' | 'error_after';
  /** For `error`: the code Slack would answer, such as `token_revoked` or `channel_not_found`. */
  error?: string;
  /** Extra fields of the answer, such as `needed` and `provided`. */
  facts?: Item;
  retryAfterSec?: number;
  channel?: string;
  times: number;
};

/** Everything the stand-in remembers, as plain JSON. */
export type State = {
  users: Record<string, User>;
  channels: Record<string, Channel>;
  messages: Record<string, Message[]>;
  views: Record<string, View>;
  stacks: Record<string, string[]>;
  homes: Record<string, string>;
  triggers: Record<string, Trigger>;
  responseUrls: Record<string, ResponseUrl>;
  files: Record<string, StoredFile>;
  lastRead: Record<string, Record<string, string>>;
  usergroups: Record<string, string[]>;
  scopes: string[];
  tokenRevoked: boolean;
  apiCalls: ApiCall[];
  deliveries: Delivery[];
  retries: Retry[];
  failures: Failure[];
  buckets: Record<string, { tokens: number; at: number }>;
  counter: number;
  lastMicros: number;
};
