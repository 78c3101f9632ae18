import { reasonsOf } from './evidence.ts';
import { type DecidedRows, findDuplicates, type Step } from './find.ts';
import { growMembers, type MemberValues } from './members.ts';
import type { Model, Tuning } from './model.ts';
import { type Learned, learnedFrom } from './stored.ts';
import type { Table } from './table.ts';
import { type Zoned, zonedLinks } from './zoned.ts';
import { ladderOf, thresholdsFor, type Zone } from './zones.ts';

/** Two rows worth speaking of, by what their values alone say: whether a machine may act on it is asked elsewhere. */
export type FoundPair = {
  one: number;
  other: number;
  probability: number;
  zone: Exclude<Zone, 'silence'>;
  reasons: ReturnType<typeof reasonsOf>;
};

export type FindTask = { target: number; decisions: DecidedRows[] };

/** What a search came to; its pairs are fetched piece by piece. */
export type Found = {
  pairs: number;
  compared: number;
  learned: Learned;
  tuning: Tuning | null;
  /** From which probability on pairs would be sure, for each share that may have to be right. */
  ladder: [target: number, automatic: number][];
};

/**
 * A search for duplicates that is fed members in pieces, works, and is then asked for what it found. It may run beside the process that asks, which
 * is why everything answers later.
 */
export type Finder = {
  add: (members: MemberValues[]) => Promise<void>;
  find: (task: FindTask, progress: (step: Step) => void) => Promise<Found>;
  pairs: (from: number, count: number) => Promise<FoundPair[]>;
  close: () => Promise<void>;
};

/** A search in the same thread, which it keeps busy until it is done. */
export function finderHere(): Finder {
  const search = createSearch();
  return {
    add: async (members) => search.add(members),
    find: async (task, progress) => search.find(task, progress),
    pairs: async (from, count) => search.pairs(from, count),
    close: async () => {},
  };
}

type Kept = Zoned & Pick<FoundPair, 'zone'>;
const isSpokenOf = (link: Zoned): link is Kept => link.zone !== 'silence';
type State = { table: Table; model: Model; kept: Kept[] };

/** The search itself; what a finder of another thread runs there. */
export function createSearch() {
  let growing: ReturnType<typeof growMembers> | undefined = growMembers();
  let state: State | undefined;
  const grown = (): Table => {
    if (!growing) throw new Error('a search finds once');
    const table = growing.done();
    // What a table grows by takes as much room as the table.
    growing = undefined;
    return table;
  };
  return {
    add: (members: MemberValues[]): void => {
      for (const member of members) growing?.add(member);
    },
    find: ({ target, decisions }: FindTask, progress: (step: Step) => void): Found => {
      const table = grown();
      const { model, links, compared } = findDuplicates(table, { decisions, progress });
      const thresholds = thresholdsFor(links, target);
      const kept = zonedLinks(table, model, links, thresholds).filter(isSpokenOf);
      state = { table, model, kept };
      const learned = learnedFrom(table, model, thresholds);
      const ladder = ladderOf(links);
      return { pairs: kept.length, compared, learned, tuning: model.tuning ?? null, ladder };
    },
    pairs: (from: number, count: number): FoundPair[] => {
      if (!state) return [];
      const { table, model, kept } = state;
      return kept.slice(from, from + count).map(({ one, other, same, zone }) => ({
        ...{ one, other, probability: same, zone },
        reasons: reasonsOf(table, model, one, other),
      }));
    },
  };
}
