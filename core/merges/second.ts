import { and, desc, eq, isNull, ne } from 'drizzle-orm';
import type { EdgeId, ProposalId, StoreId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type UndoReason, undoProposals } from '../../db/schema/merges.ts';
import { staff } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { cleanText } from '../members/normalise.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { deadlines } from './deadlines.ts';
import { type Decision, movedOf } from './inferred.ts';
import { mayUndoOnRecord, type Plan, planUndo, uncoveredBy } from './plan.ts';
import type { Undoing } from './undo.ts';

export type Proposal = {
  proposalId: ProposalId;
  edgeId: EdgeId;
  further: EdgeId[];
  uncovered: number;
  reason: UndoReason;
  note: string | null;
  proposedBy: string;
  proposedAt: Date;
  done: boolean;
};

const noteMax = 500;

/**
 * Asks for a second approver: writes down which undo somebody wants and shows it to headquarters. The same twice is once. Refuses
 * bad_input where one person may decide alone, preview_stale, and whoever may not decide.
 */
export async function proposeUndo(
  context: Context<StaffActor>,
  { edgeId, further, decisions, reason, note, digest }: Omit<Undoing, 'uncovered'>,
): Promise<void> {
  const { edge } = await mayUndoOnRecord(context, edgeId, further);
  const plain = note === undefined ? undefined : cleanText(note);
  if (plain !== undefined && plain.length > noteMax) throw new Refusal('bad_input', { field: 'note' });
  await inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const plan = await planUndo(db, now, edgeId, { further, decisions });
    if (plan.digest !== digest) throw new Refusal('preview_stale', { edgeId });
    if (!needsSecond(plan)) throw new Refusal('bad_input', { field: 'uncovered' });
    const [row] = await db
      .insert(undoProposals)
      .values({
        edgeId,
        digest,
        ...(further && { furtherEdgeIds: further }),
        reason,
        ...(plain && { note: plain }),
        decisions: movedOf(plan.inferred).map(({ kind, id, to }) => ({ kind, id, to })),
        uncovered: uncoveredBy(plan),
        proposedByStaffId: actor.staffId,
        proposedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: undoProposals.id });
    if (!row) return;
    const facts = { uncovered: uncoveredBy(plan) };
    await audit(inside, { action: 'merge.undo_proposed', subject: `edge:${edgeId}`, accountId: edge.a, reason, facts });
    await show(inside, row.id, 'asked');
  });
}

/** Whether an undo costs more than one person may decide alone. */
export function needsSecond(plan: Plan): boolean {
  return uncoveredBy(plan) > deadlines.uncoveredAloneMax;
}

/** Lets an undo pass that somebody else has proposed exactly so; refuses second_needed {limit, uncovered} otherwise. */
export async function secondedBy({ db, actor }: Context, plan: Plan): Promise<ProposalId[]> {
  if (!needsSecond(plan)) return [];
  const { edgeId } = plan.edge;
  const proposed = actor.kind === 'staff' ? await proposalsOf(db, edgeId, plan.digest, actor) : [];
  if (proposed.length > 0) return proposed;
  throw new Refusal('second_needed', { limit: deadlines.uncoveredAloneMax, uncovered: uncoveredBy(plan) });
}

/** Notes which undo came of the proposals, and has their cards drawn as done. */
export async function closeProposals(inside: Context, proposalIds: ProposalId[], voidId: VoidId): Promise<void> {
  for (const proposalId of proposalIds) {
    await inside.db.update(undoProposals).set({ voidId }).where(eq(undoProposals.id, proposalId));
    await show(inside, proposalId, 'done');
  }
}

/** What the newest open proposal to undo an edge, with just these further ones, says of facts recorded by name. */
export async function proposedDecisions(db: Database, edgeId: EdgeId, further: EdgeId[] = []): Promise<Decision[]> {
  const [row] = await db
    .select({ decisions: undoProposals.decisions })
    .from(undoProposals)
    .where(
      and(eq(undoProposals.edgeId, edgeId), eq(undoProposals.furtherEdgeIds, further), isNull(undoProposals.voidId)),
    )
    .orderBy(desc(undoProposals.id))
    .limit(1);
  return row?.decisions ?? [];
}

export type Standing = { reason: UndoReason; by: string; own: boolean };

/** Who has proposed just the undo of this digest and waits for somebody else, another's before the actor's own; undefined while nobody has. */
export async function standingProposal(
  { db, actor }: Context<StaffActor>,
  { edgeId, digest }: { edgeId: EdgeId; digest: string },
): Promise<Standing | undefined> {
  const rows = await db
    .select({ reason: undoProposals.reason, by: staff.name, staffId: staff.id })
    .from(undoProposals)
    .innerJoin(staff, eq(staff.id, undoProposals.proposedByStaffId))
    .where(and(eq(undoProposals.edgeId, edgeId), eq(undoProposals.digest, digest), isNull(undoProposals.voidId)))
    .orderBy(undoProposals.id);
  const row = rows.find(({ staffId }) => staffId !== actor.staffId) ?? rows[0];
  return row && { reason: row.reason, by: row.by, own: row.staffId === actor.staffId };
}

async function proposalsOf(db: Database, edgeId: EdgeId, digest: string, actor: StaffActor): Promise<ProposalId[]> {
  const rows = await db
    .select({ id: undoProposals.id })
    .from(undoProposals)
    .where(
      and(
        eq(undoProposals.edgeId, edgeId),
        eq(undoProposals.digest, digest),
        ne(undoProposals.proposedByStaffId, actor.staffId),
        isNull(undoProposals.voidId),
      ),
    );
  return rows.map(({ id }) => id);
}

function show(context: Context, proposalId: ProposalId, when: 'asked' | 'done'): Promise<void> {
  const message = { show: 'undo_proposal', proposalId } as const;
  return tell(context, { topic: 'slack', message }, `undo_proposal:${proposalId}:${when}`);
}

/** A proposal as its card shows it. */
export async function proposalOf(
  db: Database,
  proposalId: ProposalId,
): Promise<(Proposal & { storeId: StoreId }) | undefined> {
  const [row] = await db
    .select({ proposal: undoProposals, proposedBy: staff.name, storeId: staff.storeId })
    .from(undoProposals)
    .innerJoin(staff, eq(staff.id, undoProposals.proposedByStaffId))
    .where(eq(undoProposals.id, proposalId));
  if (!row) return undefined;
  const { edgeId, furtherEdgeIds: further, uncovered, reason, note, proposedAt, voidId } = row.proposal;
  const plan = { proposalId, edgeId, further, uncovered, reason, note, proposedAt, done: voidId !== null };
  return { ...plan, proposedBy: row.proposedBy, storeId: row.storeId };
}
