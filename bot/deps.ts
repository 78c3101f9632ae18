import type { Actor, Context } from '../core/context.ts';
import type { Finder } from '../core/duplicates/finder.ts';
import type { Database } from '../db/open.ts';
import type { Config } from './config.ts';
import type { LineClient } from './line.ts';
import type { Log } from './log.ts';
import type { Pictures } from './media/pictures.ts';
import type { Pages } from './pages.ts';
import type { Post } from './post.ts';
import type { Pressure } from './pressure.ts';

/** Everything the bot stands on. Built by an entry, or by a test with its own database, clock and stand-ins. */
export type Deps = {
  config: Config;
  db: Database;
  now: () => Date;
  log: Log;
  /** Keeps work alive after the answer was given: `waitUntil` on Workers, a set that is drained at the end on Node. */
  background: (work: Promise<unknown>) => void;
  line: LineClient;
  post: Post;
  pictures: Pictures;
  pages: Pages;
  /** How many rows of inbox and outbox are worked on at once; one on the embedded database, which does one thing at a time. */
  hands: number;
  /** What the door and the work behind it share, so that the door goes first. */
  pressure: Pressure;
  /** Begins a search for duplicates; absent where there is no thread for it. */
  finder?: () => Finder;
};

/** The context in which a verb of core acts for `actor`, at this moment. */
export function contextOf<Who extends Actor>(deps: Deps, actor: Who): Context<Who> {
  return { db: deps.db, actor, now: deps.now(), secret: deps.config.secret };
}

/** The context of a job that nobody asked for by hand. */
export function systemContext(deps: Deps, job: string): Context<Extract<Actor, { kind: 'system' }>> {
  return contextOf(deps, { kind: 'system', job });
}
