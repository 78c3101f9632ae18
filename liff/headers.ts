import { createMiddleware } from 'hono/factory';

/** Answers about one person are kept by nobody on the way. */
export const apiHeaders = createMiddleware(async (c, next) => {
  await next();
  c.header('Cache-Control', 'no-store');
});
