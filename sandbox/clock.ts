import { Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** One press of a button in the bar: only ever forward, by exactly one unit. */
export type ClockStep = { hours: number } | { days: number } | { months: number };

/** The one clock of the sandbox: real time plus an offset that only grows. */
export type SandboxClock = {
  now: () => Date;
  advance: (step: ClockStep) => Date;
  offsetMs: () => number;
  onAdvance: (listener: (now: Date) => void) => () => void;
};

const shopZone = 'Asia/Tokyo';

/** Makes a clock that starts at real time plus `offsetMs` (milliseconds, from an earlier run). */
export function createClock(options: { realNowMs?: () => number; offsetMs?: number } = {}): SandboxClock {
  const { realNowMs = Date.now } = options;
  const listeners = new Set<(now: Date) => void>();
  let offsetMs = options.offsetMs ?? 0;
  const now = () => new Date(realNowMs() + offsetMs);

  return {
    now,
    offsetMs: () => offsetMs,
    advance: (step) => {
      const before = now();
      offsetMs += stepFrom(before, step).getTime() - before.getTime();
      const after = now();
      for (const listener of listeners) listener(after);
      return after;
    },
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The moment one step after `from`, counted on the calendar of the shop (31 January + 1 month = end of February). */
export function stepFrom(from: Date, step: ClockStep): Date {
  const later = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(shopZone).add(step);
  return new Date(later.epochMilliseconds);
}

const advanceBody = z.object({
  advance: z.union([
    z.strictObject({ hours: z.int().min(1).max(72) }),
    z.strictObject({ days: z.int().min(1).max(366) }),
    z.strictObject({ months: z.int().min(1).max(24) }),
  ]),
});

/** `GET /` tells the time as `{ now }`; `POST /` with `{ advance: { hours | days | months } }` moves it forward. */
export function clockRoutes(clock: SandboxClock): Hono {
  return new Hono()
    .get('/', (c) => c.json({ now: clock.now().toISOString() }))
    .post('/', async (c) => {
      const body = advanceBody.safeParse(await c.req.json().catch(() => null));
      if (!body.success)
        return c.json({ error: 'send {"advance":{"hours"|"days"|"months": a positive whole number}}' }, 400);
      return c.json({ now: clock.advance(body.data.advance).toISOString() });
    });
}
