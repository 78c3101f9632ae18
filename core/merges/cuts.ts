import type { AccountId, EdgeId } from '../../db/ids.ts';
import type { Edge } from './component.ts';
import { partition } from './together.ts';

/**
 * What an undo of `subject` takes back, in the order of ids: itself, and of the active edges of its person those `marked` besides. One
 * that would part others than the two accounts of `subject` is left out: an undo parts one person in two, never in three.
 */
export function cutsBetween(active: Edge[], subject: Edge, marked: EdgeId[]): Edge[] {
  const cuts = [subject];
  for (const mark of active.filter(({ edgeId }) => edgeId !== subject.edgeId && marked.includes(edgeId))) {
    if (partsOnly([...cuts, mark], active, subject)) cuts.push(mark);
  }
  return cuts.sort((one, other) => one.edgeId - other.edgeId);
}

/**
 * The one of the cuts whose undo parts the two sides, if they are undone one after the other in the order of their ids: to its void
 * belongs what the parting settles.
 */
export function partingOf(cuts: Edge[], leaders: Map<AccountId, AccountId>): Edge | undefined {
  return cuts.findLast(({ a, b }) => leaders.get(a) !== leaders.get(b));
}

/** Whether the cuts leave the person whole, or in two persons of which each has one account of `subject`. */
function partsOnly(cuts: Edge[], active: Edge[], { a, b }: Edge): boolean {
  const accountIds = [...new Set(active.flatMap((edge) => [edge.a, edge.b]))];
  const leaders = partition(
    accountIds,
    active.filter((edge) => !cuts.some(({ edgeId }) => edgeId === edge.edgeId)),
  );
  const persons = new Set(leaders.values()).size;
  return persons === 1 || (persons === 2 && leaders.get(a) !== leaders.get(b));
}
