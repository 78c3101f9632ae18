import { createHmac } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Rules } from './rules.ts';
import type { Channel, State, User } from './types.ts';

/** Who the app and its workspace are, and where they live. */
export type Identity = {
  signingSecret: string;
  botToken: string;
  teamId: string;
  teamDomain: string;
  appId: string;
  botUserId: string;
  botId: string;
  workspaceName: string;
  appName: string;
  commands: { command: string; usage?: string; description?: string }[];
  botEvents: string[];
  eventsUrl: () => string;
  apiOrigin: () => string;
};

/** What every part of the stand-in works on; `state` is replaced whole by `restore`. */
export type World = {
  identity: Identity;
  rules: Rules;
  state: State;
  now: () => Date;
  fetch: typeof fetch;
  bus: EventEmitter;
  inFlight: Set<Promise<unknown>>;
};

/** A state with these people and channels in it and nothing said yet. */
export function freshState(users: User[], channels: Channel[], scopes: string[]): State {
  return {
    users: Object.fromEntries(users.map((user) => [user.id, user])),
    channels: Object.fromEntries(channels.map((channel) => [channel.id, channel])),
    messages: {},
    views: {},
    stacks: {},
    homes: {},
    triggers: {},
    responseUrls: {},
    files: {},
    lastRead: {},
    usergroups: {},
    scopes,
    tokenRevoked: false,
    apiCalls: [],
    deliveries: [],
    retries: [],
    failures: [],
    buckets: {},
    counter: 0,
    lastMicros: 0,
  };
}

/** An id nobody had before, shaped like Slack's: the prefix and ten letters or digits. */
export function mintId(world: World, prefix: string): string {
  world.state.counter += 1;
  return prefix + world.state.counter.toString(36).toUpperCase().padStart(10, '0');
}

/** A text nobody can guess and that is the same in every run of the same story. */
export function mintSecret(world: World): string {
  const seed = mintId(world, 'secret');
  return createHmac('sha256', world.identity.signingSecret).update(seed).digest('hex').slice(0, 32);
}

/** A message timestamp later than every earlier one, even when the clock stands still. */
export function mintTs(world: World): string {
  const micros = Math.max(world.now().getTime() * 1000, world.state.lastMicros + 1);
  world.state.lastMicros = micros;
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
}

/** Tells the page and waiting tests that something is different now. */
export function changed(world: World): void {
  world.bus.emit('changed');
}

/** Runs work behind the caller's back and lets `idle` wait for it. */
export function inBackground(world: World, work: Promise<unknown>): void {
  const kept = work.finally(() => world.inFlight.delete(kept));
  world.inFlight.add(kept);
}

/** The user's direct conversation with the app, made at the first need. */
export function directChannel(world: World, userId: string): Channel {
  const known = Object.values(world.state.channels).find((channel) => channel.im === userId);
  if (known) return known;
  const id = mintId(world, 'D');
  const made: Channel = { id, name: 'directmessage', members: [userId, world.identity.botUserId], im: userId };
  world.state.channels[id] = made;
  return made;
}

/** The user's team as payloads name it: his own when he is a stranger from another workspace. */
export function teamOf(world: World, userId: string): string {
  return world.state.users[userId]?.teamId ?? world.identity.teamId;
}
