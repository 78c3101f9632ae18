type Point = readonly [number, number];

// The right half of the awaji knot from its top to its right foot, y upwards; the left half is its mirror image.
const rightHalf: readonly Point[] = [
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
  [5.5, -9],
];
const samplesPerSpan = 16;

/**
 * The knot as SVG path data for a box of 24 × 24, one cord in pieces: at every second crossing the lower cord leaves
 * a gap of `gap` units (the box's units) on either side of the crossing.
 */
export function knotPath(gap = 1.1): string {
  const cord = smooth([
    ...rightHalf
      .slice(1)
      .reverse()
      .map(([x, y]): Point => [-x, y]),
    ...rightHalf,
  ]);
  const lengths = lengthsAlong(cord);
  const under = crossings(cord, lengths)
    .toSorted((a, b) => a - b)
    .filter((_, visit) => visit % 2 === 1);
  const pieces: Point[][] = [[]];
  cord.forEach((point, i) => {
    const at = lengths[i] ?? 0;
    if (!under.some((crossing) => Math.abs(crossing - at) < gap)) pieces.at(-1)?.push(point);
    else if (pieces.at(-1)?.length) pieces.push([]);
  });
  return pieces
    .filter((piece) => piece.length > 1)
    .map((piece) => `M${piece.map(([x, y]) => `${(12 + x).toFixed(2)} ${(12.6 - y).toFixed(2)}`).join('L')}`)
    .join('');
}

/** Catmull–Rom through all points. */
function smooth(points: readonly Point[]): Point[] {
  const at = (i: number) => points[Math.max(0, Math.min(points.length - 1, i))] as Point;
  const dense: Point[] = [];
  for (let i = 0; i < points.length - 1; i += 1) {
    for (let step = 0; step < samplesPerSpan; step += 1) {
      const t = step / samplesPerSpan;
      const along = (axis: 0 | 1) => spline(at(i - 1)[axis], at(i)[axis], at(i + 1)[axis], at(i + 2)[axis], t);
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

/** Every place where the cord meets itself, told twice: as the lengths at which each of the two passes goes through. */
function crossings(cord: readonly Point[], lengths: readonly number[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < cord.length - 1; i += 1) {
    for (let j = i + 2; j < cord.length - 1; j += 1) {
      const meet = intersection(cord[i] as Point, cord[i + 1] as Point, cord[j] as Point, cord[j + 1] as Point);
      if (!meet) continue;
      for (const [index, share] of [
        [i, meet[0]],
        [j, meet[1]],
      ] as const) {
        const from = lengths[index] ?? 0;
        found.push(from + ((lengths[index + 1] ?? from) - from) * share);
      }
    }
  }
  return found;
}

/** How far along a→b and c→d the two meet (0 to 1 each), if they do. */
function intersection(a: Point, b: Point, c: Point, d: Point): Point | null {
  const cross = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
  if (cross === 0) return null;
  const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / cross;
  const u = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / cross;
  return t >= 0 && t < 1 && u >= 0 && u < 1 ? [t, u] : null;
}
