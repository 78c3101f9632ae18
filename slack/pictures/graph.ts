import type { AccountId } from '../../db/ids.ts';
import { box, colours, fitted, picture, text, widthOf } from './svg.ts';

export type GraphAccount = { id: AccountId; name: string; second: string };
export type GraphEdge = { a: AccountId; b: AccountId; label: string; reasons: string[] };
/** A side of the edge in question: its accounts, the one the edge holds on to first. */
export type GraphSide = { title: string; accounts: GraphAccount[] };
/**
 * Accounts and what ties them. `marked` is the edge that is about to be cut or tied again: the only red line. With one
 * panel the person stays whole, and the edge is one of several that tie it.
 */
export type Graph = {
  alt: string;
  sides: [GraphSide, GraphSide];
  panels: 1 | 2;
  edges: GraphEdge[];
  marked: GraphEdge & { verb: string; cut: boolean };
};

type Point = { x: number; y: number };
type Node = Point & { account: GraphAccount; column: 'outer' | 'inner' | 'other' };

const width = 800;
const nodeWidth = 196;
const nodeHeight = 66;
const pitch = 142;
const top = 104;
const columns = { outer: 40, inner: 266, other: 566 };
const laneHeight = 30;

/** Draws the accounts of both sides with every edge between them, and the edge in question between the sides. */
export function drawGraph(graph: Graph): string {
  const lanes = crossing(graph);
  const first = top + lanes.length * laneHeight;
  const rows = Math.max(graph.sides[0].accounts.length - 1, graph.sides[1].accounts.length, 1);
  const height = first + (rows - 1) * pitch + nodeHeight + (rows === 1 ? 96 : 56);
  const nodes = placed(graph, first, rows);
  return picture(width, height, graph.alt, [
    ...panels(graph, height),
    ...graph.edges.filter((edge) => !lanes.includes(edge)).flatMap((edge) => tie(nodes, edge)),
    ...lanes.flatMap((edge, index) => lane(nodes, edge, top - 6 + index * laneHeight)),
    ...markedTie(nodes, graph),
    ...nodes.flatMap((node) => card(node, graph)),
  ]);
}

function placed({ sides: [left, right] }: Graph, first: number, rows: number): Node[] {
  const [holding, ...others] = left.accounts;
  const middle = first + ((rows - 1) * pitch) / 2;
  const outerTop = first + ((rows - Math.max(others.length, 1)) * pitch) / 2;
  const rightTop = right.accounts.length > 1 ? first : middle;
  return [
    ...(holding
      ? [{ account: holding, x: others.length > 0 ? columns.inner : 153, y: middle, column: 'inner' as const }]
      : []),
    ...others.map((account, row) => ({
      account,
      x: columns.outer,
      y: outerTop + row * pitch,
      column: 'outer' as const,
    })),
    ...right.accounts.map((account, row) => ({
      account,
      x: columns.other,
      y: rightTop + row * pitch,
      column: 'other' as const,
    })),
  ];
}

function panels({ sides: [left, right], panels: count }: Graph, height: number): string[] {
  const title = { size: 18, weight: 700 } as const;
  if (count === 1)
    return [text(40, 46, fitted(left.title, 18, 720), title), box(20, 66, 760, height - 86, panelOf('side'))];
  return [
    text(40, 46, fitted(left.title, 18, 430), title),
    box(20, 66, 462, height - 86, panelOf('side')),
    text(566, 46, fitted(right.title, 18, 214), title),
    box(548, 66, 232, height - 86, panelOf('shuSoft')),
  ];
}

const panelOf = (fill: 'side' | 'shuSoft') => `rx="16" fill="${colours[fill]}"`;

function card({ account, x, y, column }: Node, { panels: count, marked }: Graph): string[] {
  const isCutOff = count === 2 && column === 'other' && (account.id === marked.a || account.id === marked.b);
  const border = `rx="12" fill="${colours.surface}" stroke="${isCutOff ? colours.shu : colours.ink}" stroke-width="2"`;
  return [
    box(x, y, nodeWidth, nodeHeight, border),
    text(x + 14, y + 29, fitted(account.name, 20, nodeWidth - 28), { size: 20, weight: 500 }),
    text(x + 14, y + 54, fitted(account.second, 17, nodeWidth - 22), { fill: colours.ink2 }),
  ];
}

