/** Distinct texts by number, and how often each stands in its column. Number 0 is the empty text: nothing is known. */
export type Dictionary = { texts: string[]; counts: number[] };

/** A dictionary that grows. `slots` finds a text's number by its hash: a million texts as keys of a Map take more room than the texts do. */
export type GrowingDictionary = Dictionary & { slots: Int32Array };

/** An empty dictionary. */
export function createDictionary(): GrowingDictionary {
  return { texts: [''], counts: [0], slots: new Int32Array(1024) };
}

/** The number of a text, which is given one when it is new. */
export function numberOf(dictionary: GrowingDictionary, text: string): number {
  if (text === '') return 0;
  const { texts, counts } = dictionary;
  if (texts.length * 2 > dictionary.slots.length) dictionary.slots = spread(dictionary);
  const { slots } = dictionary;
  let slot = slotOf(text, slots);
  for (let number = slots[slot] as number; number !== 0; number = slots[slot] as number) {
    if (texts[number] === text) return number;
    slot = (slot + 1) & (slots.length - 1);
  }
  slots[slot] = texts.length;
  counts.push(0);
  return texts.push(text) - 1;
}

/** The texts over twice as many slots. */
function spread({ texts, slots }: GrowingDictionary): Int32Array {
  const wider = new Int32Array(slots.length * 2);
  for (let number = 1; number < texts.length; number++) {
    let slot = slotOf(texts[number] as string, wider);
    while (wider[slot] !== 0) slot = (slot + 1) & (wider.length - 1);
    wider[slot] = number;
  }
  return wider;
}

/** Where a text is looked for first. */
function slotOf(text: string, slots: Int32Array): number {
  const hash = hashOf(text);
  return (hash ^ (hash >>> 15)) & (slots.length - 1);
}

/** A text by 32 bits (FNV-1a over its characters). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * A column by the numbers of its texts. `known` tells how common a text is among all members, where the column holds only a few of them.
 */
export type NumberedColumn = {
  numbers: Int32Array;
  dictionary: Dictionary;
  filled: number;
  known?: (text: string) => number;
};

/**
 * A column that grows row by row; a row is added by its text, or by the number that its text has got before. `put` gives a row that was empty its text.
 */
export type GrowingColumn = {
  add: (text: string) => number;
  again: (number: number) => number;
  put: (row: number, text: string) => void;
  done: () => NumberedColumn;
};

/** An empty column. */
export function growColumn(): GrowingColumn {
  const dictionary = createDictionary();
  const { texts, counts } = dictionary;
  let numbers = new Int32Array(1024);
  let [rows, filled] = [0, 0];
  const count = (number: number): void => {
    if (number === 0) return;
    filled++;
    counts[number] = (counts[number] as number) + 1;
  };
  const again = (number: number): number => {
    if (rows === numbers.length) {
      const longer = new Int32Array(rows * 2);
      longer.set(numbers);
      numbers = longer;
    }
    count(number);
    numbers[rows++] = number;
    return number;
  };
  return {
    add: (text) => again(numberOf(dictionary, text)),
    again,
    put: (row, text) => {
      const number = numberOf(dictionary, text);
      count(number);
      numbers[row] = number;
    },
    done: () => ({ numbers: numbers.slice(0, rows), dictionary: { texts, counts }, filled }),
  };
}

const rememberedMax = 200_000;

/** Adds rows to a column by what `read` makes of them; in a column of few different texts each is read once. */
export function reading(column: GrowingColumn, read: (text: string) => string): (text: string) => void {
  const known = createDictionary();
  const numbers = [0];
  return (text) => {
    if (numbers.length > rememberedMax) return column.add(read(text));
    const place = numberOf(known, text);
    if (place < numbers.length) return column.again(numbers[place] as number);
    numbers.push(column.add(read(text)));
  };
}

/** A column that follows from another one: each of its texts is read once. */
export function derived({ numbers, dictionary }: NumberedColumn, read: (text: string) => string): NumberedColumn {
  const column = growColumn();
  const known = new Int32Array(dictionary.texts.length).fill(-1);
  for (const number of numbers) {
    if (known[number] !== -1) column.again(known[number] as number);
    else known[number] = column.add(read(dictionary.texts[number] as string));
  }
  return column.done();
}

/** The text of a row. */
export function textAt({ numbers, dictionary }: NumberedColumn, row: number): string {
  return dictionary.texts[numbers[row] as number] as string;
}

/** The share of filled rows that hold the text of this row. */
export function shareAt({ numbers, dictionary, filled, known }: NumberedColumn, row: number): number {
  if (known) return known(dictionary.texts[numbers[row] as number] as string);
  return (dictionary.counts[numbers[row] as number] as number) / Math.max(1, filled);
}
