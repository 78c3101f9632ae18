import { and, eq, isNotNull } from 'drizzle-orm';
import type { AccountId, EdgeId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type LiftReason, liftedFreezes, mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { staff } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { cleanText } from '../members/normalise.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { mayOverruleOnRecord, refusedOnRecord } from './authority.ts';
import { componentOf } from './component.ts';
import { tellConcerned } from './contacts.ts';
import { type MergeRequest, showAnew } from './waiting.ts';

const noteMax = 500;

/** A freeze that staff took back. */
export type LiftedFreeze = { by: string; at: Date; reason: LiftReason };

type Frozen = { request: MergeRequest; edgeId: EdgeId | null };

/**
 * Takes back a "this was not me" after the shop has talked with the member: the request can be approved again, the merge shows one
 * card to the other again, and everybody who was told of it then is told, with the way to stop it anew. For the deciding store's
 * manager and headquarters, and not for who started the merge. `none` when it stands still no more. Refuses not_found, not_staff,
 * not_yours {store, manager}, about_yourself, second_needed, bad_input.
 */
export async function liftFreeze(
  context: Context<StaffActor>,
  { requestId, reason, note }: { requestId: RequestId; reason: LiftReason; note?: string },
): Promise<{ lifted: 'request' | 'edge' | 'none' }> {
  const plain = cleanText(note ?? '');
  if (plain.length > noteMax) throw new Refusal('bad_input', { field: 'note' });
  const frozen = await mayLift(context, requestId);
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const frozenAt = frozen.edgeId ? await thawEdge(db, frozen.edgeId) : await thawRequest(db, requestId);
    if (!frozenAt) return { lifted: 'none' };
    await db.insert(liftedFreezes).values({
      ...{ requestId, edgeId: frozen.edgeId, frozenAt, liftedAt: now, liftedByStaffId: actor.staffId, reason },
      note: plain || null,
    });
    const facts = { edgeId: frozen.edgeId, frozenAt: frozenAt.toISOString() };
    await audit(inside, { action: 'request.freeze_lifted', subject: `request:${requestId}`, reason, facts });
    await tellLifted(inside, frozen, frozenAt);
    return { lifted: frozen.edgeId ? 'edge' : 'request' };
  });
}

/** Reads a freeze for whoever may lift it; refuses like `liftFreeze`. */
export async function mayLift(context: Context<StaffActor>, requestId: RequestId): Promise<Frozen> {
  const { db, actor } = context;
  const [row] = await db
    .select({ request: mergeRequests, edgeId: mergeEdges.id })
    .from(mergeRequests)
    .leftJoin(mergeEdges, eq(mergeEdges.requestId, mergeRequests.id))
    .where(eq(mergeRequests.id, requestId));
  if (!row) throw new Refusal('not_found');
  const { storeId, requesterAccountId, targetAccountId, createdByStaffId } = row.request;
  const subject = `request:${requestId}`;
  await mayOverruleOnRecord(context, subject, storeId, persons(requesterAccountId, targetAccountId));
  if (createdByStaffId !== actor.staffId) return row;
  throw await refusedOnRecord(context, subject, 'second_needed', { frozen: true });
}

/** Who lifted a freeze and why; undefined while it stands. */
export async function liftedFreeze(
  db: Database,
  requestId: RequestId,
  frozenAt: Date,
): Promise<LiftedFreeze | undefined> {
  const [row] = await db
    .select({ by: staff.name, at: liftedFreezes.liftedAt, reason: liftedFreezes.reason })
    .from(liftedFreezes)
    .innerJoin(staff, eq(staff.id, liftedFreezes.liftedByStaffId))
    .where(and(eq(liftedFreezes.requestId, requestId), eq(liftedFreezes.frozenAt, frozenAt)));
  return row;
}

const persons = (...accountIds: (AccountId | null)[]) => accountIds.filter((id) => id !== null);

async function thawRequest(db: Database, requestId: RequestId): Promise<Date | null> {
  const which = and(
    eq(mergeRequests.id, requestId),
    eq(mergeRequests.state, 'waiting'),
    isNotNull(mergeRequests.frozenAt),
  );
  const [before] = await db
    .select({ frozenAt: mergeRequests.frozenAt })
    .from(mergeRequests)
    .where(which)
    .for('no key update');
  if (before) await db.update(mergeRequests).set({ frozenAt: null }).where(which);
  return before?.frozenAt ?? null;
}

async function thawEdge(db: Database, edgeId: EdgeId): Promise<Date | null> {
  const which = and(eq(mergeEdges.id, edgeId), eq(mergeEdges.state, 'active'), isNotNull(mergeEdges.frozenAt));
  const [before] = await db
    .select({ frozenAt: mergeEdges.frozenAt })
    .from(mergeEdges)
    .where(which)
    .for('no key update');
  if (before) await db.update(mergeEdges).set({ frozenAt: null }).where(which);
  return before?.frozenAt ?? null;
}

/** The old card's owner, and both where no member asked; never the LINE that asked for it. */
async function tellLifted(context: Context, { request, edgeId }: Frozen, frozenAt: Date): Promise<void> {
  const { id: requestId, requesterAccountId, requesterIdentityId, targetAccountId } = request;
  await showAnew(context, requestId, 'lifted');
  const again = { show: 'not_me', requestId, ...(edgeId && { edgeId }), frozenAt: frozenAt.toISOString() } as const;
  const key = `request:${requestId}:lifted:${frozenAt.getTime()}`;
  await tell(context, { topic: 'slack', message: again }, `${key}:thread`);
  const about = { template: 'freeze_lifted', requestId, ...(edgeId && { edgeId }) } as const;
  const sides = persons(targetAccountId, requesterIdentityId ? null : requesterAccountId);
  await tellConcerned(context, about, await concernedAccounts(context.db, sides, edgeId), key, requesterIdentityId);
}

/** While two cards are one person, only those that were the old side hear of it as the old side. */
async function concernedAccounts(db: Database, sides: AccountId[], edgeId: EdgeId | null): Promise<AccountId[]> {
  if (edgeId) return sides;
  const whole = await Promise.all(sides.map((accountId) => componentOf(db, accountId)));
  return [...new Set(whole.flatMap(({ accountIds }) => accountIds))];
}
