/** Works on items, those with one key one after the other in their order, different keys side by side up to `handsMax`. */
export async function inLanes<Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  handsMax: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const lanes = [...Map.groupBy(items, keyOf).values()];
  const hand = async () => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
      for (const item of lane) await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(handsMax, lanes.length) }, hand));
}
