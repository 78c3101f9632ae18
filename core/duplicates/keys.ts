import { hashOf, type NumberedColumn } from './dictionary.ts';
import type { NameColumn } from './names.ts';
import type { Table } from './table.ts';

/** A reason to compare two records: they have the same key. 0 is no key. More than `crowdMax` records of one key are no reason any more. */
export type Key = { name: string; keyOf: (row: number) => number; crowdMax: number };

const [crowd, fewer, few] = [400, 100, 60];
/** Keys of two numbers stay exact as long as the second is below this. */
const span = 2 ** 26;

/**
 * The keys of a table. Each contact and code by itself; else pairs of what people seldom change together, so that whoever changed one thing is
 * found by two others.
 */
export function keysOf(table: Table): Key[] {
  const { family, given, births, phones, mails, mailNames, postalCodes, homes, others, codes } = table;
  const [f, g, born] = [heard(family), heard(given), numberIn(births)];
  const [initialF, initialG] = [beginning(family, 1), beginning(given, 2)];
  const [years, days] = [partOf(births, 0, 4), partOf(births, 4, 8)];
  const key = (name: string, keyOf: (row: number) => number, crowdMax = fewer): Key => ({ name, keyOf, crowdMax });
  return [
    ...(has(phones) ? [key('phone', numberIn(phones))] : []),
    ...(has(mails) ? [key('mail', numberIn(mails)), key('mail name', numberIn(mailNames))] : []),
    ...codes.map((code) => key('code', numberIn(code))),
    key('name', both(f, g), crowd),
    key('name in any order', anyOrder(family.writing, given.writing)),
    key('sound in any order', anyOrder(family.likelySound, given.likelySound)),
    ...(has(births)
      ? [
          key('given, birth', both(g, born), crowd),
          key('family, birth', both(f, born), 2 * fewer),
          key('initials, birth', both(both3(initialF, beginning(given, 1)), born)),
          key('family, initial, day', both(both3(f, initialG), days), few),
          key('given, initial, year', both(both3(g, initialF), years), few),
        ]
      : []),
    ...[postalCodes.numbers, ...homes].flatMap((home) => [
      key('home, given', both(numberOf(home), g)),
      key('home, family', both(numberOf(home), f), few),
      ...(has(births) ? [key('home, birth', both(numberOf(home), born))] : []),
    ]),
    ...others
      .filter(has)
      .flatMap((other) => [
        key('other, name', both(both3(numberIn(other), f), initialG)),
        ...(has(births) ? [key('other, birth', both(numberIn(other), born), few)] : []),
      ]),
  ];
}

type Number = (row: number) => number;

const has = ({ filled }: NumberedColumn): boolean => filled > 0;
const numberIn = ({ numbers }: NumberedColumn): Number => numberOf(numbers);
const numberOf =
  (numbers: Int32Array): Number =>
  (row) =>
    numbers[row] as number;

/** A name by its sound, also where only the file tells it; else by its writing. */
function heard({ likelySound, writing }: NameColumn): Number {
  const silent = likelySound.dictionary.texts.length;
  return (row) => {
    const written = writing.numbers[row] as number;
    return (likelySound.numbers[row] as number) || (written && written + silent);
  };
}

/** The first letters of how a name sounds. */
function beginning({ likelySound }: NameColumn, length: number): Number {
  return partOf(likelySound, 0, length);
}

function partOf(column: NumberedColumn, from: number, to: number): Number {
  const seen = new Map<string, number>();
  const parts = column.dictionary.texts.map((text) => {
    const part = text.slice(from, to);
    if (part !== '' && !seen.has(part)) seen.set(part, seen.size + 1);
    return seen.get(part) ?? 0;
  });
  return (row) => parts[column.numbers[row] as number] as number;
}

function both(one: Number, other: Number): Number {
  return (row) => {
    const [x, y] = [one(row), other(row)];
    return x === 0 || y === 0 ? 0 : x * span + y;
  };
}

/** Two numbers as one that is small enough to be half of a key; two pairs may rarely meet in one, which costs a comparison. */
function both3(one: Number, other: Number): Number {
  return (row) => {
    const [x, y] = [one(row), other(row)];
    return x === 0 || y === 0 ? 0 : (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)) & (span - 1) || 1;
  };
}

/** Both halves, whichever stands first, by their writing or by how they sound. */
function anyOrder(family: NumberedColumn, given: NumberedColumn): Number {
  const words = new Map<string, number>();
  const wordOf = (text: string) => {
    if (text !== '' && !words.has(text)) words.set(text, words.size + 1);
    return words.get(text) ?? 0;
  };
  const [families, givens] = [family, given].map(({ dictionary }) => dictionary.texts.map(wordOf)) as [
    number[],
    number[],
  ];
  return (row) => {
    const x = families[family.numbers[row] as number] as number;
    const y = givens[given.numbers[row] as number] as number;
    return x === 0 || y === 0 ? 0 : Math.min(x, y) * span + Math.max(x, y);
  };
}

/** A number for each row that follows from what it says and not from where it stands. */
export function fingerprints({ size, everything }: Table): Float64Array {
  const hashes = everything.map((column) => column.dictionary.texts.map(hashOf));
  const prints = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    let [low, high] = [0x811c9dc5, 0x1b873593];
    for (const [index, column] of everything.entries()) {
      const hash = (hashes[index] as number[])[column.numbers[row] as number] as number;
      low = Math.imul(low ^ hash, 0x01000193);
      high = Math.imul(high ^ (hash >>> 3), 0x85ebca6b);
    }
    prints[row] = (low >>> 0) * 2 ** 21 + ((high >>> 0) & (2 ** 21 - 1));
  }
  return prints;
}
