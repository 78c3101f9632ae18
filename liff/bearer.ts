import type { Context } from 'hono';

const scheme = 'Bearer ';

/** The session a request carries; empty when it carries none. */
export function bearer(c: Context): string {
  const header = c.req.header('authorization') ?? '';
  return header.startsWith(scheme) ? header.slice(scheme.length) : '';
}
