/** A stream of chance that is the same for the same seed. */
export type Random = {
  /** At least 0, below 1. */
  next: () => number;
  /** A whole number from `low` to `high`, both included. */
  int: (low: number, high: number) => number;
  chance: (share: number) => boolean;
  pick: <Item>(items: readonly Item[]) => Item;
  /** Picks by weight; an item that weighs 2 comes twice as often as one that weighs 1. */
  weighed: <Item extends { weight: number }>(items: readonly Item[]) => Item;
  shuffled: <Item>(items: readonly Item[]) => Item[];
};

/** Starts a stream of chance from a seed (a Weyl sequence through a 32-bit mixer; not for secrets). */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    chance: (share) => next() < share,
    pick: (items) => at(items, int(0, items.length - 1)),
    weighed: (items) => weighed(items, next()),
    shuffled: (items) => shuffled(items, int),
  };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

function weighed<Item extends { weight: number }>(items: readonly Item[], share: number): Item {
  let left = share * items.reduce((total, { weight }) => total + weight, 0);
  for (const [index, { weight }] of items.entries()) {
    left -= weight;
    if (left < 0) return at(items, index);
  }
  return at(items, items.length - 1);
}

function shuffled<Item>(items: readonly Item[], int: Random['int']): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = int(0, last);
    [order[last], order[other]] = [at(order, other), at(order, last)];
  }
  return order;
}
