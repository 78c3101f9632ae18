import type { Context as Call } from 'hono';
import { Refusal } from '../core/refusal.ts';
import { markOpened } from '../core/scenarios/tap.ts';
import { type Deps, systemContext } from './deps.ts';
import { liffUrl } from './messages/links.ts';

/**
 * A link in a message of ours: the tap is noted, then it leads into the mini-app. The way there comes from our own table, never
 * from the address, so nobody can be led elsewhere. A link that is not known leads to the member card.
 */
export function followLink(deps: Deps): (c: Call) => Promise<Response> {
  return async (c) => {
    c.header('Cache-Control', 'no-store');
    return c.redirect(liffUrl(deps.config, await targetOf(deps, c.req.param('token') ?? '')), 302);
  };
}

/** The tokens we make are all of these letters; anything else was never ours. */
const tokenForm = /^[\w-]{8,64}$/;

async function targetOf(deps: Deps, token: string): Promise<string> {
  if (!tokenForm.test(token)) return '/';
  try {
    const { target } = await markOpened(systemContext(deps, 'link'), { token });
    return target.startsWith('/') ? target : '/';
  } catch (error) {
    if (error instanceof Refusal) return '/';
    throw error;
  }
}
