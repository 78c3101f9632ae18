type Point = readonly [x: number, y: number];

/** The right half of the awaji knot from its top to its right foot, y upwards; the left half is its mirror image. */
const halfWithoutFoot: readonly Point[] = [
  [0, 11],
  [3.5, 9.9],
  [5.3, 6.9],
  [3.9, 3.2],
  [0, -0.9],
  [-3.7, -3.2],
  [-7.6, -2.9],
  [-9.9, 0.4],
  [-9.1, 4.4],
  [-5.6, 6.5],
  [0, 4.4],
  [3.9, 0.2],
  [5.3, -4.2],
];

/** How the two ends leave the knot: straight down, or sideways to the edges as the cord of an envelope does. */
const feet = {
  down: [[5.5, -9]],
  wide: [
    [6.9, -6.3],
    [9.4, -7.3],
    [12, -7.5],
    [14.5, -7.5],
  ],
} as const satisfies Record<string, readonly Point[]>;

/** From there the cord of an envelope runs straight on, farther than any card is wide. */
const edges: Record<keyof typeof feet, readonly Point[]> = { down: [], wide: [[80, -7.5]] };

const samplesPerSpan = 12;

export type KnotPaths = { left: string; right: string };

/**
 * The knot as path data for SVG, around (0, 0), y downwards, about 20 units wide and high: one mirror-symmetric cord, told as
 * its left and right half so that two cords can be tied. At every second of its crossings the lower cord leaves a gap of
 * `gap` units to either side.
 */
export function knotPaths(ends: keyof typeof feet = 'down', gap = 1): KnotPaths {
  const half = [...smooth([...halfWithoutFoot, ...feet[ends]]), ...edges[ends]];
  const cord = [...half.slice(1).reverse().map(mirrored), ...half];
  const lengths = lengthsAlong(cord);
  const under = crossings(cord, lengths)
    .sort((a, b) => a - b)
    .filter((_, visit) => visit % 2 === 1);
  const hidden = (i: number) => under.some((at) => Math.abs(at - (lengths[i] ?? 0)) < gap);
  const top = half.length - 1;
  return { left: pathOf(cord, 0, top, hidden), right: pathOf(cord, top, cord.length - 1, hidden) };
}

const mirrored = ([x, y]: Point): Point => [-x, y];

function pathOf(cord: readonly Point[], from: number, to: number, hidden: (i: number) => boolean): string {
  let path = '';
  for (let i = from, drawing = false; i <= to; i += 1) {
    const [x, y] = cord[i] as Point;
    if (!hidden(i)) path += `${drawing ? 'L' : 'M'}${round(x)} ${round(-y)}`;
    drawing = !hidden(i);
  }
  return path;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** A Catmull–Rom spline through all points. */
function smooth(points: readonly Point[]): Point[] {
  // The mirror image of the second point stands before the first, so that the two halves meet without a corner.
  const at = (i: number) => (i < 0 ? mirrored(points[1] as Point) : points[Math.min(points.length - 1, i)]) as Point;
  const dense: Point[] = [];
  for (let i = 0; i < points.length - 1; i += 1) {
    for (let step = 0; step < samplesPerSpan; step += 1) {
      const along = (axis: 0 | 1) =>
        spline(at(i - 1)[axis], at(i)[axis], at(i + 1)[axis], at(i + 2)[axis], step / samplesPerSpan);
      dense.push([along(0), along(1)]);
    }
  }
  return [...dense, at(points.length - 1)];
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3);
}

function lengthsAlong(cord: readonly Point[]): number[] {
  let total = 0;
  return cord.map((point, i) => {
    const before = cord[i - 1] ?? point;
    total += Math.hypot(point[0] - before[0], point[1] - before[1]);
    return total;
  });
}

/** Every place where the cord meets itself, twice: the lengths at which its two passes go through. */
function crossings(cord: readonly Point[], lengths: readonly number[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < cord.length - 1; i += 1) {
    for (let j = i + 2; j < cord.length - 1; j += 1) {
      const meet = intersection(cord[i] as Point, cord[i + 1] as Point, cord[j] as Point, cord[j + 1] as Point);
      if (meet) found.push(lengthAt(lengths, i, meet[0]), lengthAt(lengths, j, meet[1]));
    }
  }
  return found;
}

function lengthAt(lengths: readonly number[], i: number, share: number): number {
  const from = lengths[i] ?? 0;
  return from + ((lengths[i + 1] ?? from) - from) * share;
}

/** How far along a→b and along c→d the two meet (0 to 1 each), if they do. */
function intersection(a: Point, b: Point, c: Point, d: Point): [number, number] | undefined {
  const cross = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
  if (cross === 0) return undefined;
  const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / cross;
  const u = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / cross;
  return t >= 0 && t < 1 && u >= 0 && u < 1 ? [t, u] : undefined;
}
