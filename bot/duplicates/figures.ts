import type { Link } from '../../core/duplicates/groups.ts';
import type { Zoned } from '../../core/duplicates/zoned.ts';
import type { Zone } from '../../core/duplicates/zones.ts';

/** Pairs in a band of probabilities, and how many of them are expected to be one person. */
export type Band = { least: number; most: number; pairs: number; right: number };

/** What there is to tell of a file. `persons` are `cards` less the `extra` ones; `bySize` counts persons by how many cards they hold, from 2 on. */
export type Figures = {
  cards: number;
  people: number;
  extra: number;
  persons: number;
  bySize: { cards: number; more: boolean; people: number }[];
  threshold: number;
  chosen: Band;
  bands: Band[];
  lines: Band[];
  zones: Record<'automatic' | 'review' | 'household', number>;
};

const edges = [0.02, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
const lines = [0.3, 0.5, 0.7, 0.9, 0.98];
const sizeMost = 4;

/** Counts what was found; `links` are all pairs worth a word, of which those from `threshold` on are chosen. */
export function figuresOf(cards: number, links: Zoned[], households: number, threshold: number): Figures {
  const chosen = links.filter(({ same }) => same >= threshold);
  const sizes = groupSizes(chosen);
  const extra = sizes.reduce((sum, size) => sum + size - 1, 0);
  const zoned = (zone: Zone) => links.reduce((sum, link) => sum + Number(link.zone === zone), 0);
  return {
    ...{ cards, people: sizes.length, extra, persons: cards - extra, threshold },
    bySize: bySizeOf(sizes),
    chosen: bandOf(links, threshold),
    bands: bandsAround(threshold).map(([least, most]) => bandOf(links, least, most)),
    lines: [...new Set([...lines, threshold])].sort((x, y) => x - y).map((least) => bandOf(links, least)),
    zones: { automatic: zoned('automatic'), review: zoned('review'), household: households },
  };
}

function bySizeOf(sizes: number[]): Figures['bySize'] {
  const counts = [2, 3, 4].map((cards) => ({
    cards,
    more: cards === sizeMost,
    people: sizes.filter((size) => (cards === sizeMost ? size >= cards : size === cards)).length,
  }));
  return counts.filter(({ people }) => people > 0);
}

function bandOf(links: Link[], least: number, most = Number.POSITIVE_INFINITY): Band {
  let [pairs, right] = [0, 0];
  for (const { same } of links) {
    if (same < least || same >= most) continue;
    pairs++;
    right += same;
  }
  return { least, most: Math.min(most, 1), pairs, right };
}

/** Bands that part at the threshold, so that what is chosen is seen; the surest first. */
function bandsAround(threshold: number): [number, number][] {
  const all = [...new Set([...edges, threshold])].sort((x, y) => x - y);
  return all.map((least, index): [number, number] => [least, all[index + 1] ?? Number.POSITIVE_INFINITY]).reverse();
}

/** How many rows each group of pairs holds. */
function groupSizes(links: Link[]): number[] {
  const parents = new Map<number, number>();
  const root = (row: number): number => {
    let at = row;
    while (parents.get(at) !== undefined && parents.get(at) !== at) at = parents.get(at) as number;
    parents.set(row, at);
    return at;
  };
  for (const { one, other } of links) parents.set(root(one), root(other));
  const sizes = new Map<number, number>();
  for (const row of parents.keys()) sizes.set(root(row), (sizes.get(root(row)) ?? 0) + 1);
  return [...sizes.values()];
}
