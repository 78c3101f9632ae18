import { candidates, type RowPairs, randomPairs } from './candidates.ts';
import { compare } from './compare.ts';
import { evidenceFor } from './evidence.ts';
import { gather, type Link } from './groups.ts';
import { type Judgement, judgeBy } from './judge.ts';
import { fingerprints, keysOf } from './keys.ts';
import { learn } from './learn.ts';
import { chanceOf, firstModel, type Model } from './model.ts';
import type { Table } from './table.ts';
import { learnFrom } from './tuning.ts';

export type Step = 'candidates' | 'chance' | 'learning' | 'judging' | 'gathering';

export type Finding = {
  model: Model;
  /** Every pair that is likely enough to be spoken of, one person or one household. */
  links: Link[];
  /** How many pairs were compared. */
  compared: number;
};

export type FindOptions = {
  /** Learned before: taken as it is, and nothing is learned. */
  model?: Model;
  /** Believed and not learned. */
  held?: Partial<Model>;
  /** What staff decided of pairs of rows: once there are enough, how much each kind of evidence counts follows from them. */
  decisions?: DecidedRows[];
  /** Whether two rows may be one person at all. */
  fits?: (one: number, other: number) => boolean;
  /** Hears which step begins. */
  progress?: (step: Step) => void;
  /** Hears of every pair that was compared, also of those that are too unlikely to be answered, such as two of one household. */
  judged?: (one: number, other: number, judgement: Judgement) => void;
};

/** A pair of rows that staff decided. */
export type DecidedRows = { one: number; other: number; same: boolean };

/** Fewer decisions teach nothing. */
const decisionsLeast = 30;
const randomCount = 100_000;
/** Enough pairs to learn from; more teach the same. */
const learnedMax = 100_000;
const pieceSize = 100_000;

/**
 * Finds who is in a table more than once, learning from the table itself how its people write and err. The same for the same rows in any order.
 */
export function findDuplicates(
  table: Table,
  { model: known, held, decisions = [], fits, progress = () => {}, judged }: FindOptions = {},
): Finding {
  const { features, size } = table;
  progress('candidates');
  const pairs = candidates(size, keysOf(table), fits);
  const prints = fingerprints(table);
  const model = known ?? tuned(table, learnModel(table, pairs, prints, { held, progress }), decisions);
  progress('judging');
  const same = judgeAll(table, model, pairs, judged);
  progress('gathering');
  const judge = judgePairs(table, model);
  const links = gather(pairs, same, prints, (one, other) => judge(one, other).weight);
  return { model, links, compared: features.length === 0 ? 0 : pairs.one.length };
}

function learnModel(
  table: Table,
  pairs: RowPairs,
  prints: Float64Array,
  { held, progress }: { held: Partial<Model> | undefined; progress: (step: Step) => void },
): Model {
  const { features, size } = table;
  progress('chance');
  const chance = chanceOf(features, compare(features, randomPairs(prints, Math.min(randomCount, size * size))));
  progress('learning');
  const sample = everyNth(pairs, Math.ceil(pairs.one.length / learnedMax), prints);
  const times = sample.one.length === 0 ? 1 : pairs.one.length / sample.one.length;
  return learn(features, compare(features, sample), firstModel(features, chance, size), {
    rows: size,
    times,
    ...(held && { held }),
  });
}

function tuned(table: Table, model: Model, decisions: DecidedRows[]): Model {
  if (decisions.length < decisionsLeast) return model;
  const decided = decisions.map(({ one, other, same }) => ({ ...evidenceFor(table, model, one, other), same }));
  return { ...model, tuning: learnFrom(decided) };
}

/** About every n-th pair, chosen by what the rows say. */
function everyNth(pairs: RowPairs, n: number, prints: Float64Array): RowPairs {
  if (n <= 1) return pairs;
  const chosen = Int32Array.from(pairs.one.keys()).filter((pair) => {
    const print = (prints[pairs.one[pair] as number] as number) + (prints[pairs.other[pair] as number] as number);
    return print % n === 0;
  });
  return {
    one: chosen.map((pair) => pairs.one[pair] as number),
    other: chosen.map((pair) => pairs.other[pair] as number),
  };
}

/** How likely each pair is one person, piece by piece, so that only few of them stand there feature by feature. */
function judgeAll(
  { features }: Table,
  model: Model,
  { one, other }: RowPairs,
  judged: FindOptions['judged'],
): Float64Array {
  const judge = judgeBy(features, model);
  const same = new Float64Array(one.length);
  for (let from = 0; from < same.length; from += pieceSize) {
    const piece = { one: one.subarray(from, from + pieceSize), other: other.subarray(from, from + pieceSize) };
    const { levels, shares, width } = compare(features, piece);
    for (let pair = 0; pair < piece.one.length; pair++) {
      const judgement = judge(levels, shares, pair * width);
      same[from + pair] = judgement.same;
      judged?.(piece.one[pair] as number, piece.other[pair] as number, judgement);
    }
  }
  return same;
}

/** Judges any two rows of a table. */
export function judgePairs({ features }: Table, model: Model): (one: number, other: number) => Judgement {
  const judge = judgeBy(features, model);
  const [levels, shares] = [new Uint8Array(features.length), new Float32Array(features.length)];
  return (one, other) => {
    for (let index = 0; index < features.length; index++) {
      const feature = features[index] as Table['features'][number];
      const level = feature.level(one, other);
      levels[index] = level;
      shares[index] = level === 0 ? 0 : feature.share(one, other, level);
    }
    return judge(levels, shares, 0);
  };
}
