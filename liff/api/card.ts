import { Hono } from 'hono';
import { countPurchases } from '../../core/activities/history.ts';
import { civil } from '../../core/calendar.ts';
import type { Context, MemberActor } from '../../core/context.ts';
import { askersOf } from '../../core/households/askers.ts';
import { placeOf } from '../../core/households/household.ts';
import { offerOf } from '../../core/households/offer.ts';
import { consentsOf } from '../../core/members/identity.ts';
import type { Member } from '../../core/members/member.ts';
import { nameOf } from '../../core/members/profile.ts';
import { openRequestOf } from '../../core/merges/requests.ts';
import { sightOf } from '../../core/merges/visible.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { recommend } from '../../core/recommendations/recommend.ts';
import { noteReasonsShown } from '../../core/recommendations/shown.ts';
import { barcodeSvg } from '../barcode.ts';
import type { LiffDeps } from '../deps.ts';
import { seasonOn } from '../seasons.ts';
import { type MemberEnv, memberOnly } from '../session.ts';
import { noteShown } from '../sight.ts';
import { soonestOf, waitingOf } from './points.ts';
import { told } from './recommend.ts';

/** The first page again, for whoever has come in already. */
export function cardRoutes(deps: LiffDeps) {
  return new Hono<MemberEnv>().get('/me', memberOnly(deps), async (c) =>
    c.json(await homeOf(c.get('context'), c.get('member'))),
  );
}

/** The first page: the member's card and, in one line each, what the other pages tell. What it shows is noted as shown. */
export async function homeOf(context: Context<MemberActor>, member: Member) {
  const { db, actor, now } = context;
  const sight = await sightOf(db, actor.identityId);
  const balance = await balanceOf(db, actor.accountId, now, sight.accountIds);
  await noteShown(context, 'balance', balance.lots);
  const purchases = await countPurchases(db, sight.accountIds);
  const consents = await consentsOf(db, actor.identityId);
  const proposals = consents.recommendations ? await recommend(db, sight.accountIds, { limit: 1 }) : [];
  await noteReasonsShown(context, actor.identityId, sight.accountIds, proposals);
  const [proposal] = await told(db, proposals);
  return {
    now: now.toISOString(),
    hour: civil(now).hour,
    season: seasonOn(now) ?? null,
    ...face(member),
    points: { total: balance.total, soonest: soonestOf(balance.lots), waiting: waitingOf(balance.lots) },
    purchases: [...purchases.values()].reduce((sum, count) => sum + count, 0),
    joined: { awaiting: sight.awaiting, frozen: sight.frozen },
    request: await openStep(context),
    family: await familyStep(context),
    proposal: proposal ?? null,
  };
}

/** What is on the front of the card. */
function face({ profile, memberNumber, homeStore, staffInCharge }: Member) {
  return {
    name: nameOf(profile),
    familyName: profile.familyName?.value ?? '',
    familyKana: profile.familyKana?.normalised ?? '',
    memberNumber,
    barcode: barcodeSvg(memberNumber),
    homeStore: homeStore?.name ?? null,
    staffInCharge: staffInCharge && { name: staffInCharge.name, storeName: staffInCharge.storeName },
  };
}

/** Which step an open request of this member is at, if one is open. */
async function openStep({ db, actor, now }: Context<MemberActor>) {
  const request = await openRequestOf(db, actor.accountId);
  if (!request || request.expiresAt <= now) return null;
  if (request.state === 'proving') return 'proving' as const;
  return request.question && !request.question.answer ? ('asked' as const) : ('waiting' as const);
}

/** Whether a household is offered to this member, or a relative asks them to be let in. The same statements for whoever is in none. */
async function familyStep({ db, actor, now }: Context<MemberActor>) {
  const offer = await offerOf(db, actor.accountId, now);
  const place = await placeOf(db, actor.accountId);
  const askers = place ? await askersOf(db, place.membership.id, now) : [];
  if (askers.length > 0) return 'asking' as const;
  return offer?.state === 'offered' ? offer.state : null;
}
