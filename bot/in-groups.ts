type Batch<Item> = { items: Item[]; settled: PromiseWithResolvers<void> };

/**
 * Does a work for many callers at once. At most `atOnce` runs are on their way; what callers bring meanwhile waits and goes
 * together, up to `itemsMax` items a run, so that a flood pays for few runs and a single caller for no wait. A group that fails
 * is tried once more caller by caller: nobody is refused for what somebody else brought.
 */
export function inGroups<Item>(
  { atOnce, itemsMax }: { atOnce: number; itemsMax: number },
  run: (items: Item[]) => Promise<void>,
): (items: Item[]) => Promise<void> {
  const waiting: Batch<Item>[] = [];
  let running = 0;

  const runOne = ({ items, settled }: Batch<Item>) => run(items).then(settled.resolve, settled.reject);

  async function runGroup(group: Batch<Item>[]): Promise<void> {
    if (group.length === 1) {
      await Promise.all(group.map(runOne));
      return;
    }
    try {
      await run(group.flatMap(({ items }) => items));
      for (const { settled } of group) settled.resolve();
    } catch {
      await Promise.all(group.map(runOne));
    }
  }

  async function runWaiting(): Promise<void> {
    running++;
    while (waiting.length > 0) await runGroup(takeGroup(waiting, itemsMax));
    running--;
  }

  return (items) => {
    const settled = Promise.withResolvers<void>();
    waiting.push({ items, settled });
    if (running < atOnce) void runWaiting();
    return settled.promise;
  };
}

/** The first batches that fit together; the first one always. */
function takeGroup<Item>(waiting: Batch<Item>[], itemsMax: number): Batch<Item>[] {
  let items = waiting[0]?.items.length ?? 0;
  let count = 1;
  while (count < waiting.length) {
    items += waiting[count]?.items.length ?? 0;
    if (items > itemsMax) break;
    count++;
  }
  return waiting.splice(0, count);
}
