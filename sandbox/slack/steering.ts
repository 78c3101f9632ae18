import { sendDueRetries, sendEvent, verifyUrl } from './events.ts';
import { type Knobs, redeliver } from './send.ts';
import type { Channel, Failure, Item, State, User } from './types.ts';
import { changed, mintTs, type World } from './world.ts';

/** A channel as given at the start; the app is a member unless `withoutApp`. */
export type ChannelSeed = Omit<Channel, 'im'> & { withoutApp?: boolean };

const logKept = 50;

/** What tests and the clock can make happen. */
export function steeringVerbs(world: World) {
  return {
    rules: world.rules,
    /** Scripts the next calls of a method (`*` for any) to fail. */
    failNext: (failure: Omit<Failure, 'times'> & { times?: number }) => {
      world.state.failures.push({ times: 1, ...failure });
    },
    /** Forgets all failure scripts. */
    calm: () => {
      world.state.failures = [];
    },
    /** Sends an earlier delivery again, byte for byte, or signed anew. */
    replay: (deliveryId: string, resign = false) => redeliver(world, deliveryId, resign),
    verifyUrl: (knobs?: Knobs) => verifyUrl(world, knobs),
    /** Sends any event the app subscribed to; `subscription` is its manifest name. */
    sendEvent: (subscription: string, event: Item, knobs?: Knobs) => sendEvent(world, subscription, event, knobs),
    /** Takes the app away: its token is dead and it is told so. */
    uninstall: () => uninstall(world),
    /** Sends every event retry whose time has come. */
    tick: () => sendDueRetries(world),
    /** Adds or changes people and channels while running. */
    setUser: (user: User) => {
      world.state.users[user.id] = user;
      changed(world);
    },
    /** What a person set their own Slack to, such as `en-US`. */
    setLocale: (userId: string, locale: string) => {
      const user = world.state.users[userId];
      if (!user || user.locale === locale) return;
      user.locale = locale;
      changed(world);
    },
    setChannel: (channel: ChannelSeed) => {
      world.state.channels[channel.id] = seeded(channel, world.identity.botUserId);
      changed(world);
    },
    setScopes: (scopes: string[]) => {
      world.state.scopes = scopes;
    },
    /** The whole state as plain JSON, with the ends of the two logs only: they grow without bound. */
    snapshot: (): State => {
      const { apiCalls, deliveries, ...rest } = world.state;
      return structuredClone({ ...rest, apiCalls: apiCalls.slice(-logKept), deliveries: deliveries.slice(-logKept) });
    },
    restore: (state: State) => {
      world.state = structuredClone(state);
      changed(world);
    },
    /** Calls back after every change; returns how to stop. */
    onChange: (listener: () => void) => {
      world.bus.on('changed', listener);
      return () => world.bus.off('changed', listener);
    },
    /** Resolves with the first truthy answer, asked again after every change; throws when `withinMs` passed. */
    until: <T>(ask: () => T, withinMs = 5_000) => until(world, ask, withinMs),
    /** Resolves when no delivery is under way any more. */
    idle: async () => {
      while (world.inFlight.size > 0) await Promise.allSettled(world.inFlight);
    },
  };
}

/** The channel of a seed, with the app in it unless it stays out. */
export function seeded({ withoutApp, ...channel }: ChannelSeed, botUserId: string): Channel {
  const members = channel.members.filter((member) => member !== botUserId);
  return { ...channel, members: withoutApp ? members : [...members, botUserId] };
}

async function uninstall(world: World) {
  world.state.tokenRevoked = true;
  const tokens = { oauth: [], bot: [world.identity.botUserId] };
  await sendEvent(world, 'tokens_revoked', { type: 'tokens_revoked', tokens, event_ts: mintTs(world) });
  return sendEvent(world, 'app_uninstalled', { type: 'app_uninstalled', event_ts: mintTs(world) });
}

function until<T>(world: World, ask: () => T, withinMs: number): Promise<NonNullable<T>> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const answer = ask();
      if (!answer) return;
      stop();
      resolve(answer);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`the workspace did not come to what was awaited within ${withinMs} ms`));
    }, withinMs);
    const stop = () => {
      clearTimeout(timer);
      world.bus.off('changed', look);
    };
    world.bus.on('changed', look);
    look();
  });
}
