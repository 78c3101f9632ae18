import { createHmac } from 'node:crypto';
import { lte, sql } from 'drizzle-orm';
import { onceTokens, rateCounters } from '../db/schema/plumbing.ts';
import type { Context } from './context.ts';
import { Refusal } from './refusal.ts';

const minuteMs = 60_000;

/**
 * Counts one more try of `subject` in the running window. Refuses rate_limited with `retryAfterSeconds` above `max`. A refusal
 * of the transaction takes its own count back, so a try counts when it was let through.
 */
export async function countAttempt(
  context: Context,
  subject: string,
  { windowMinutes, max }: { windowMinutes: number; max: number },
): Promise<void> {
  const { count, windowEnd } = await countUp(context, subject, windowMinutes);
  if (count <= max) return;
  throw new Refusal('rate_limited', { retryAfterSeconds: Math.ceil((windowEnd - context.now.getTime()) / 1000) });
}

/** Counts one more try of `subject`; false once there were more than `max` in the running window. For who must not be told so. */
export async function isWithin(
  context: Context,
  subject: string,
  { windowMinutes, max }: { windowMinutes: number; max: number },
): Promise<boolean> {
  return (await countUp(context, subject, windowMinutes)).count <= max;
}

async function countUp({ db, now }: Context, subject: string, windowMinutes: number) {
  const windowMs = windowMinutes * minuteMs;
  const windowStart = new Date(Math.floor(now.getTime() / windowMs) * windowMs);
  const [counter] = await db
    .insert(rateCounters)
    .values({ subject, windowStart, count: 1 })
    .onConflictDoUpdate({
      target: [rateCounters.subject, rateCounters.windowStart],
      set: { count: sql`${rateCounters.count} + 1` },
    })
    .returning({ count: rateCounters.count });
  return { count: counter?.count ?? 0, windowEnd: windowStart.getTime() + windowMs };
}

/** Takes a token that is good once until `ttlMinutes` from now. False when somebody took it before. */
export async function useOnce({ db, now }: Context, kind: string, token: string, ttlMinutes: number): Promise<boolean> {
  const expiresAt = new Date(now.getTime() + ttlMinutes * minuteMs);
  const taken = await db
    .insert(onceTokens)
    .values({ kind, token, usedAt: now, expiresAt })
    .onConflictDoUpdate({
      target: [onceTokens.kind, onceTokens.token],
      set: { usedAt: now, expiresAt },
      setWhere: lte(onceTokens.expiresAt, now),
    })
    .returning({ id: onceTokens.id });
  return taken.length === 1;
}

/** A value as something that can be counted and compared but not read back: HMAC-SHA256 by the shop's secret. */
export function keyedHash(secret: string, kind: string, value: string): string {
  return createHmac('sha256', secret).update(`${kind}:${value}`).digest('base64url');
}
