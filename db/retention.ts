/**
 * How long what is kept beside the books is kept, in days: the one table of it. The jobs read it, `retention --dry-run` counts by it,
 * and docs/privacy.md shows it (a test holds the two together). 0: until its own end.
 */
export const keptDays = {
  /** What was compared in a decided merge request; the join itself stays, and can be undone all the same. */
  evidence: 180,
  /** Question and answer of a decided request. */
  conversation: 180,
  /** Pairs of cards that the nightly look no longer finds. */
  gonePairs: 180,
  /** Why a pair was found that has been decided since; the decision stays. */
  pairReasons: 180,
  /** Who was shown what of another card; long enough for any undo that anybody would ask for. */
  disclosures: 730,
  /** Product views and tapped links tell what somebody looked at: the link goes, that there was a tap stays. */
  trackedLinks: 180,
  /** Codes sent to a contact: that there was one. */
  proofCodes: 30,
  /** Links to an export, opened or not. */
  exports: 30,
  /** Longer than an event is ever acted on, so that a replay is always told. */
  inbox: 45,
  /** What a member wrote and nobody could work on: time enough to look why, and to try again. */
  deadText: 7,
  /** What was in a message that left, for questions about it. */
  sentMessage: 7,
  /** What was in a message that never arrived: time enough to send it again. */
  deadMessage: 30,
  /** That a message was there at all: its key keeps it from being written twice. */
  outbox: 180,
  counters: 3,
  /** What a newcomer typed and never sent off belongs to nobody here. */
  drafts: 30,
} as const;

export type Kept = keyof typeof keptDays;
