import type { AccountId } from '../../db/ids.ts';
import { box, colours, fitted, lines, picture, text, widthOf } from './svg.ts';

export type GraphAccount = { id: AccountId; name: string; second: string };
/** `agreeing` are the fields that spoke for it, `against` one line about those that did not. */
export type GraphEdge = { a: AccountId; b: AccountId; label: string; agreeing: string[]; against?: string };
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
  /** What stands between fields in a list. */
  dot: string;
  marked: GraphEdge & { verb: string; cut: boolean };
};

type Point = { x: number; y: number };
type Node = Point & { account: GraphAccount; column: 'outer' | 'inner' | 'other' };

const width = 800;
const nodeWidth = 208;
const nodeHeight = 66;
const pitch = 190;
const top = 98;
const columns = { outer: 36, inner: 268, other: 562 };
const panel = { left: 20, leftEnd: 492, right: 552, rightEnd: 780 };
const laneHeight = 30;

/** Draws the accounts of both sides with every edge between them, and the edge in question between the sides. */
export function drawGraph(graph: Graph): string {
  const lanes = crossing(graph);
  const first = top + lanes.length * laneHeight;
  const rows = Math.max(graph.sides[0].accounts.length - 1, graph.sides[1].accounts.length, 1);
  const height = first + (rows - 1) * pitch + nodeHeight + (rows === 1 ? 92 : 48);
  const nodes = placed(graph, first, rows);
  return picture(width, height, graph.alt, [
    ...panels(graph, height),
    ...graph.edges.filter((edge) => !lanes.includes(edge)).flatMap((edge) => tie(nodes, edge, graph.dot)),
    ...lanes.flatMap((edge, index) => lane(nodes, edge, top - 6 + index * laneHeight, graph.dot)),
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
      ? [{ account: holding, x: others.length > 0 ? columns.inner : 152, y: middle, column: 'inner' as const }]
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
  const title = { weight: 700 } as const;
  const back = (x: number, end: number, fill: 'side' | 'shuSoft') => box(x, 62, end - x, height - 82, panelOf(fill));
  if (count === 1) return [text(36, 44, fitted(left.title, 17, 720), title), back(panel.left, panel.rightEnd, 'side')];
  return [
    text(36, 44, fitted(left.title, 17, 450), title),
    back(panel.left, panel.leftEnd, 'side'),
    text(panel.right + 4, 44, fitted(right.title, 17, 226), title),
    back(panel.right, panel.rightEnd, 'shuSoft'),
  ];
}

const panelOf = (fill: 'side' | 'shuSoft') => `rx="16" fill="${colours[fill]}"`;

function card({ account, x, y, column }: Node, { panels: count, marked }: Graph): string[] {
  const isCutOff = count === 2 && column === 'other' && (account.id === marked.a || account.id === marked.b);
  const border = `rx="12" fill="${colours.surface}" stroke="${isCutOff ? colours.shu : colours.ink}" stroke-width="2"`;
  return [
    box(x, y, nodeWidth, nodeHeight, border),
    text(x + 14, y + 29, fitted(account.name, 20, nodeWidth - 28), { size: 20, weight: 500 }),
    text(x + 14, y + 54, fitted(account.second, 17, nodeWidth - 24), { fill: colours.ink2 }),
  ];
}

/** An edge inside a side: down a column, or from the outer column round to the one that holds the edge in question. */
function tie(nodes: Node[], edge: GraphEdge, dot: string): string[] {
  const [from, to] = ends(nodes, edge);
  if (!from || !to) return [];
  if (from.column === to.column) return downColumn(nodes, from, to, edge, dot);
  const [outer, inner] = from.column === 'outer' ? [from, to] : [to, from];
  const y = outer.y + nodeHeight / 2;
  const row = Math.round((outer.y - inner.y) / (pitch / 2));
  if (row === 0)
    return [
      line(`M${outer.x + nodeWidth} ${y}H${inner.x}`),
      ...label(outer.x + nodeWidth - 20, outer.y - 30, { ...edge, agreeing: [] }, dot, 200),
    ];
  const bend = inner.x + 44 + (Math.abs(row) - 1) * 16;
  const [end, radius] = row < 0 ? [inner.y, 24] : [inner.y + nodeHeight, -24];
  const path = `M${outer.x + nodeWidth} ${y}H${bend - 24}Q${bend} ${y} ${bend} ${y + radius}V${end}`;
  return [line(path), ...label(bend + 14, row < 0 ? y - 2 : y - 34, edge, dot, panel.leftEnd - bend - 20, 2)];
}

function downColumn(nodes: Node[], from: Node, to: Node, edge: GraphEdge, dot: string): string[] {
  const [upper, lower] = from.y < to.y ? [from, to] : [to, from];
  const x = upper.x + nodeWidth / 2;
  const isNext = !nodes.some((node) => node.column === upper.column && node.y > upper.y && node.y < lower.y);
  if (isNext)
    return [
      line(`M${x} ${upper.y + nodeHeight}V${lower.y}`),
      ...label(x + 14, upper.y + nodeHeight + 28, edge, dot, 112, 3),
    ];
  const outside = upper.x - 12;
  const path = `M${upper.x} ${upper.y + nodeHeight / 2}H${outside}V${lower.y + nodeHeight / 2}H${lower.x}`;
  return [line(path), ...label(upper.x + 8, lower.y - 10, { ...edge, agreeing: [] }, dot, 90)];
}

/** Edges from one side to the other that stay: they run above everything, one lane each. */
function crossing({ sides: [, right], edges, marked }: Graph): GraphEdge[] {
  const others = new Set(right.accounts.map(({ id }) => id));
  return edges.filter((edge) => edge.label !== marked.label && others.has(edge.a) !== others.has(edge.b));
}

function lane(nodes: Node[], edge: GraphEdge, y: number, dot: string): string[] {
  const [from, to] = ends(nodes, edge);
  if (!from || !to) return [];
  const [x1, x2] = [from.x + nodeWidth / 2, to.x + nodeWidth / 2];
  const words = `${edge.label}  ${edge.agreeing.join(dot)}`;
  const middle = { anchor: 'middle', weight: 500 } as const;
  return [line(`M${x1} ${from.y}V${y}H${x2}V${to.y}`), text((x1 + x2) / 2, y - 8, fitted(words, 17, 260), middle)];
}

function markedTie(nodes: Node[], { marked, sides, dot }: Graph): string[] {
  const rightIds = new Set(sides[1].accounts.map(({ id }) => id));
  const [first, second] = ends(nodes, marked);
  if (!first || !second) return [];
  const [left, right] = rightIds.has(first.account.id) ? [second, first] : [first, second];
  const [x1, x2] = [left.x + nodeWidth, right.x];
  const y = left.y + nodeHeight / 2;
  const x = (Math.max(x1, columns.inner + nodeWidth) + x2) / 2;
  const middle = { fill: colours.shuInk, weight: 700, anchor: 'middle' } as const;
  const end = right.y + nodeHeight / 2;
  return [
    `<path d="M${x1} ${y}H${x2 - 10}V${end}H${x2}" fill="none" stroke="${colours.shu}" stroke-width="3" stroke-dasharray="9 7"/>`,
    marked.cut ? `<path d="M${x + 10} ${y - 26}L${x - 10} ${y + 26}" stroke="${colours.shu}" stroke-width="4"/>` : '',
    text(x, y - 42, marked.verb, { ...middle, size: widthOf(marked.verb, 18) > 74 ? 17 : 18 }),
    text(x, y + 58, marked.label, middle),
    ...under(right, lines(marked.agreeing, dot, 17, 214, 2), marked.against),
  ];
}

function under(node: Node, agreeing: string[], against: string | undefined): string[] {
  const middle = node.x + nodeWidth / 2;
  const row = (index: number) => node.y + nodeHeight + 28 + index * 25;
  const said = agreeing.map((words, index) =>
    text(middle, row(index), words, { anchor: 'middle', fill: colours.ink2 }),
  );
  if (!against) return said;
  const last = { anchor: 'middle', fill: colours.shuInk, weight: 500 } as const;
  return [...said, text(middle, row(said.length), fitted(against, 17, 214), last)];
}

function label(x: number, y: number, edge: GraphEdge, dot: string, widthMax: number, linesMax = 1): string[] {
  const rows = edge.agreeing.length > 0 ? lines(edge.agreeing, dot, 17, widthMax, linesMax) : [];
  return [
    text(x, y, edge.label, { weight: 700 }),
    ...rows.map((row, index) => text(x, y + 23 * (index + 1), row, { fill: colours.ink2 })),
  ];
}

function line(path: string): string {
  return `<path d="${path}" fill="none" stroke="${colours.ink}" stroke-width="2.5"/>`;
}

function ends(nodes: Node[], { a, b }: { a: AccountId; b: AccountId }): [Node | undefined, Node | undefined] {
  return [nodes.find(({ account }) => account.id === a), nodes.find(({ account }) => account.id === b)];
}
