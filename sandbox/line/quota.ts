import type { LineWorld } from './world.ts';

const tokyoMs = 9 * 3_600_000;

/** The day in Japan as `yyyyMMdd`, which is how LINE counts (PLATFORM 5.4). */
export function day(atMs: number): string {
  return new Date(atMs + tokyoMs).toISOString().slice(0, 10).replaceAll('-', '');
}

/** How many recipients may still be sent to this month. */
export function remainingQuota(world: LineWorld): number {
  const { monthlyQuota } = world.options;
  if (monthlyQuota === undefined) return Number.POSITIVE_INFINITY;
  const { month, count } = world.state.usage;
  return monthlyQuota - (month === day(world.now()).slice(0, 6) ? count : 0);
}

/** Counts recipients of a send; replies are counted by day but never use up the plan (PLATFORM 2). */
export function countSent(world: LineWorld, kind: string, recipients: number): void {
  const today = day(world.now());
  const key = `${kind} ${today}`;
  world.state.sentByDay[key] = (world.state.sentByDay[key] ?? 0) + recipients;
  if (kind === 'reply') return;
  const month = today.slice(0, 6);
  if (world.state.usage.month !== month) world.state.usage = { month, count: 0 };
  world.state.usage.count += recipients;
}
