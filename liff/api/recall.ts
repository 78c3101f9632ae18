import { Hono } from 'hono';
import { z } from 'zod';
import { askRecall, linkRecalled, proveRecall, recalledNumber } from '../../core/members/recall.ts';
import { body, sixDigits, typed } from '../body.ts';
import type { LiffDeps } from '../deps.ts';
import { type StrangerEnv, strangerOnly } from '../session.ts';
import { strangerContext, welcome } from './visit.ts';

/** A forgotten number, for whoever has no card in this LINE: a code to the contact on file brings it back. */
export function recallRoutes(deps: LiffDeps) {
  const stranger = strangerOnly(deps);
  return new Hono<StrangerEnv>()
    .get('/', stranger, async (c) => {
      const number = await recalledNumber(strangerContext(deps, c.get('lineUserId')));
      return c.json({ memberNumber: number ?? null });
    })
    .post(
      '/ask',
      stranger,
      body({ kind: z.enum(['phone', 'mail']), value: typed(254), name: typed(100) }),
      async (c) => {
        const context = strangerContext(deps, c.get('lineUserId'));
        const { codeUntil, resendAfter } = await askRecall(context, c.req.valid('json'));
        return c.json({ until: codeUntil.toISOString(), resendAfter: resendAfter.toISOString() });
      },
    )
    .post('/prove', stranger, body({ code: sixDigits }), async (c) =>
      c.json(await proveRecall(strangerContext(deps, c.get('lineUserId')), c.req.valid('json'))),
    )
    .post('/link', stranger, body({ familyName: typed(60), givenName: typed(60) }), async (c) => {
      const lineUserId = c.get('lineUserId');
      await linkRecalled(strangerContext(deps, lineUserId), c.req.valid('json'));
      return c.json(await welcome(deps, lineUserId, deps.now()));
    });
}
