import type { Method } from './methods/method.ts';
import { tierPerMinute } from './rules.ts';
import type { Item } from './types.ts';
import type { World } from './world.ts';

/** Takes a call out of its bucket: undefined when there was room, else the seconds to wait. [PLATFORM 24] */
export function spendRate(world: World, name: string, method: Method, args: Item): number | undefined {
  if (method.tier === 'free') return undefined;
  if (method.tier === 'post') {
    return world.rules.postsPerChannel
      ? take(world, `post ${String(args.channel)}`, world.rules.postBurst, 1)
      : undefined;
  }
  const perMinute = tierPerMinute[method.tier];
  return world.rules.tiers ? take(world, name, perMinute, perMinute / 60) : undefined;
}

function take(world: World, key: string, size: number, perSecond: number): number | undefined {
  const now = world.now().getTime();
  const bucket = world.state.buckets[key] ?? { tokens: size, at: now };
  const tokens = Math.min(size, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
  world.state.buckets[key] = { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now };
  return tokens >= 1 ? undefined : Math.max(1, Math.ceil((1 - tokens) / perSecond));
}
