import type { AccountId } from '../../db/ids.ts';

export type GraphAccount = { id: AccountId; name: string; second: string };
/** `agreeing` are the fields that spoke for it, `against` one line about those that did not; `cut` goes with the edge in question. */
export type GraphEdge = {
  a: AccountId;
  b: AccountId;
  label: string;
  agreeing: string[];
  against?: string;
  cut?: boolean;
};
/** A side of the edge in question: its accounts, the one the edge holds on to first, and a title that names it. */
export type GraphSide = { name: string; titled: (name: string) => string; accounts: GraphAccount[] };
/**
 * Accounts and what ties them. `marked` is the edge that is about to be cut or tied again: only it and what is cut with it are red. With one
 * panel the person stays whole, and the edge is one of several that tie it.
 */
export type Graph = {
  alt: string;
  sides: [GraphSide, GraphSide];
  panels: 1 | 2;
  edges: GraphEdge[];
  /** What stands between fields in a list. */
  dot: string;
  marked: GraphEdge & { verb: string; cut: boolean };
};

/** Where an account stands: `inner` and the first of `other` hold the edge in question, `outer` is behind `inner`. */
export type Node = { account: GraphAccount; x: number; y: number; column: 'outer' | 'inner' | 'other' };

export const node = { width: 208, height: 66 };
export const panel = { top: 62, left: 20, leftEnd: 474, right: 560, rightEnd: 788 };
export const laneHeight = 30;
const pitch = 190;
const top = 98;
const above = 86;
const columns = { outer: 30, inner: 252, alone: 143, other: 570 };

export type Layout = { nodes: Node[]; height: number; lanes: GraphEdge[]; firstLane: number };

/**
 * Places every account. The one that holds the edge stands beside its others, half a row off each, so that no edge runs
 * through a card; what was said for the edge stands below the other side when it is one card, above it when there are more.
 */
export function layOut(graph: Graph): Layout {
  const [left, right] = graph.sides;
  const [holding, ...others] = left.accounts;
  const lanes = crossing(graph);
  const several = right.accounts.length > 1;
  const first = top + lanes.length * laneHeight + (several && others.length < 2 ? above : 0);
  const middle = first + (others.length === 0 ? 0 : (Math.floor((others.length - 1) / 2) + 0.5) * pitch);
  const nodes: Node[] = [
    ...(holding ? [at(holding, 'inner', others.length > 0 ? columns.inner : columns.alone, middle)] : []),
    ...others.map((account, row) => at(account, 'outer', columns.outer, first + row * pitch)),
    ...right.accounts.map((account, row) => at(account, 'other', columns.other, middle + row * pitch)),
  ];
  const lowest = Math.max(...nodes.map(({ y }) => y)) + node.height;
  const room = several || lowest > middle + node.height ? 48 : 100;
  return { nodes, lanes, firstLane: top - 6, height: Math.max(lowest + room, middle + node.height + 124) };
}

const at = (account: GraphAccount, column: Node['column'], x: number, y: number): Node => ({ account, column, x, y });

/** Edges from one side to the other that stay: they run above everything, one lane each. */
function crossing({ sides: [, right], edges, marked }: Graph): GraphEdge[] {
  const others = new Set(right.accounts.map(({ id }) => id));
  return edges.filter((edge) => edge.label !== marked.label && others.has(edge.a) !== others.has(edge.b));
}
