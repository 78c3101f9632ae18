import {
  type Graph,
  type GraphEdge,
  type GraphSide,
  laneHeight,
  layOut,
  type Node,
  node,
  panel,
} from './graph-layout.ts';
import { box, colours, fitted, lines, picture, type TextStyle, text, widthOf } from './svg.ts';

const width = 800;
const size = 17;

/** Draws the accounts of both sides with every edge between them, and the edge in question between the sides. */
export function drawGraph(graph: Graph): string {
  const { nodes, height, lanes, firstLane } = layOut(graph);
  const ties = [
    ...graph.edges.filter((edge) => !lanes.includes(edge)).flatMap((edge) => tie(nodes, edge, graph.dot)),
    ...lanes.flatMap((edge, index) => lane(nodes, edge, firstLane + index * laneHeight, graph.dot)),
    ...markedTie(nodes, graph),
  ];
  const [paths, words] = [ties.filter(isPath), ties.filter((part) => !isPath(part))];
  const cards = nodes.flatMap((one) => card(one, graph));
  return picture(width, height, graph.alt, [...panels(graph, height), ...paths, ...words, ...cards]);
}

const isPath = (part: string) => part.startsWith('<path');

function panels({ sides: [left, right], panels: count }: Graph, height: number): string[] {
  const back = (x: number, end: number, fill: 'side' | 'shuSoft') =>
    box(x, panel.top, end - x, height - panel.top - 20, `rx="16" fill="${colours[fill]}"`);
  if (count === 1) return [title(panel.left + 16, left, 720), back(panel.left, panel.rightEnd, 'side')];
  return [
    title(panel.left + 16, left, 450),
    back(panel.left, panel.leftEnd, 'side'),
    title(panel.right + 4, right, panel.rightEnd - panel.right - 4),
    back(panel.right, panel.rightEnd, 'shuSoft'),
  ];
}

/** A long name gives way; how many accounts there are does not. */
function title(x: number, { name, titled }: GraphSide, widthMax: number): string {
  const rest = widthOf(titled(name), size) - widthOf(name, size);
  return text(x, 44, titled(fitted(name, size, widthMax - rest)), { weight: 700 });
}

function card({ account, x, y, column }: Node, { panels: count, marked }: Graph): string[] {
  const isCutOff = count === 2 && column === 'other' && (account.id === marked.a || account.id === marked.b);
  const border = `rx="12" fill="${colours.surface}" stroke="${isCutOff ? colours.shu : colours.ink}" stroke-width="2"`;
  return [
    box(x, y, node.width, node.height, border),
    text(x + 14, y + 29, fitted(account.name, 20, node.width - 28), { size: 20, weight: 500 }),
    text(x + 14, y + 54, fitted(account.second, size, node.width - 24), { fill: colours.ink2 }),
  ];
}

/** An edge inside a side: down a column, or from the outer column round to the one that holds the edge in question. */
function tie(nodes: Node[], edge: GraphEdge, dot: string): string[] {
  const [from, to] = ends(nodes, edge);
  if (!from || !to) return [];
  if (from.column === to.column) return downColumn(nodes, from, to, edge, dot);
  const [outer, inner] = from.column === 'outer' ? [from, to] : [to, from];
  const y = outer.y + node.height / 2;
  const rows = Math.abs(Math.trunc((outer.y - inner.y) / node.height / 2));
  const bend = inner.x + 44 + Math.min(rows, 8) * 14;
  const [end, radius] = outer.y < inner.y ? [inner.y, 24] : [inner.y + node.height, -24];
  const path = `M${outer.x + node.width} ${y}H${bend - 24}Q${bend} ${y} ${bend} ${y + radius}V${end}`;
  const room = panel.leftEnd - bend - 20;
  return [
    line(path, edge),
    ...label(bend + 14, outer.y < inner.y ? y - 2 : y - 34, edge, lines(edge.agreeing, dot, size, room, 2)),
  ];
}