/** An edge inside a side: down a column, or from the outer column round to the one that holds the edge in question. */
function tie(nodes: Node[], edge: GraphEdge): string[] {
  const [from, to] = ends(nodes, edge);
  if (!from || !to) return [];
  if (from.column === to.column) return downColumn(nodes, from, to, edge);
  const [outer, inner] = from.column === 'outer' ? [from, to] : [to, from];
  const y = outer.y + nodeHeight / 2;
  const row = Math.round((outer.y - inner.y) / (pitch / 2));
  if (row === 0)
    return [line(`M${outer.x + nodeWidth} ${y}H${inner.x}`), ...label(outer.x + nodeWidth + 4, y - 34, edge)];
  const bend = inner.x + 44 + (Math.abs(row) - 1) * 16;
  const [end, radius] = row < 0 ? [inner.y, 24] : [inner.y + nodeHeight, -24];
  const path = `M${outer.x + nodeWidth} ${y}H${bend - 24}Q${bend} ${y} ${bend} ${y + radius}V${end}`;
  return [line(path), ...label(bend + 16, row < 0 ? y - 4 : y - 6, edge)];
}

function downColumn(nodes: Node[], from: Node, to: Node, edge: GraphEdge): string[] {
  const [upper, lower] = from.y < to.y ? [from, to] : [to, from];
  const x = upper.x + nodeWidth / 2;
  const isNext = !nodes.some((node) => node.column === upper.column && node.y > upper.y && node.y < lower.y);
  if (isNext)
    return [line(`M${x} ${upper.y + nodeHeight}V${lower.y}`), ...label(x + 14, upper.y + nodeHeight + 26, edge)];
  const outside = upper.x - 12;
  const path = `M${upper.x} ${upper.y + nodeHeight / 2}H${outside}V${lower.y + nodeHeight / 2}H${lower.x}`;
  return [line(path), ...label(upper.x + 8, lower.y - 10, { ...edge, reasons: [] })];
}

/** Edges from one side to the other that stay: they run above everything, one lane each. */
function crossing({ sides: [, right], edges, marked }: Graph): GraphEdge[] {
  const others = new Set(right.accounts.map(({ id }) => id));
  return edges.filter((edge) => edge.label !== marked.label && others.has(edge.a) !== others.has(edge.b));
}

function lane(nodes: Node[], edge: GraphEdge, y: number): string[] {
  const [from, to] = ends(nodes, edge);
  if (!from || !to) return [];
  const [x1, x2] = [from.x + nodeWidth / 2, to.x + nodeWidth / 2];
  const words = [edge.label, ...edge.reasons].join(' ・ ');
  const middle = { anchor: 'middle', weight: 500 } as const;
  return [line(`M${x1} ${from.y}V${y}H${x2}V${to.y}`), text((x1 + x2) / 2, y - 8, fitted(words, 17, 260), middle)];
}

function markedTie(nodes: Node[], { marked, sides }: Graph): string[] {
  const rightIds = new Set(sides[1].accounts.map(({ id }) => id));
  const [first, second] = ends(nodes, marked);
  if (!first || !second) return [];
  const [left, right] = rightIds.has(first.account.id) ? [second, first] : [first, second];
  const [x1, x2] = [left.x + nodeWidth, right.x];
  const y = left.y + nodeHeight / 2;
  const x = (Math.max(x1, 482) + x2) / 2;
  const middle = { fill: colours.shuInk, weight: 700, anchor: 'middle' } as const;
  const end = right.y + nodeHeight / 2;
  return [
    `<path d="M${x1} ${y}H${x2 - 10}V${end}H${x2}" fill="none" stroke="${colours.shu}" stroke-width="3" stroke-dasharray="9 7"/>`,
    marked.cut ? `<path d="M${x + 10} ${y - 26}L${x - 10} ${y + 26}" stroke="${colours.shu}" stroke-width="4"/>` : '',
    text(x, y - 42, marked.verb, { ...middle, size: widthOf(marked.verb, 18) > 74 ? 17 : 18 }),
    text(x, y + 58, marked.label, middle),
    ...marked.reasons.slice(0, 2).map((reason, row) =>
      text(right.x + nodeWidth / 2, right.y + nodeHeight + 30 + row * 26, fitted(reason, 17, 214), {
        anchor: 'middle',
        fill: row === 0 ? colours.ink2 : colours.shuInk,
      }),
    ),
  ];
}

function label(x: number, y: number, { label: name, reasons }: GraphEdge): string[] {
  const lines = reasons.slice(0, 2);
  return [
    text(x, y, name, { weight: 700 }),
    ...lines.map((reason, row) => text(x, y + 23 * (row + 1), fitted(reason, 17, 156), { fill: colours.ink2 })),
  ];
}

function line(path: string): string {
  return `<path d="${path}" fill="none" stroke="${colours.ink}" stroke-width="2.5"/>`;
}

function ends(nodes: Node[], { a, b }: { a: AccountId; b: AccountId }): [Node | undefined, Node | undefined] {
  return [nodes.find(({ account }) => account.id === a), nodes.find(({ account }) => account.id === b)];
}
