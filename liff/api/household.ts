import { Hono } from 'hono';
import { z } from 'zod';
import { lastDayBefore } from '../../core/calendar.ts';
import type { Context, MemberActor } from '../../core/context.ts';
import { acceptAsker, declineAsker } from '../../core/households/askers.ts';
import {
  acceptInvitation,
  cancelInvitation,
  declineInvitation,
  invite,
  openInvitation,
} from '../../core/households/invite.ts';
import { leaveHousehold, previewLeave, removeMember } from '../../core/households/leave.ts';
import { askForHousehold, declineOffer, offerOf } from '../../core/households/offer.ts';
import { draw, payIn } from '../../core/households/pot.ts';
import { letBeFound, nameSpenders, shareEarnings, sharePercents, showMyself } from '../../core/households/settings.ts';
import { type HouseholdView, householdOf } from '../../core/households/view.ts';
import { balanceOf } from '../../core/points/balance.ts';
import type { InvitationId, MembershipId } from '../../db/ids.ts';
import { qrSvg } from '../barcode.ts';
import { body, typed } from '../body.ts';
import type { LiffDeps } from '../deps.ts';
import { type MemberEnv, memberOnly } from '../session.ts';

const token = z.string().max(64);
const moving = { amount: z.int().positive(), key: z.string().max(64) };
const id = z.int().positive();

/** The member's household. Whose it is comes from the session; of others it tells only what they let be seen. */
export function householdRoutes(deps: LiffDeps) {
  const member = memberOnly(deps);
  return new Hono<MemberEnv>()
    .get('/', member, async (c) => c.json(await pageOf(deps, c.get('context'))))
    .get('/offer', member, async (c) => c.json(await offerLine(c.get('context'))))
    .post('/ask', member, body({ invitationId: id }), async (c) => {
      await askForHousehold(c.get('context'), offerIn(c.req.valid('json')));
      return c.json({ done: true });
    })
    .post('/decline-offer', member, body({ invitationId: id }), async (c) => {
      await declineOffer(c.get('context'), offerIn(c.req.valid('json')));
      return c.json({ done: true });
    })
    .post('/accept-asker', member, body({ invitationId: id }), async (c) => {
      await acceptAsker(c.get('context'), offerIn(c.req.valid('json')));
      return c.json({ done: true });
    })
    .post('/decline-asker', member, body({ invitationId: id }), async (c) => {
      await declineAsker(c.get('context'), offerIn(c.req.valid('json')));
      return c.json({ done: true });
    })
    .post('/invite', member, body({ shownName: typed(60), forMinor: z.boolean() }), async (c) => {
      const { invitationId } = await invite(c.get('context'), c.req.valid('json'));
      return c.json({ invitationId });
    })
    .post('/cancel', member, body({ invitationId: id }), async (c) => {
      await cancelInvitation(c.get('context'), offerIn(c.req.valid('json')));
      return c.json({ done: true });
    })
    .post('/open', member, body({ token }), async (c) => {
      const { expiresAt, ...seen } = await openInvitation(c.get('context'), c.req.valid('json'));
      return c.json({ ...seen, lastDay: lastDayBefore(expiresAt).toString() });
    })
    .post('/accept', member, body({ token, visible: z.boolean() }), async (c) => {
      await acceptInvitation(c.get('context'), c.req.valid('json'));
      return c.json({ done: true });
    })
    .post('/decline', member, body({ token }), async (c) => {
      await declineInvitation(c.get('context'), c.req.valid('json'));
      return c.json({ done: true });
    })
    .post('/visible', member, body({ visible: z.boolean() }), async (c) => {
      await showMyself(c.get('context'), c.req.valid('json'));
      return c.json({ done: true });
    })
    .post('/findable', member, body({ findable: z.boolean() }), async (c) => {
      await letBeFound(c.get('context'), c.req.valid('json'));
      return c.json({ done: true });
    })
    .post('/share', member, body({ percent: z.literal(sharePercents) }), async (c) => {
      await shareEarnings(c.get('context'), c.req.valid('json'));
      return c.json({ done: true });
    })
    .post('/spenders', member, body({ spenders: z.enum(['all', 'named']), named: z.array(id).max(8) }), async (c) => {
      const { spenders, named } = c.req.valid('json');
      await nameSpenders(c.get('context'), { spenders, named: named as MembershipId[] });
      return c.json({ done: true });
    })
    .post('/pay-in', member, body(moving), async (c) => {
      await payIn(c.get('context'), c.req.valid('json'));
      return c.json({ done: true });
    })
    .post('/draw', member, body(moving), async (c) => {
      await draw(c.get('context'), c.req.valid('json'));
      return c.json({ done: true });
    })
    .get('/leave', member, async (c) => {
      const { lots, ...preview } = await previewLeave(c.get('context'));
      return c.json({ ...preview, lots: lots.map(lotLine) });
    })
    .post('/leave', member, body({}), async (c) => c.json(await leaveHousehold(c.get('context'))))
    .post('/remove', member, body({ membershipId: id }), async (c) => {
      const { membershipId } = c.req.valid('json');
      return c.json(await removeMember(c.get('context'), { membershipId: membershipId as MembershipId }));
    });
}

function offerIn({ invitationId }: { invitationId: number }) {
  return { invitationId: invitationId as InvitationId };
}

/** What this member is offered, or has asked; null for everybody else. Of the relative there is nothing in it. */
async function offerLine({ db, actor, now }: Context<MemberActor>) {
  const offer = await offerOf(db, actor.accountId, now);
  if (!offer) return null;
  const { expiresAt, ...shown } = offer;
  return { ...shown, lastDay: lastDayBefore(expiresAt).toString() };
}

async function pageOf({ config, secret }: LiffDeps, { db, actor, now }: Context<MemberActor>) {
  const { accountId } = actor;
  const household = await householdOf(db, { accountId, now, secret });
  if (!household) return null;
  const own = await balanceOf(db, accountId, now, [accountId]);
  const { pot, invitations, askers, ...rest } = household;
  return {
    ...rest,
    askers: askers.map(({ expiresAt, ...asker }) => ({ ...asker, lastDay: lastDayBefore(expiresAt).toString() })),
    pot: { ...pot, lots: pot.lots.map(lotLine) },
    own: own.lots.filter((lot) => !lot.held).reduce((sum, lot) => sum + lot.remaining, 0),
    invitations: invitations.map((invitation) => invitationLine(config.liffId, invitation)),
  };
}

function lotLine({ amount, endsAt }: { amount: number; endsAt: Date | null }) {
  return { amount, lastDay: endsAt && lastDayBefore(endsAt).toString() };
}

function invitationLine(liffId: string, invitation: HouseholdView['invitations'][number]) {
  const { token, expiresAt, ...rest } = invitation;
  const link = token && !rest.waitsForStore ? `https://liff.line.me/${liffId}/family/${token}` : null;
  return { ...rest, lastDay: lastDayBefore(expiresAt).toString(), link, qr: link && qrSvg(link) };
}
