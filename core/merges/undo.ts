import { and, eq } from 'drizzle-orm';
import type { AccountId, EdgeId, VoidId } from '../../db/ids.ts';
import { cannotLinks, mergeEdges, mergeVoids, type UndoReason } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { actorName, type Context, inTransaction } from '../context.ts';
import { writeSettlement } from '../points/book.ts';
import { carryOver } from '../points/debts.ts';
import { lapseEnded } from '../points/expire.ts';
import { Refusal } from '../refusal.ts';
import { mayDecide, mayDecideOnRecord } from './authority.ts';
import { lockStructure, redrawTogether, writePersons } from './component.ts';
import { edgeWithStore, type Plan, planUndo, uncoveredBy } from './plan.ts';
import { closeProposals, secondedBy } from './second.ts';
import { tellParted } from './tellings.ts';
import { redrawWaiting } from './waiting.ts';

export type Undoing = {
  edgeId: EdgeId;
  reason: UndoReason;
  note?: string;
  digest: string;
  /** Who bears what nobody's points cover: the shop, or what the spender earns later. */
  uncovered?: 'absorb' | 'carry';
};

/**
 * Takes one edge back, at any time and in any order. When it was the only way between its two sides, one person becomes two and
 * each is whole at once; what the spender used beyond its own side is borne by the shop or by its later points, as was chosen. Refuses
 * edge_not_active, preview_stale, second_needed {limit, uncovered} (`proposeUndo`), and whoever may not decide.
 */
export async function undoMerge(
  context: Context,
  { edgeId, reason, note, digest, uncovered = 'absorb' }: Undoing,
): Promise<{ voidId: VoidId; splits: boolean }> {
  const asked = await edgeWithStore(context.db, edgeId);
  await mayDecideOnRecord(context, `edge:${edgeId}`, asked.storeId, [asked.edge.a, asked.edge.b]);
  return inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const locked = await lockStructure(db, [asked.edge.a]);
    await lapseEnded(db, now, [...locked.keys()]);
    const plan = await planUndo(db, now, edgeId);
    await mayDecide(inside, plan.storeId, [...plan.leaders.keys()]);
    if (plan.digest !== digest) throw new Refusal('preview_stale', { edgeId });
    const proposals = await secondedBy(inside, plan);

    const voided = await db
      .update(mergeEdges)
      .set({ state: 'void', frozenAt: null })
      .where(and(eq(mergeEdges.id, edgeId), eq(mergeEdges.state, 'active')))
      .returning({ id: mergeEdges.id });
    if (voided.length === 0) throw new Refusal('edge_not_active');
    const [row] = await db
      .insert(mergeVoids)
      .values({ edgeId, voidedAt: now, voidedBy: actorName(actor), reason, note, uncovered })
      .returning({ id: mergeVoids.id });
    const voidId = (row as { id: VoidId }).id;
    await carryOut(inside, plan, voidId);
    await closeProposals(inside, proposals, voidId);
    if (uncovered === 'carry') await carryOver(inside, plan.settlement.uncovered, voidId);
    if (reason === 'wrong_person' && plan.splits) await forbid(inside, plan, voidId);
    await audit(inside, {
      action: 'merge.undone',
      subject: `edge:${edgeId}`,
      accountId: plan.edge.a,
      reason,
      facts: { voidId, splits: plan.splits, uncovered: uncoveredBy(plan), borneBy: uncovered },
    });
    await tellParted(inside, plan, voidId);
    return { voidId, splits: plan.splits };
  });
}

/** Writes the structure and the books of a plan, and has open cards of these persons drawn anew. */
export async function carryOut(context: Context, plan: Plan, voidId: VoidId): Promise<void> {
  await writePersons(context.db, plan.leaders);
  await redrawTogether(context.db, [...plan.leaders.keys()]);
  await writeSettlement(context, { kind: 'settle', voidId }, plan.settlement);
  await redrawWaiting(context, [...plan.leaders.keys()]);
}

async function forbid({ db, actor, now }: Context, { edge }: Plan, voidId: VoidId): Promise<void> {
  const pair: { a: AccountId; b: AccountId } = { a: edge.a, b: edge.b };
  await db
    .insert(cannotLinks)
    .values({ ...pair, voidId, recordedAt: now, recordedBy: actorName(actor) })
    .onConflictDoNothing();
}
