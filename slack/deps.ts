import type { Context, StaffActor } from '../core/context.ts';
import type { Database } from '../db/open.ts';
import type { ChannelLanguage } from './language.ts';

/** Whose Slack this is. `apiUrl` (it ends in `/api/`) is set only where Slack is stood in for. */
export type SlackConfig = {
  signingSecret: string;
  botToken: string;
  teamId: string;
  appId: string;
  apiUrl?: string;
  /** The https origin that Slack fetches pictures from. */
  publicUrl: string;
  /** What channels read; where one person reads alone, it is the language of that person's own Slack. */
  language?: ChannelLanguage;
};

/** What posting to Slack stands on. */
export type SlackDeps = {
  db: Database;
  now: () => Date;
  secret: string;
  config: SlackConfig;
  fetch: typeof fetch;
};

/** What answering Slack stands on, besides. */
export type SlackDoorDeps = SlackDeps & {
  /** Keeps work alive that goes on after the answer (`waitUntil` on Workers). */
  background: (work: Promise<unknown>) => void;
  /** Asks whoever empties the outbox to look now rather than at the next tick. */
  wake?: () => void;
  /** A one-time link to the counter page for this member of staff. */
  counterLink?: (context: Context<StaffActor>) => string | Promise<string>;
  /** A one-time link to the list of member numbers that may be deleted in the shop's own system, for this member of staff. */
  capIdsLink?: (context: Context<StaffActor>) => string | Promise<string>;
  /** Told of every failure that nobody else sees. */
  failed?: (event: string, reason: unknown) => void;
};
