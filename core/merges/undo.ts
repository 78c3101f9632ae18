import { and, eq } from 'drizzle-orm';
import type { EdgeId, VoidId } from '../../db/ids.ts';
import { cannotLinks, mergeEdges, mergeVoids, type UndoReason } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { actorName, type Context, inTransaction } from '../context.ts';
import { writeSettlement } from '../points/book.ts';
import { carryOver } from '../points/debts.ts';
import { lapseEnded } from '../points/expire.ts';
import { Refusal } from '../refusal.ts';
import { mayDecide } from './authority.ts';
import { forcedBetween } from './cannotLinks.ts';
import { type Edge, lockStructure, redrawTogether, writePersons } from './component.ts';
import { partingOf } from './cuts.ts';
import { movedOf } from './inferred.ts';
import { mayUndoOnRecord, type Plan, planUndo, type UndoChoices, uncoveredBy } from './plan.ts';
import { bookDecisions } from './reattribute.ts';
import { closeProposals, secondedBy } from './second.ts';
import { tellParted } from './tellings.ts';
import { redrawWaiting } from './waiting.ts';

export type Undoing = UndoChoices & {
  edgeId: EdgeId;
  reason: UndoReason;
  note?: string;
  digest: string;
  /** Who bears what nobody's points cover: the shop, or what the spender earns later. */
  uncovered?: 'absorb' | 'carry';
};

/** What became of it; of several edges, `settledBy` is the one whose undo parted the two, and whose redo comes first. */
export type Undone = { voidId: VoidId; splits: boolean; settledBy: EdgeId };

/**
 * Takes one edge back, at any time and in any order, and others that join the same two with it: as if one were undone after the
 * other, in the order of their ids, at one moment. When nothing joins its two sides any more, one person becomes two and each is whole
 * at once; what the spender used beyond its own side is borne by the shop or by its later points, as was chosen. Two different people
 * part, or nothing happens. Refuses edge_not_active, preview_stale, still_joined {requestIds} (the nearest way that is left),
 * second_needed {limit, uncovered} (`proposeUndo`), and whoever may not decide.
 */
export async function undoMerge(context: Context, undoing: Undoing): Promise<Undone> {
  const { edgeId, further, decisions, reason, digest, uncovered = 'absorb' } = undoing;
  const { edge } = await mayUndoOnRecord(context, edgeId, further);
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const locked = await lockStructure(db, [edge.a]);
    await lapseEnded(db, now, [...locked.keys()]);
    const plan = await planUndo(db, now, edgeId, { further, decisions });
    await mayDecide(inside, plan.storeId, [...plan.leaders.keys()]);
    if (plan.digest !== digest) throw new Refusal('preview_stale', { edgeId });
    if (reason === 'wrong_person' && !plan.splits)
      throw new Refusal('still_joined', { requestIds: plan.stillJoinedBy });
    const proposals = await secondedBy(inside, plan);

    const { voidId, edgeId: settledBy } = await voidEdges(inside, plan, undoing);
    const settlement = await bookDecisions(inside, plan, voidId);
    await carryOut(inside, { ...plan, settlement }, voidId);
    await closeProposals(inside, proposals, voidId);
    if (uncovered === 'carry') await carryOver(inside, plan.settlement.losses, voidId);
    if (plan.splits) await forbid(inside, plan, voidId, reason);
    await tellParted(inside, plan, voidId);
    return { voidId, splits: plan.splits, settledBy };
  });
}

/** Voids what the plan cuts, each with its audit row, and answers the void that what is settled and decided belongs to. */
async function voidEdges(inside: Context, plan: Plan, { reason, note, uncovered = 'absorb' }: Undoing) {
  const parting = partingOf(plan.cuts, plan.leaders) ?? plan.edge;
  const { inferred } = plan;
  const asked = inferred.length > 0 && { asked: inferred.length, moved: movedOf(inferred).length };
  const voids = new Map<EdgeId, VoidId>();
  for (const cut of plan.cuts) {
    const isParting = cut.edgeId === parting.edgeId;
    const voidId = await voidEdge(inside, cut, { reason, note, ...(isParting && { uncovered }) });
    voids.set(cut.edgeId, voidId);
    const costs = { uncovered: isParting ? uncoveredBy(plan) : 0, ...(isParting && { borneBy: uncovered }) };
    await audit(inside, {
      action: 'merge.undone',
      subject: `edge:${cut.edgeId}`,
      accountId: cut.a,
      reason,
      facts: { voidId, splits: isParting && plan.splits, ...costs, ...(isParting ? asked : { with: parting.edgeId }) },
    });
  }
  return { voidId: voids.get(parting.edgeId) as VoidId, edgeId: parting.edgeId };
}

async function voidEdge(
  { db, actor, now }: Context,
  { edgeId }: Edge,
  why: Pick<typeof mergeVoids.$inferInsert, 'reason' | 'note' | 'uncovered'>,
): Promise<VoidId> {
  const voided = await db
    .update(mergeEdges)
    .set({ state: 'void', frozenAt: null })
    .where(and(eq(mergeEdges.id, edgeId), eq(mergeEdges.state, 'active')))
    .returning({ id: mergeEdges.id });
  if (voided.length === 0) throw new Refusal('edge_not_active');
  const [row] = await db
    .insert(mergeVoids)
    .values({ edgeId, voidedAt: now, voidedBy: actorName(actor), ...why })
    .returning({ id: mergeVoids.id });
  return (row as { id: VoidId }).id;
}

/** Writes the structure and the books of a plan, and has open cards of these persons drawn anew. */
export async function carryOut(context: Context, plan: Plan, voidId: VoidId): Promise<void> {
  await writePersons(context.db, plan.leaders);
  await redrawTogether(context.db, plan.settled);
  await writeSettlement(context, { kind: 'settle', voidId }, plan.settlement);
  await redrawWaiting(context, [...plan.leaders.keys()]);
}

/**
 * Notes who must not become one again: the two of a wrong merge, and whoever was on record as different before a merge that was
 * forced over it. A redo of this undo withdraws both.
 */
async function forbid(context: Context, { edge, sides }: Plan, voidId: VoidId, reason: UndoReason): Promise<void> {
  const { db, actor, now } = context;
  const wrong = reason === 'wrong_person' ? [{ a: edge.a, b: edge.b }] : [];
  const pairs = [...wrong, ...(await forcedBetween(db, ...sides))];
  if (pairs.length === 0) return;
  const noted = { voidId, recordedAt: now, recordedBy: actorName(actor) };
  await db
    .insert(cannotLinks)
    .values(pairs.map((pair) => ({ ...pair, ...noted })))
    .onConflictDoNothing();
}
