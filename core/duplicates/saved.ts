/** Two persons who may be one, and how probable that is. */
export type Likely = { a: number; b: number; probability: number };

/**
 * How many persons fewer there will be when all of these pairs have been looked at, on average: the sum of probabilities over a spanning
 * forest of the surest pairs. Three cards of one person are three pairs, and two persons fewer.
 */
export function expectedSaved(pairs: Likely[]): number {
  const parent = new Map<number, number>();
  const root = (one: number): number => {
    let at = one;
    for (let next = parent.get(at); next !== undefined; next = parent.get(at)) at = next;
    for (let next = parent.get(one); next !== undefined && next !== at; next = parent.get(one)) {
      parent.set(one, at);
      one = next;
    }
    return at;
  };
  let saved = 0;
  for (const { a, b, probability } of pairs.toSorted((x, y) => y.probability - x.probability)) {
    const [mine, theirs] = [root(a), root(b)];
    if (mine === theirs) continue;
    parent.set(mine, theirs);
    saved += probability;
  }
  return saved;
}
