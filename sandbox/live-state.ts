import type { Cast } from './cast.ts';
import type { Product } from './child.ts';
import type { SandboxClock } from './clock.ts';
import type { LineStandIn } from './line/standin.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import type { SlackStandIn } from './slack/standin.ts';
import { progressOf, storyOf } from './story.ts';

/** Everything whose changes the page follows. */
export type Watched = {
  cast: Cast;
  clock: SandboxClock;
  mailbox: Mailbox;
  line: LineStandIn;
  slack: SlackStandIn;
  product: Product;
  changes: Changes;
};

/** How often each phone's chat and the Slack workspace changed: what a page has drawn is old when the number grew. */
export type Changes = { line: Record<string, number>; slack: number };

/**
 * What the page is told again and again: the time, the unread letters, whether the product is open, how much the shop
 * has said to each person in LINE, who is a friend of it there, how much was said or redrawn in Slack's channels, and
 * how far the tour's story has come.
 */
export function liveState({ cast, clock, mailbox, line, slack, product, changes }: Watched) {
  const said = (userId: string) => line.chatOf(userId).messages.filter((message) => message.from === 'bot').length;
  const drawn = (channel: string) =>
    slack.messagesIn(channel).reduce((sum, message) => sum + 1 + message.revisions.length, 0);
  const story = storyOf(cast);
  return {
    now: clock.now().toISOString(),
    unread: mailbox.unread(),
    product: product.state(),
    changes,
    story: progressOf(story, mailbox.letters(), slack.messagesIn(story.channelId)),
    friends: line.users().flatMap((user) => (user.friend ? [user.userId] : [])),
    line: Object.fromEntries(cast.line.map(({ userId }) => [userId, said(userId)])),
    slack: cast.channels.reduce((sum, channel) => sum + drawn(channel.id), 0),
  };
}

/** Counts the changes of both stand-ins from now on and calls `tell` after each. */
export function countChanges(line: LineStandIn, slack: SlackStandIn, tell: () => void): Changes {
  const changes: Changes = { line: {}, slack: 0 };
  line.watch((change) => {
    // Calls and deliveries are the log's, not a phone's; a change of everybody names nobody.
    const touched = 'userId' in change ? [change.userId] : change.kind === 'richMenus' ? line.users().map(idOf) : [];
    for (const userId of touched) changes.line[userId] = (changes.line[userId] ?? 0) + 1;
    if (touched.length > 0) tell();
  });
  slack.onChange(() => {
    changes.slack += 1;
    tell();
  });
  return changes;
}

const idOf = (user: { userId: string }) => user.userId;

/** One place to listen for any change; `tell` passes a change on. */
export function createBell(): { tell: () => void; onChange: (listener: () => void) => () => void } {
  const listeners = new Set<() => void>();
  return {
    tell: () => {
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
