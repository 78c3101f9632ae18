import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { z } from 'zod';
import { countPurchases } from '../../core/activities/history.ts';
import {
  askErasureCode,
  openErasureOf,
  requestErasure,
  takeBackErasure,
  waitingDays,
} from '../../core/erasure/erasure.ts';
import { askExport } from '../../core/exports/export.ts';
import { accountById } from '../../core/members/member.ts';
import { contactOf } from '../../core/merges/contacts.ts';
import { visibleAccounts } from '../../core/merges/visible.ts';
import { balanceOf } from '../../core/points/balance.ts';
import type { AccountId } from '../../db/ids.ts';
import { identities } from '../../db/schema/members.ts';
import { body, sixDigits } from '../body.ts';
import type { LiffDeps } from '../deps.ts';
import { idTokenReader } from '../idToken.ts';
import { ChannelRefusal } from '../refusals.ts';
import { type MemberEnv, memberOnly } from '../session.ts';

/** Which card; whether the member may speak for it is decided by core. */
const card = z.int().positive();

/** A copy of everything that is held, and erasure, card by card. */
export function leaveRoutes(deps: LiffDeps) {
  const member = memberOnly(deps);
  const readIdToken = idTokenReader(deps.config);
  return new Hono<MemberEnv>()
    .get('/', member, async (c) => {
      const { db, actor, now } = c.get('context');
      const seen = await visibleAccounts(db, actor.identityId);
      const cards = await Promise.all(seen.map((accountId) => cardOf(db, accountId, actor.accountId, now)));
      return c.json({ waitingDays, cards: cards.flatMap((one) => one ?? []) });
    })
    .post('/code', member, body({ card }), async (c) => {
      const accountId = c.req.valid('json').card as AccountId;
      const { codeUntil, sentTo } = await askErasureCode(c.get('context'), { accountId });
      return c.json({ until: codeUntil.toISOString(), sentTo });
    })
    .post('/by-code', member, body({ card, code: sixDigits }), async (c) => {
      const { card: accountId, code } = c.req.valid('json');
      const { dueAt } = await requestErasure(c.get('context'), { accountId: accountId as AccountId, proof: { code } });
      return c.json({ dueAt: (dueAt as Date).toISOString() });
    })
    .post('/by-login', member, body({ card, idToken: z.string().min(1).max(8192) }), async (c) => {
      const { card: accountId, idToken } = c.req.valid('json');
      const { db, actor, now } = c.get('context');
      const read = await readIdToken(idToken, now);
      if ('failure' in read) throw new ChannelRefusal(read.failure === 'refused' ? 'signed_out' : 'unavailable');
      const [own] = await db.select().from(identities).where(eq(identities.id, actor.identityId));
      if (own?.value !== read.userId) throw new ChannelRefusal('signed_out');
      const proof = { loggedInAt: read.issuedAt };
      const { dueAt } = await requestErasure(c.get('context'), { accountId: accountId as AccountId, proof });
      return c.json({ dueAt: (dueAt as Date).toISOString() });
    })
    .post('/back', member, body({ card }), async (c) => {
      await takeBackErasure(c.get('context'), { accountId: c.req.valid('json').card as AccountId });
      return c.json({ done: true });
    })
    .post('/export', member, body({}), async (c) => {
      await askExport(c.get('context'));
      return c.json({ done: true });
    });
}

async function cardOf(db: LiffDeps['db'], accountId: AccountId, own: AccountId, now: Date) {
  const account = await accountById(db, accountId);
  if (!account) return undefined;
  const [balance, purchases, erasure] = await Promise.all([
    balanceOf(db, accountId, now, [accountId]),
    countPurchases(db, [accountId]),
    openErasureOf(db, accountId),
  ]);
  const { profile, memberNumber } = account;
  const contact = contactOf(profile, 'mail') ?? contactOf(profile, 'phone');
  return {
    card: accountId as number,
    tail: memberNumber.slice(-4),
    own: accountId === own,
    points: balance.total,
    purchases: purchases.get(accountId) ?? 0,
    contact: contact?.kind ?? null,
    erasedAt: erasure?.state === 'waiting' ? ((erasure.dueAt as Date).toISOString() ?? null) : null,
  };
}
