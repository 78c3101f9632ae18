import type { Database } from '../db/open.ts';

/** Where the mini-app lives and whose ID tokens it takes. `liffSdkUrl` is set only where LINE is stood in for. */
export type LiffConfig = {
  /** `aud` of the ID tokens: the LINE Login or MINI App channel. */
  loginChannelId: string;
  /** Where LINE publishes the keys it signs ID tokens with. */
  jwksUrl: string;
  liffId: string;
  liffSdkUrl?: string;
};

/** What the mini-app's API stands on. */
export type LiffDeps = {
  db: Database;
  now: () => Date;
  secret: string;
  config: LiffConfig;
  /** Asks whoever empties the outbox to look now rather than at the next tick. */
  wake?: () => void;
};
