import { and, eq, inArray } from 'drizzle-orm';
import type { AccountId, EdgeId, IdentityId, RequestId, StaffId } from '../../db/ids.ts';
import { cannotLinks, mergeEdges, purseLinks, viewLinks } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { startOfDayAfter } from '../calendar.ts';
import { actorName, type Context } from '../context.ts';
import { rulesAt } from '../points/programme.ts';
import { Refusal } from '../refusal.ts';
import { type CannotLink, cannotLinksBetween } from './cannotLinks.ts';
import { type Component, componentSizeMax, lockStructure, redrawTogether, writePersons } from './component.ts';
import { partition } from './together.ts';
import { redrawWaiting } from './waiting.ts';

export type Join = {
  requestId: RequestId;
  a: AccountId;
  b: AccountId;
  /** How the owner of the other account confirmed; a confirmed join may be spent across after the cool-off. */
  how: 'code' | 'counter' | 'line' | 'none';
  /** The LINE identity that asked for this itself and therefore sees the joined view at once. */
  viewerIdentityId?: IdentityId;
  /** Two people of the shop say, and why, that who is on record as different is one person after all. */
  forced?: { reason: string; proposedBy: StaffId };
};

/**
 * Joins two accounts by one edge, in the caller's transaction: one row of reason, no ledger row. Between accounts that already
 * are one person it only adds a reason. Refuses same_account, component_full, and cannot_link unless it is forced, which lifts what
 * stands between the two persons.
 */
export async function joinAccounts(
  context: Context,
  join: Join,
): Promise<{ edgeId: EdgeId; spendableAt: Date | null }> {
  const { db } = context;
  if (join.a === join.b) throw new Refusal('same_account');
  const components = await lockStructure(db, [join.a, join.b]);
  const [one, other] = [components.get(join.a), components.get(join.b)] as [Component, Component];
  const accountIds = [...new Set([...one.accountIds, ...other.accountIds])];
  if (accountIds.length > componentSizeMax) throw new Refusal('component_full', { accounts: accountIds.length });
  const links = one === other ? [] : await cannotLinksBetween(db, one.accountIds, other.accountIds);
  if (links.length > 0 && !join.forced) throw new Refusal('cannot_link');

  const edgeId = await insertEdge(context, join);
  if (links.length > 0) await liftLinks(context, join, links, edgeId);
  await writePersons(
    db,
    partition(
      accountIds,
      accountIds.map((id) => ({ a: accountIds[0] as AccountId, b: id })),
    ),
  );
  if (one !== other) await redrawTogether(db, accountIds);
  await redrawWaiting(context, accountIds);
  const spendableAt = join.how === 'none' ? null : await openPurse(context, join, join.how);
  if (join.viewerIdentityId) await openView(context, join.viewerIdentityId, accountIds);
  const epoch = Math.max(one.epoch, other.epoch) + 1;
  await audit(context, {
    action: 'merge.joined',
    subject: `request:${join.requestId}`,
    accountId: join.a,
    epoch,
    facts: { edgeId, a: join.a, b: join.b },
  });
  return { edgeId, spendableAt };
}

async function liftLinks(context: Context, join: Join, links: CannotLink[], edgeId: EdgeId): Promise<void> {
  const { requestId, a, forced } = join;
  const lifted = links.map(({ id }) => id);
  await context.db
    .update(cannotLinks)
    .set({ liftedAt: context.now, liftedByEdgeId: edgeId })
    .where(inArray(cannotLinks.id, lifted));
  await audit(context, {
    action: 'merge.forced',
    subject: `request:${requestId}`,
    accountId: a,
    ...(forced && { reason: forced.reason }),
    facts: { edgeId, lifted, proposedBy: forced?.proposedBy },
  });
}

async function insertEdge({ db, actor, now }: Context, { requestId, a, b }: Join): Promise<EdgeId> {
  const [low, high] = a < b ? [a, b] : [b, a];
  const standing = and(eq(mergeEdges.a, low), eq(mergeEdges.b, high), eq(mergeEdges.state, 'active'));
  const [twin] = await db.select({ id: mergeEdges.id }).from(mergeEdges).where(standing);
  if (twin) throw new Refusal('already_one', { edgeId: twin.id });
  const [edge] = await db
    .insert(mergeEdges)
    .values({ requestId, a: low, b: high, state: 'active', mergedAt: now, mergedBy: actorName(actor) })
    .returning({ id: mergeEdges.id });
  return (edge as { id: EdgeId }).id;
}

async function openPurse({ db, now }: Context, { a, b }: Join, how: 'code' | 'counter' | 'line'): Promise<Date> {
  const { coolOffDays } = await rulesAt(db, now);
  const spendableAt = startOfDayAfter(now, coolOffDays);
  const [low, high] = a < b ? [a, b] : [b, a];
  await db.insert(purseLinks).values({ a: low, b: high, how, confirmedAt: now, spendableAt });
  return spendableAt;
}

/** From now on this identity may see the facts of these accounts, as long as they stay one person without a break. */
export async function openView({ db, now }: Context, identityId: IdentityId, accountIds: AccountId[]): Promise<void> {
  await db.insert(viewLinks).values(accountIds.map((accountId) => ({ identityId, accountId, confirmedAt: now })));
}
