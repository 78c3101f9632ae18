import { Hono } from 'hono';
import { z } from 'zod';
import { acceptOffer, askContactProof, proveContact } from '../../core/members/contact.ts';
import { body, sixDigits, typed } from '../body.ts';
import type { LiffDeps } from '../deps.ts';
import { type MemberEnv, memberOnly } from '../session.ts';

/** Proving that a phone or mail is one's own; only then is a member told that another card has it, and offered to join. */
export function contactRoutes(deps: LiffDeps) {
  const member = memberOnly(deps);
  return new Hono<MemberEnv>()
    .post('/ask', member, body({ kind: z.enum(['phone', 'mail']), value: typed(254) }), async (c) => {
      const { expiresAt } = await askContactProof(c.get('context'), c.req.valid('json'));
      return c.json({ until: expiresAt.toISOString() });
    })
    .post('/prove', member, body({ code: sixDigits }), async (c) => {
      const { offer } = await proveContact(c.get('context'), c.req.valid('json'));
      return c.json({ offer });
    })
    .post('/accept', member, body({}), async (c) => {
      await acceptOffer(c.get('context'));
      return c.json({ done: true });
    });
}
