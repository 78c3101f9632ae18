import type { ProfileInput } from '../members/profile.ts';

export type StoreCode = 'kichijoji' | 'kamakura' | 'kobe' | 'hq';
export type ChannelCode = 'store' | 'online' | 'mall' | 'catalogue' | 'department' | 'line';

export type PlannedPurchase = {
  at: Date;
  channel: ChannelCode;
  store?: StoreCode;
  /** The Slack name of whoever served. */
  staff?: string;
  lines: { product: string; quantity: number }[];
};

export type PlannedVisit = { at: Date; store: StoreCode; staff?: string; inferred?: boolean };

/** Points used, on the purchase of the same moment. `exact`: a story needs just these; else as many hundreds as there are. */
export type PlannedSpend = { at: Date; points: number; exact: boolean };

/** One registration and all that happened on it; ids are given when it is written. */
export type PlannedAccount = {
  /** Names the account inside the plan. */
  key: string;
  memberNumber: string;
  store: StoreCode;
  channel: ChannelCode;
  staff?: string;
  registeredAt: Date;
  profile: ProfileInput;
  /** What was said before `profile`, from the registration until `changedAt`. */
  former?: { values: ProfileInput; changedAt: Date };
  /** A LINE of its own. `blocked`: it has stopped our messages. */
  line?: { userId: string; blocked: boolean };
  /** The welcome points: given, still to come, or none (cards from before there were any). */
  welcome: 'given' | 'pending' | 'none';
  purchases: PlannedPurchase[];
  visits: PlannedVisit[];
  spends: PlannedSpend[];
};

export type PlannedRequest = {
  at: Date;
  how: 'member' | 'counter';
  /** Keys of the accounts: who asks, and the older card. */
  requester: string;
  target: string;
  /** The Slack name of whoever decides; the store of a counter request is theirs. */
  staff: string;
  outcome: 'approved' | 'approved_long_ago' | 'undone' | 'rejected' | 'cancelled' | 'waiting';
};

/** Facts of one card that were shown to the LINE of another: an undo tells of it. */
export type PlannedSight = { at: Date; by: string; of: string; what: 'balance' | 'history'; facts: number };

/** The whole shop before it is written: made from a seed and a moment, and the same for the same two. */
export type ShopPlan = { accounts: PlannedAccount[]; requests: PlannedRequest[]; sights: PlannedSight[] };
