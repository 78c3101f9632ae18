import { expect, test } from 'vitest';
import { inGroups } from '../../bot/in-groups.ts';

/** A work whose runs end when the test says so. */
function held() {
  const runs: { items: number[]; end: PromiseWithResolvers<void> }[] = [];
  const run = (items: number[]) => {
    const end = Promise.withResolvers<void>();
    runs.push({ items, end });
    return end.promise;
  };
  return { runs, run, seen: () => runs.map(({ items }) => items) };
}

const turn = () => new Promise<void>((done) => setImmediate(done));

test('a caller alone is served at once, and what comes meanwhile goes together', async () => {
  const { runs, run, seen } = held();
  const bring = inGroups({ atOnce: 1, itemsMax: 100 }, run);
  const all = [bring([1]), bring([2, 3]), bring([4])];
  expect(seen()).toEqual([[1]]);
  runs[0]?.end.resolve();
  await turn();
  expect(seen()).toEqual([[1], [2, 3, 4]]);
  runs[1]?.end.resolve();
  await Promise.all(all);
});

test('a caller is answered when its own group is done, not before', async () => {
  const { runs, run } = held();
  const bring = inGroups({ atOnce: 1, itemsMax: 100 }, run);
  const answered: string[] = [];
  const first = bring([1]).then(() => answered.push('first'));
  const second = bring([2]).then(() => answered.push('second'));
  runs[0]?.end.resolve();
  await first;
  expect(answered).toEqual(['first']);
  await turn();
  runs[1]?.end.resolve();
  await second;
});

test('no group is larger than the limit, but for one caller that brings more', async () => {
  const { runs, run, seen } = held();
  const bring = inGroups({ atOnce: 1, itemsMax: 3 }, run);
  const all = [bring([0]), bring([1, 2]), bring([3]), bring([4, 5, 6, 7]), bring([8])];
  for (let next = 0; next < 4; next++) {
    runs[next]?.end.resolve();
    await turn();
  }
  await Promise.all(all);
  expect(seen()).toEqual([[0], [1, 2, 3], [4, 5, 6, 7], [8]]);
});

test('nobody is refused for what somebody else brought', async () => {
  const stored: number[] = [];
  const bring = inGroups({ atOnce: 1, itemsMax: 100 }, async (items: number[]) => {
    await turn();
    if (items.includes(13)) throw new Error('not this one');
    stored.push(...items);
  });
  const results = await Promise.allSettled([bring([1]), bring([2]), bring([13]), bring([3])]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(stored.toSorted()).toEqual([1, 2, 3]);
});

test('after a failure the next caller is served as ever', async () => {
  let broken = true;
  const bring = inGroups({ atOnce: 2, itemsMax: 100 }, async () => {
    if (broken) throw new Error('away');
  });
  await expect(bring([1])).rejects.toThrow('away');
  broken = false;
  await bring([2]);
});
