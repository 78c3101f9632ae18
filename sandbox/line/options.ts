import type { RuleId } from './check/rules.ts';
import type { LineState } from './state.ts';

export type NewUser = {
  displayName: string;
  userId?: string;
  pictureUrl?: string;
  statusMessage?: string;
  language?: string;
  friend?: boolean;
};

export type LineStandInOptions = {
  now: () => Date;
  channelSecret: string;
  channelAccessToken: string;
  loginChannelId: string;
  /** The Login channel's own secret; the Messaging API channel's when left out. */
  loginChannelSecret?: string;
  liffId: string;
  /** Where the mini-app lives; `https://liff.line.me/{liffId}` leads here. */
  liffEndpoint: string;
  botUserId: string;
  webhookUrl: string;
  accountName: string;
  accountIconUrl?: string;
  /** The Messaging API channel's id, as `client_id` of token calls. */
  channelId?: string;
  basicId?: string;
  users?: NewUser[];
  /** Carries the webhooks; the global `fetch` unless a test hands in an app's own. */
  fetch?: typeof fetch;
  /** The plan's messages a month; without it the account has no limit. */
  monthlyQuota?: number;
  /** Whether the token buckets of PLATFORM 5.1 are kept. */
  rateLimits?: boolean;
  /** The time a webhook may take, in real milliseconds. */
  webhookDeadlineMs?: number;
  /** `auto` when Chat is off in the account's settings, so that every message is read at once. */
  markAsRead?: 'auto' | 'manual';
  /** Rules not to enforce, for running a test on both readings of a doubtful rule. */
  rulesOff?: RuleId[];
  /** What an earlier run's `snapshot()` gave. */
  snapshot?: LineState;
};
