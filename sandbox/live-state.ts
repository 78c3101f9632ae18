import type { Cast } from './cast.ts';
import type { Product } from './child.ts';
import type { SandboxClock } from './clock.ts';
import type { LineStandIn } from './line/standin.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import type { SlackStandIn } from './slack/standin.ts';

/** Everything whose changes the page follows. */
export type Watched = {
  cast: Cast;
  clock: SandboxClock;
  mailbox: Mailbox;
  line: LineStandIn;
  slack: SlackStandIn;
  product: () => Product | undefined;
};

/**
 * What the page is told again and again: the time, the unread letters, whether the product is open, how much the shop
 * has said to each person in LINE, and how much was said or redrawn in Slack's channels.
 */
export function liveState({ cast, clock, mailbox, line, slack, product }: Watched) {
  const said = (userId: string) => line.chatOf(userId).messages.filter((message) => message.from === 'bot').length;
  const drawn = (channel: string) =>
    slack.messagesIn(channel).reduce((sum, message) => sum + 1 + message.revisions.length, 0);
  return {
    now: clock.now().toISOString(),
    unread: mailbox.unread(),
    product: product()?.state() ?? 'starting',
    line: Object.fromEntries(cast.line.map(({ userId }) => [userId, said(userId)])),
    slack: cast.channels.reduce((sum, channel) => sum + drawn(channel.id), 0),
  };
}

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
