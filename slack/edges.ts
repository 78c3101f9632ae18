import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import type { Context, StaffActor } from '../core/context.ts';
import { recordLook } from '../core/members/looks.ts';
import { type MemberSummary, summariesOf } from '../core/members/summary.ts';
import { activeStaff } from '../core/staff.ts';
import type { EdgeId, RequestId, StaffId, StoreId } from '../db/ids.ts';
import type { Database } from '../db/open.ts';
import { mergeEdges, mergeRequests, mergeVoids, type UndoReason } from '../db/schema/merges.ts';
import { staff } from '../db/schema/shop.ts';

export type Deed = { by?: string; at: Date };

/** What became of a merge: who joined it, and the last undo or redo after that. */
export type EdgeStory = {
  edgeId: EdgeId;
  requestId: RequestId;
  storeId: StoreId | null;
  origin: typeof mergeRequests.$inferSelect.origin;
  merged: Deed;
  undone?: Deed & { reason: UndoReason };
  redone?: Deed;
};

/** A merge in a list to choose from. */
export type ListedEdge = EdgeStory & { requester?: MemberSummary; target?: MemberSummary };

const listMax = 12;

/** The story of one merge; undefined when there is none. */
export async function edgeStory(db: Database, edgeId: EdgeId): Promise<EdgeStory | undefined> {
  return (await storiesOf(db, [edgeId]))[0];
}

/** The merge that came of a request; undefined when none did. */
export async function edgeOfRequest(db: Database, requestId: RequestId): Promise<EdgeId | undefined> {
  const [edge] = await db.select({ id: mergeEdges.id }).from(mergeEdges).where(eq(mergeEdges.requestId, requestId));
  return edge?.id;
}

/** The newest merges that this member of staff may undo (or redo), newest first; whom they saw by it is kept on record. `byMachine`: only those that nobody decided. */
export async function listEdges(
  context: Context<StaffActor>,
  change: 'undo' | 'redo',
  { byMachine = false } = {},
): Promise<ListedEdge[]> {
  const { db, now } = context;
  const { storeId, atHeadquarters } = await activeStaff(context);
  const state = change === 'undo' ? 'active' : 'void';
  const rows = await db
    .select({ id: mergeEdges.id, here: mergeRequests.requesterAccountId, there: mergeRequests.targetAccountId })
    .from(mergeEdges)
    .innerJoin(mergeRequests, eq(mergeRequests.id, mergeEdges.requestId))
    .where(
      and(
        eq(mergeEdges.state, state),
        atHeadquarters ? undefined : eq(mergeRequests.storeId, storeId),
        byMachine ? and(eq(mergeRequests.origin, 'matcher'), isNull(mergeRequests.decidedByStaffId)) : undefined,
      ),
    )
    .orderBy(desc(mergeEdges.mergedAt), desc(mergeEdges.id))
    .limit(listMax);
  const accountIds = rows.flatMap(({ here, there }) => (there === null ? [here] : [here, there]));
  await recordLook(context, `${change}_list`, accountIds);
  const members = await summariesOf(db, accountIds, now);
  const stories = new Map(
    (
      await storiesOf(
        db,
        rows.map(({ id }) => id),
      )
    ).map((story) => [story.edgeId, story]),
  );
  return rows.flatMap(({ id, here, there }) => {
    const story = stories.get(id);
    const [requester, target] = [members.get(here), there === null ? undefined : members.get(there)];
    return story ? [{ ...story, ...(requester && { requester }), ...(target && { target }) }] : [];
  });
}

async function storiesOf(db: Database, edgeIds: EdgeId[]): Promise<EdgeStory[]> {
  if (edgeIds.length === 0) return [];
  const rows = await db
    .select({ edge: mergeEdges, origin: mergeRequests.origin, storeId: mergeRequests.storeId })
    .from(mergeEdges)
    .innerJoin(mergeRequests, eq(mergeRequests.id, mergeEdges.requestId))
    .where(inArray(mergeEdges.id, edgeIds));
  const voids = await db
    .select()
    .from(mergeVoids)
    .where(inArray(mergeVoids.edgeId, edgeIds))
    .orderBy(desc(mergeVoids.id));
  const names = await staffNames(db, [
    ...rows.map(({ edge }) => edge.mergedBy),
    ...voids.flatMap(({ voidedBy, withdrawnBy }) => [voidedBy, withdrawnBy ?? '']),
  ]);
  return rows.map(({ edge, origin, storeId }) => {
    const last = voids.find(({ edgeId }) => edgeId === edge.id);
    const deed = (actor: string | null, at: Date): Deed => ({ at, ...nameIn(names, actor) });
    return {
      edgeId: edge.id,
      requestId: edge.requestId,
      storeId,
      origin,
      merged: deed(edge.mergedBy, edge.mergedAt),
      ...(last && !last.withdrawnAt && { undone: { ...deed(last.voidedBy, last.voidedAt), reason: last.reason } }),
      ...(last?.withdrawnAt && { redone: deed(last.withdrawnBy, last.withdrawnAt) }),
    };
  });
}

function nameIn(names: Map<string, string>, actor: string | null): { by?: string } {
  const by = actor === null ? undefined : names.get(actor);
  return by === undefined ? {} : { by };
}

/** Names by actor, as audit rows write actors: `staff:3`. */
async function staffNames(db: Database, actors: string[]): Promise<Map<string, string>> {
  const ids = actors.flatMap((actor) => (/^staff:\d+$/.test(actor) ? [Number(actor.slice(6)) as StaffId] : []));
  if (ids.length === 0) return new Map();
  const rows = await db.select({ id: staff.id, name: staff.name }).from(staff).where(inArray(staff.id, ids));
  return new Map(rows.map(({ id, name }) => [`staff:${id}`, name]));
}
