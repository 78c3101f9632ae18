/** Distinct texts by number, and how often each stands in its column. Number 0 is the empty text: nothing is known. */
export type Dictionary = { texts: string[]; counts: number[]; numbers: Map<string, number> };

/** An empty dictionary. */
export function createDictionary(): Dictionary {
  return { texts: [''], counts: [0], numbers: new Map() };
}

/** The number of a text, which counts as one more row that holds it. */
export function numberOf(dictionary: Dictionary, text: string): number {
  if (text === '') return 0;
  const { numbers, texts, counts } = dictionary;
  const known = numbers.get(text);
  if (known !== undefined) {
    counts[known] = (counts[known] as number) + 1;
    return known;
  }
  const number = texts.length;
  texts.push(text);
  counts.push(1);
  numbers.set(text, number);
  return number;
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

/** A column that grows row by row; a row is added by its text, or by the number that its text has got before. */
export type GrowingColumn = {
  add: (text: string) => number;
  again: (number: number) => void;
  done: () => NumberedColumn;
};

/** An empty column. */
export function growColumn(): GrowingColumn {
  const dictionary = createDictionary();
  let numbers = new Int32Array(1024);
  let [rows, filled] = [0, 0];
  const put = (number: number): number => {
    if (rows === numbers.length) {
      const longer = new Int32Array(rows * 2);
      longer.set(numbers);
      numbers = longer;
    }
    if (number > 0) filled++;
    numbers[rows++] = number;
    return number;
  };
  return {
    add: (text) => put(numberOf(dictionary, text)),
    again: (number) => {
      if (number > 0) dictionary.counts[number] = (dictionary.counts[number] as number) + 1;
      put(number);
    },
    done: () => ({ numbers: numbers.subarray(0, rows), dictionary, filled }),
  };
}

const rememberedMax = 200_000;

/** Adds rows to a column by what `read` makes of them; in a column of few different texts each is read once. */
export function reading(column: GrowingColumn, read: (text: string) => string): (text: string) => void {
  const known = new Map<string, number>();
  return (text) => {
    const number = known.get(text);
    if (number !== undefined) return column.again(number);
    const fresh = column.add(read(text));
    if (known.size < rememberedMax) known.set(text, fresh);
  };
}

/** Numbers the texts of a whole column. */
export function numbered(texts: Iterable<string>): NumberedColumn {
  const column = growColumn();
  for (const text of texts) column.add(text);
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
