import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import type { AccountId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { cannotLinks, mergeEdges, mergeVoids } from '../../db/schema/merges.ts';

export type CannotLink = typeof cannotLinks.$inferSelect;

/** What keeps two persons apart: a cannot-link holds between the whole components, not only the pair it names. */
export async function cannotLinksBetween(db: Database, one: AccountId[], other: AccountId[]): Promise<CannotLink[]> {
  return db
    .select()
    .from(cannotLinks)
    .where(and(isNull(cannotLinks.liftedAt), across(one, other)));
}

/**
 * The pairs on record as different that a forced merge made one person: an undo that parts them keeps them apart again, unless a redo
 * has taken back the undo that said so.
 */
export async function forcedBetween(db: Database, one: AccountId[], other: AccountId[]) {
  return db
    .selectDistinct({ a: cannotLinks.a, b: cannotLinks.b })
    .from(cannotLinks)
    .leftJoin(mergeVoids, eq(mergeVoids.id, cannotLinks.voidId))
    .where(and(isNotNull(cannotLinks.liftedByEdgeId), isNull(mergeVoids.withdrawnAt), across(one, other)));
}

/** The request whose undo says that two are different people; undefined when no undo did. */
export async function requestThatParted(db: Database, { voidId }: CannotLink): Promise<RequestId | undefined> {
  if (voidId === null) return undefined;
  const [row] = await db
    .select({ requestId: mergeEdges.requestId })
    .from(mergeVoids)
    .innerJoin(mergeEdges, eq(mergeEdges.id, mergeVoids.edgeId))
    .where(eq(mergeVoids.id, voidId));
  return row?.requestId;
}

function across(one: AccountId[], other: AccountId[]) {
  return or(
    and(inArray(cannotLinks.a, one), inArray(cannotLinks.b, other)),
    and(inArray(cannotLinks.a, other), inArray(cannotLinks.b, one)),
  );
}
