import { createMiddleware } from 'hono/factory';
import type { LiffDeps } from './deps.ts';

/** What was just asked for may have left a message to send: whoever empties the outbox is asked to look now. */
export const wakeAfter = ({ wake }: Pick<LiffDeps, 'wake'>) =>
  createMiddleware(async (c, next) => {
    await next();
    if (c.req.method === 'POST' && c.res.ok) wake?.();
  });
