import type { Tier } from '../rules.ts';
import type { Channel, Item } from '../types.ts';
import type { World } from '../world.ts';

/**
 * One Web API method: what it costs (its tier, or one post in its channel), which scope it needs, and what it does.
 * `run` answers the body whole, `ok` included.
 */
export type Method = {
  tier: Tier | 'post' | 'free';
  scope?: string | ((world: World, args: Item) => string | undefined);
  run: (world: World, args: Item) => Item;
};

/** The answer of a method that did what it was asked. */
export function done(facts: Item = {}): Item {
  return { ok: true, ...facts };
}

/** The answer of a method that refuses, in Slack's word for it. */
export function refuse(error: string, facts: Item = {}): Item {
  return { ok: false, error, ...facts };
}

/** The channel an argument names: by id, by `#name`, or a person's id for the direct conversation with him. */
export function channelNamed(world: World, name: unknown): Channel | undefined {
  if (typeof name !== 'string') return undefined;
  const { channels } = world.state;
  return channels[name] ?? Object.values(channels).find((one) => !one.im && `#${one.name}` === name);
}

/** A scope that depends on the kind of the channel: `channels:x`, `groups:x` or `im:x`. [PLATFORM 27.1] */
export function scopeByChannel(right: 'read' | 'history'): (world: World, args: Item) => string | undefined {
  return (world, args) => {
    const channel = channelNamed(world, args.channel);
    if (!channel) return undefined;
    return channel.im ? `im:${right}` : channel.isPrivate ? `groups:${right}` : `channels:${right}`;
  };
}
