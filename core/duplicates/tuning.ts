import type { Tuning } from './model.ts';

/** What a judged pair said, feature by feature, as natural logarithms of odds, the place as one at the end; and what staff decided of it. */
export type Decided = { evidence: number[]; prior: number; same: boolean };

/** So many decisions' worth of belief stand behind "the file is right". */
const belief = 25;
const roundsMax = 30;
const weightBounds = [0.25, 2] as const;

/**
 * Learns from decisions how much each kind of evidence counts in this shop: a logistic regression that begins at what the file says (bias 0, all weights 1) and
 * is drawn back to it by a ridge, so that few decisions move it little. Newton's method, each step shortened until it is an
 * improvement, because where the file was sure and staff say no a whole step leaps over the answer; the same for the same decisions in any order.
 * It counts only for pairs about as certain as those that were decided: staff see the unsure ones, and these say nothing of the others.
 */
export function learnFrom(decisions: Decided[]): Tuning {
  const width = decisions[0]?.evidence.length ?? 0;
  const first = [0, ...Array.from({ length: width }, () => 1)];
  let point = [...first];
  for (let round = 0; round < roundsMax; round++) {
    const { gradient, curvature } = slopes(decisions, point, first);
    const step = solved(curvature, gradient);
    const reached = improvedBy(step, point, (at) => worthOf(decisions, at, first));
    if (!reached) break;
    point = reached;
  }
  const [bias = 0, ...weights] = point;
  const trust = trustOf(decisions.map((decided) => oddsOf(decided, first)));
  return {
    bias,
    trust,
    weights: weights.map((weight) => Math.min(weightBounds[1], Math.max(weightBounds[0], weight))),
  };
}

/** Certainty by steps of one in the natural logarithm of odds, from the first on; what lies beyond counts as the outermost step. */
const [firstStep, steps] = [-10, 31];

/** How far a lesson holds at each certainty: by how many decisions were about as certain, against those that stand behind the file. */
function trustOf(certainties: number[]): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const near = certainties.reduce((sum, certainty) => sum + Math.exp(-((certainty - firstStep - step) ** 2) / 2), 0);
    return near / (near + belief);
  });
}

/** How far a lesson holds for a pair that is so certain without it. */
export function trustAt(trust: number[], certainty: number): number {
  const step = Math.min(steps - 1, Math.max(0, certainty - firstStep));
  const [below, share] = [Math.floor(step), step % 1];
  const lower = trust[below] ?? 0;
  return lower + share * ((trust[below + 1] ?? lower) - lower);
}

const halvingsMax = 40;

/** The furthest of the step, its half, its quarter and so on that is better than the point; undefined when none is, at the answer. */
function improvedBy(step: number[], point: number[], worth: (point: number[]) => number): number[] | undefined {
  const now = worth(point);
  for (let share = 1, halving = 0; halving < halvingsMax; halving++, share /= 2) {
    const next = point.map((value, index) => value + share * (step[index] as number));
    if (worth(next) > now) return next;
  }
  return undefined;
}

/** What is to be as large as can be: how likely the decisions are, less the distance from what the file says. */
function worthOf(decisions: Decided[], point: number[], first: number[]): number {
  const pull = point.reduce((sum, value, index) => sum + (value - (first[index] as number)) ** 2, 0);
  const likelihood = decisions.reduce((sum, decided) => {
    const odds = oddsOf(decided, point);
    return sum - softplus(decided.same ? -odds : odds);
  }, 0);
  return likelihood - (belief / 2) * pull;
}

/** ln(1 + e^x), also where e^x has no number. */
const softplus = (x: number): number => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

function oddsOf({ evidence, prior }: Decided, [bias = 0, ...weights]: number[]): number {
  return prior + bias + evidence.reduce((sum, term, index) => sum + term * (weights[index] as number), 0);
}

function slopes(decisions: Decided[], point: number[], first: number[]) {
  const gradient = point.map((value, index) => ((first[index] as number) - value) * belief);
  const curvature = point.map((_, row) => point.map((_, column) => (row === column ? belief : 0)));
  for (const decided of decisions) {
    const { evidence, same } = decided;
    const terms = [1, ...evidence];
    const likely = 1 / (1 + Math.exp(-oddsOf(decided, point)));
    const spread = likely * (1 - likely);
    for (const [row, term] of terms.entries()) {
      gradient[row] = (gradient[row] as number) + ((same ? 1 : 0) - likely) * term;
      const line = curvature[row] as number[];
      for (const [column, other] of terms.entries()) line[column] = (line[column] as number) + spread * term * other;
    }
  }
  return { gradient, curvature };
}

/** Solves A x = b for a symmetric positive definite A, by Cholesky's decomposition. */
function solved(a: number[][], b: number[]): number[] {
  const size = b.length;
  const lower = a.map(() => new Array<number>(size).fill(0));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = (a[row] as number[])[column] as number;
      for (let k = 0; k < column; k++) sum -= at(lower, row, k) * at(lower, column, k);
      (lower[row] as number[])[column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(lower, column, column);
    }
  }
  const y = new Array<number>(size).fill(0);
  for (let row = 0; row < size; row++) {
    let sum = b[row] as number;
    for (let k = 0; k < row; k++) sum -= at(lower, row, k) * (y[k] as number);
    y[row] = sum / at(lower, row, row);
  }
  const x = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let sum = y[row] as number;
    for (let k = row + 1; k < size; k++) sum -= at(lower, k, row) * (x[k] as number);
    x[row] = sum / at(lower, row, row);
  }
  return x;
}

function at(matrix: number[][], row: number, column: number): number {
  return (matrix[row] as number[])[column] as number;
}