function downColumn(nodes: Node[], from: Node, to: Node, edge: GraphEdge, dot: string): string[] {
  const [upper, lower] = from.y < to.y ? [from, to] : [to, from];
  const x = upper.x + node.width / 2;
  const ground = upper.column === 'other' ? colours.shuSoft : colours.side;
  const isNext = !nodes.some(({ column, y }) => column === upper.column && y > upper.y && y < lower.y);
  if (isNext) {
    const said = lines(edge.agreeing, dot, size, 112, 3);
    return [
      line(`M${x} ${upper.y + node.height}V${lower.y}`, edge),
      ...label(x + 14, upper.y + node.height + 28, edge, said),
    ];
  }
  const [start, outside] = upper.column === 'other' ? [upper.x + node.width, 9] : [upper.x, -9];
  const path = `M${start} ${upper.y + node.height / 2}H${start + outside}V${lower.y + node.height / 2}H${start}`;
  return [line(path, edge), ...label(upper.x + 8, lower.y - 12, edge, [], ground)];
}

function lane(nodes: Node[], edge: GraphEdge, y: number, dot: string): string[] {
  const [from, to] = ends(nodes, edge);
  if (!from || !to) return [];
  const [x1, x2] = [from.x + node.width / 2, to.x + node.width / 2];
  const words = fitted(`${edge.label}  ${edge.agreeing.join(dot)}`, size, 300);
  return [
    line(`M${x1} ${from.y}V${y}H${x2}V${to.y}`, edge),
    said((x1 + x2) / 2, y - 8, words, { anchor: 'middle', weight: 500, ...inkOf(edge) }),
  ];
}

function markedTie(nodes: Node[], { marked, sides, dot }: Graph): string[] {
  const rightIds = new Set(sides[1].accounts.map(({ id }) => id));
  const [first, second] = ends(nodes, marked);
  if (!first || !second) return [];
  const [left, right] = rightIds.has(first.account.id) ? [second, first] : [first, second];
  const y = left.y + node.height / 2;
  const x = (panel.leftEnd + panel.right) / 2;
  const red = { fill: colours.shuInk, weight: 700, anchor: 'middle' } as const;
  return [
    `<path d="M${left.x + node.width} ${y}H${right.x}" ${cutStroke}/>`,
    marked.cut ? `<path d="M${x + 10} ${y - 26}L${x - 10} ${y + 26}" stroke="${colours.shu}" stroke-width="4"/>` : '',
    said(x, y - 44, marked.verb, red, colours.paper),
    said(x, y + 60, marked.label, red, colours.paper),
    ...reasons(right, marked, dot, rightIds.size > 1),
  ];
}

/** What was said for the edge in question, beside the card that it would cut off. */
function reasons(right: Node, { agreeing, against }: GraphEdge, dot: string, above: boolean): string[] {
  const spoken = [...lines(agreeing, dot, size, 214, 2), ...(against ? [fitted(against, size, 220)] : [])];
  const start = above ? right.y - 14 - (spoken.length - 1) * 25 : right.y + node.height + 28;
  return spoken.map((words, row) => {
    const isAgainst = against !== undefined && row === spoken.length - 1;
    const style = isAgainst ? ({ fill: colours.shuInk, weight: 500 } as const) : { fill: colours.ink2 };
    return text(right.x + node.width / 2, start + row * 25, words, { anchor: 'middle', ...style });
  });
}

function label(x: number, y: number, edge: GraphEdge, agreeing: string[], ground?: string): string[] {
  return [
    said(x, y, edge.label, { weight: 700, ...inkOf(edge) }, ground),
    ...agreeing.map((words, index) => said(x, y + 23 * (index + 1), words, { fill: colours.ink2 }, ground)),
  ];
}

/** Words that may stand on a line: a ring of the ground keeps them readable. */
function said(x: number, y: number, words: string, style: TextStyle, halo: string = colours.side): string {
  return text(x, y, words, { ...style, halo });
}

const inkOf = ({ cut }: GraphEdge) => (cut ? { fill: colours.shuInk } : {});

const cutStroke = `fill="none" stroke="${colours.shu}" stroke-width="3" stroke-dasharray="9 7"`;

function line(path: string, { cut }: GraphEdge): string {
  return `<path d="${path}" ${cut ? cutStroke : `fill="none" stroke="${colours.ink}" stroke-width="2.5"`}/>`;
}

function ends(nodes: Node[], { a, b }: Pick<GraphEdge, 'a' | 'b'>): [Node | undefined, Node | undefined] {
  return [nodes.find(({ account }) => account.id === a), nodes.find(({ account }) => account.id === b)];
}
