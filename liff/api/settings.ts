import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { z } from 'zod';
import { consentsOf, setConsent, unlink } from '../../core/members/identity.ts';
import { chooseLanguage } from '../../core/members/language.ts';
import { nameOf } from '../../core/members/profile.ts';
import { confirmJoinedView, sightOf, withdrawJoinedView } from '../../core/merges/visible.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { identities } from '../../db/schema/members.ts';
import { body } from '../body.ts';
import type { LiffDeps } from '../deps.ts';
import { type MemberEnv, memberOnly } from '../session.ts';

/** The wording of the consent switches that a yes or no was given to. */
const consentVersion = '2026-11';

/** What a member may change about itself: what we send, what it sees, whether this LINE is linked at all. */
export function settingsRoutes(deps: LiffDeps) {
  const member = memberOnly(deps);
  return new Hono<MemberEnv>()
    .get('/', member, async (c) => {
      const { db, actor, now } = c.get('context');
      const { profile, memberNumber } = c.get('member');
      const [consents, sight, balance] = await Promise.all([
        consentsOf(db, actor.identityId),
        sightOf(db, actor.identityId),
        balanceOf(db, actor.accountId, now, [actor.accountId]),
      ]);
      return c.json({
        name: nameOf(profile),
        memberNumber,
        messages: consents.messages,
        recommendations: consents.recommendations,
        joined: { seen: sight.accountIds.length - 1, awaiting: sight.awaiting, frozen: sight.frozen },
        kept: { points: balance.total },
      });
    })
    .post(
      '/consent',
      member,
      body({ purpose: z.enum(['messages', 'recommendations']), allowed: z.boolean() }),
      async (c) => {
        await setConsent(c.get('context'), { ...c.req.valid('json'), version: consentVersion });
        return c.json({ done: true });
      },
    )
    .post('/joined-view', member, body({ allowed: z.boolean() }), async (c) => {
      if (c.req.valid('json').allowed) await confirmJoinedView(c.get('context'));
      else await withdrawJoinedView(c.get('context'));
      return c.json({ done: true });
    })
    .post('/language', member, body({ language: z.enum(['ja', 'en']) }), async (c) => {
      const { db, actor } = c.get('context');
      const [line] = await db.select().from(identities).where(eq(identities.id, actor.identityId));
      if (line) await chooseLanguage(c.get('context'), { lineUserId: line.value, ...c.req.valid('json') });
      return c.json({ done: true });
    })
    .post('/unlink', member, body({}), async (c) => {
      await unlink(c.get('context'));
      return c.json({ done: true });
    });
}
