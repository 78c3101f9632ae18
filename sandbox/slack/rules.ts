/**
 * The rules of Slack that the stand-in keeps, with the place they were learnt from. A tag in square brackets is the
 * source: [TYPES] the comments of @slack/types, [PY] the Python SDK, [SD] Slack's documents, [BOLT] Bolt's code,
 * [2nd] a second-hand report, [?] unproved. What is [?] or second-hand is a switch in `Rules`, so that tests can run
 * it both ways.
 */
export type Rules = {
  /** Web API tiers 1 / 20 / 50 / 100 a minute answer 429 when spent. [SD rate-limits] */
  tiers: boolean;
  /** About one message a second and channel. [SD rate-limits] */
  postsPerChannel: boolean;
  /** How many posts a channel takes at once before the one-a-second rule bites. [?] */
  postBurst: number;
  /** Where `msg_blocks_too_long` begins, counted over the JSON of all blocks. [2nd: reported near 13,200] */
  blocksTooLongAt: number;
  /** Whether the `table` block may stand in modals and on the Home tab. [?] */
  tablesInViews: boolean;
  /** Longest `value` of an option: [PY] says 150, [TYPES] says 75. */
  optionValueMax: 75 | 150;
  /** Whether a stale `hash` is refused with `hash_conflict`. [?] for `views.publish` */
  hashConflicts: boolean;
  /** Largest message metadata in bytes of JSON. [?] */
  metadataBytesMax: number;
  /** Whether a message of blocks without `text` is answered with a warning. [?] */
  warnsMissingText: boolean;
  /** Milliseconds the app has to answer before the person sees "operation timed out". [BOLT acknowledge.md] */
  deadlineMs: number;
};

/** The rules as a shop's own workspace would show them today. */
export const usualRules: Rules = {
  tiers: true,
  postsPerChannel: true,
  postBurst: 30,
  blocksTooLongAt: 13_200,
  tablesInViews: false,
  optionValueMax: 150,
  hashConflicts: true,
  metadataBytesMax: 8_000,
  warnsMissingText: true,
  deadlineMs: 3_000,
};

/** A trigger lives 3 seconds and opens one view. [SD views.push] */
export const triggerLifeMs = 3_000;

/** A modal is at most three views deep. [SD views.push] */
export const viewStackMax = 3;

/** The largest view, in bytes of JSON. [2nd slack_kit] */
export const viewBytesMax = 250_000;

/** A response_url takes five posts within thirty minutes. [2nd laravel-slack, zenn.dev] */
export const responseUrlUsesMax = 5;
export const responseUrlLifeMs = 30 * 60_000;

/** An event is tried again at once, after a minute and after five. [2nd classmethod] */
export const retryDelaysMs = [0, 60_000, 300_000];

/** Top-level text is cut here. [2nd] */
export const messageTextMax = 40_000;

/** Requests a minute of each tier. [SD rate-limits] */
export const tierPerMinute = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

export type Tier = keyof typeof tierPerMinute;
