import { and, eq, isNull } from 'drizzle-orm';
import type { AccountId, EdgeId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { cannotLinks, mergeEdges, mergeVoids } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { actorName, type Context, inTransaction } from '../context.ts';
import { lapseEnded } from '../points/expire.ts';
import { writeCeasing } from '../points/given.ts';
import { Refusal } from '../refusal.ts';
import { mayDecide, mayDecideOnRecord } from './authority.ts';
import { cannotLinksBetween, requestThatParted } from './cannotLinks.ts';
import { type Edge, edgesAmong, lockStructure } from './component.ts';
import { edgeWithStore, type Plan, planRedo, uncoveredBy } from './plan.ts';
import { giveBackReturns } from './reattribute.ts';
import { tellRejoined } from './tellings.ts';
import { carryOut } from './undo.ts';

/**
 * Withdraws an undo: it never happened, also for what was spent in between, and what it wrote (the cannot-link, the absorbed points,
 * whose a fact is) ceases with it; a later end or a debt does once everybody is back by whose parting it was given. Refuses
 * edge_not_void, preview_stale, cannot_link {requestId} (whose redo comes first), and whoever may not decide.
 */
export async function redoMerge(
  context: Context,
  { edgeId, digest }: { edgeId: EdgeId; digest: string },
): Promise<{ joined: boolean }> {
  const asked = await edgeWithStore(context.db, edgeId);
  await mayDecideOnRecord(context, `edge:${edgeId}`, asked.storeId, [asked.edge.a, asked.edge.b]);
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const locked = await lockStructure(db, await everJoined(db, asked.edge));
    await lapseEnded(db, now, [...locked.keys()]);
    const plan = await planRedo(db, now, edgeId);
    await mayDecide(inside, plan.storeId, [...plan.leaders.keys()]);
    if (plan.digest !== digest) throw new Refusal('preview_stale', { edgeId });

    const voidId = await withdraw(inside, plan);
    const [link] = await cannotLinksBetween(db, ...plan.sides);
    if (link) throw new Refusal('cannot_link', { requestId: await requestThatParted(db, link) });
    await writeCeasing(db, plan.ceasing, now);
    await giveBackReturns(inside, voidId);
    await carryOut(inside, plan, voidId);
    await audit(inside, {
      action: 'merge.redone',
      subject: `edge:${edgeId}`,
      accountId: plan.edge.a,
      facts: {
        ...{ voidId, closes: plan.closes, uncovered: uncoveredBy(plan) },
        ...(plan.movesBack > 0 && { movedBack: plan.movesBack }),
      },
    });
    await tellRejoined(inside, plan, voidId);
    return { joined: plan.splits };
  });
}

/** All accounts that edges ever led to from these two: a redo changes for how long any of them have been one. */
async function everJoined(db: Database, { a, b }: Edge): Promise<AccountId[]> {
  return [...new Set((await edgesAmong(db, [a, b])).flatMap((edge) => [edge.a, edge.b]))];
}

async function withdraw({ db, actor, now }: Context, { edge, closes }: Plan): Promise<VoidId> {
  if (closes !== null) {
    await db.update(mergeEdges).set({ state: 'void' }).where(eq(mergeEdges.id, closes));
    await db
      .insert(mergeVoids)
      .values({ edgeId: closes, voidedAt: now, voidedBy: actorName(actor), reason: 'store_mistake' });
  }
  const [row] = await db
    .update(mergeVoids)
    .set({ withdrawnAt: now, withdrawnBy: actorName(actor) })
    .where(and(eq(mergeVoids.edgeId, edge.edgeId), isNull(mergeVoids.withdrawnAt)))
    .returning({ id: mergeVoids.id });
  if (!row) throw new Refusal('edge_not_void');
  await db.update(mergeEdges).set({ state: 'active' }).where(eq(mergeEdges.id, edge.edgeId));
  await db
    .update(cannotLinks)
    .set({ liftedAt: now })
    .where(and(eq(cannotLinks.voidId, row.id), isNull(cannotLinks.liftedAt)));
  return row.id;
}
