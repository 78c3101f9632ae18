import type { Context as Call, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

const bytesMax = 1024 * 1024;
const tooLarge = (c: Call) => c.json({ error: 'too_large' }, 413);
const counting = bodyLimit({ maxSize: bytesMax, onError: tooLarge });

/**
 * Refuses a body over a megabyte. One whose length is declared is judged by that, which HTTP holds the sender to; only one without
 * is counted, because opening the stream to count costs more than the whole rest of a short call.
 */
export const limitBody: MiddlewareHandler = (c, next) => {
  const declared = c.req.header('content-length');
  if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return counting(c, next);
  const fits = /^\d{1,9}$/.test(declared) && Number(declared) <= bytesMax;
  return fits ? next() : Promise.resolve(tooLarge(c));
};
