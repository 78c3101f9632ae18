import type { Key } from './keys.ts';

/** Pairs of rows, each once, the smaller row first. */
export type RowPairs = { one: Int32Array; other: Int32Array };

/** What a single key may cost in a large file: so many comparisons for each row. Larger crowds tell less; they are left to other keys. */
const pairsPerRow = 0.3;
/** What it may cost in any file. */
const pairsAlways = 200_000;

/**
 * All pairs of rows that have a key in common. A crowd larger than its key allows, or than a file of this size can bear, is passed over.
 * `fits` may leave pairs out, such as two rows of one source.
 */
export function candidates(size: number, keys: Key[], fits?: (one: number, other: number) => boolean): RowPairs {
  const found = growNumbers();
  const room = roomFor(size);
  for (const key of keys) {
    const crowds = crowdsOf(room, key);
    const most = bearable(size, key, crowds);
    for (let start = 0; start < crowds.total; start = crowds.ends[start] as number) {
      const end = crowds.ends[start] as number;
      if (end - start > most) continue;
      for (let x = start; x < end; x++) {
        for (let y = x + 1; y < end; y++) {
          const [a, b] = [crowds.order[x] as number, crowds.order[y] as number];
          if (!fits || fits(a, b)) found.add(a < b ? a * size + b : b * size + a);
        }
      }
    }
  }
  return unique(found.done(), size);
}

/** Rows in the order of their keys, `total` of them; `ends` says, at the place where a crowd starts, where it ends. */
type Crowds = { order: Int32Array; ends: Int32Array; total: number };

/** What the crowds of one key are gathered in, and then those of the next: `slots` by the hash of a key, `slotOfRow`, `order` and `ends` by row. */
type Room = ReturnType<typeof roomFor>;

function roomFor(size: number) {
  const capacity = 2 ** Math.ceil(Math.log2(size * 2 + 2));
  const [slots, slotOfRow] = [new Float64Array(capacity), new Int32Array(size)];
  const [counts, starts, filled] = [new Int32Array(capacity), new Int32Array(capacity), new Int32Array(capacity)];
  return { slots, counts, starts, filled, slotOfRow, order: new Int32Array(size), ends: new Int32Array(size) };
}

function crowdsOf(room: Room, { keyOf }: Key): Crowds {
  const { slots, counts, slotOfRow } = room;
  slots.fill(0);
  counts.fill(0);
  for (let row = 0; row < slotOfRow.length; row++) {
    const key = keyOf(row);
    slotOfRow[row] = -1;
    if (key === 0) continue;
    let slot = slotOf(key) & (slots.length - 1);
    while (slots[slot] !== 0 && slots[slot] !== key) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = key;
    counts[slot] = (counts[slot] as number) + 1;
    slotOfRow[row] = slot;
  }
  return sorted(room);
}

/** Spreads a key of up to 52 bits over the slots of a table. */
function slotOf(key: number): number {
  const high = Math.floor(key / 2 ** 26);
  const mixed = Math.imul(high, 0x85ebca6b) ^ Math.imul(key - high * 2 ** 26, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Counting sort of the rows whose key is not theirs alone. */
function sorted({ counts, starts, filled, slotOfRow, order, ends }: Room): Crowds {
  let total = 0;
  for (let slot = 0; slot < counts.length; slot++) {
    starts[slot] = total;
    if ((counts[slot] as number) > 1) total += counts[slot] as number;
  }
  filled.set(starts);
  for (let row = 0; row < slotOfRow.length; row++) {
    const slot = slotOfRow[row] as number;
    if (slot < 0 || (counts[slot] as number) < 2) continue;
    order[filled[slot] as number] = row;
    filled[slot] = (filled[slot] as number) + 1;
    ends[starts[slot] as number] = (starts[slot] as number) + (counts[slot] as number);
  }
  return { order, ends, total };
}

/** The largest crowd whose comparisons, with those of all smaller ones, a file of this size can bear. */
function bearable(size: number, { crowdMax }: Key, { ends, total }: Crowds): number {
  const crowds = new Int32Array(crowdMax + 1);
  for (let start = 0; start < total; start = ends[start] as number) {
    const members = (ends[start] as number) - start;
    if (members <= crowdMax) crowds[members] = (crowds[members] as number) + 1;
  }
  let pairs = 0;
  for (let members = 2; members <= crowdMax; members++) {
    pairs += ((crowds[members] as number) * members * (members - 1)) / 2;
    if (pairs > Math.max(pairsAlways, pairsPerRow * size)) return members - 1;
  }
  return crowdMax;
}

function growNumbers(): { add: (number: number) => void; done: () => Float64Array } {
  let numbers = new Float64Array(1 << 16);
  let count = 0;
  return {
    add: (number) => {
      if (count === numbers.length) {
        const longer = new Float64Array(count * 2);
        longer.set(numbers);
        numbers = longer;
      }
      numbers[count++] = number;
    },
    done: () => numbers.subarray(0, count),
  };
}

function unique(numbers: Float64Array, size: number): RowPairs {
  numbers.sort();
  let count = 0;
  for (let index = 0; index < numbers.length; index++) {
    if (index === 0 || numbers[index] !== numbers[index - 1]) numbers[count++] = numbers[index] as number;
  }
  const [one, other] = [new Int32Array(count), new Int32Array(count)];
  for (let index = 0; index < count; index++) {
    const number = numbers[index] as number;
    one[index] = Math.floor(number / size);
    other[index] = number % size;
  }
  return { one, other };
}

/** So many rows are enough to tell what any two agree in by chance. */
const sampleRows = 50_000;

/** `count` pairs of any two rows, the same for the same file however its rows are ordered: what agreement by chance is measured by. */
export function randomPairs(prints: Float64Array, count: number): RowPairs {
  const order = sampleOf(prints);
  const size = order.length;
  let state = 12_345;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const [one, other] = [new Int32Array(size < 2 ? 0 : count), new Int32Array(size < 2 ? 0 : count)];
  for (let index = 0; index < one.length; index++) {
    const x = below(size);
    const y = below(size - 1);
    one[index] = order[x] as number;
    other[index] = order[y < x ? y : y + 1] as number;
  }
  return { one, other };
}

/** About as many rows as a sample needs, chosen and ordered by what they say. */
function sampleOf(prints: Float64Array): Int32Array {
  const everyNth = Math.ceil(prints.length / sampleRows);
  return Int32Array.from(prints.keys())
    .filter((row) => (prints[row] as number) % everyNth === 0)
    .sort((x, y) => (prints[x] as number) - (prints[y] as number));
}
