import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Column, Role } from '../../core/duplicates/role.ts';
import { growTable, type Table } from '../../core/duplicates/table.ts';

/** A labelled file: which rows are one person, and where it is known, which live in one household. */
export type LabelledSet = {
  name: string;
  header: string[];
  columns: Column[];
  rows: string[][];
  person: string[];
  household: string[] | undefined;
  /** Only pairs across two files count. */
  source: number[] | undefined;
};

/** What the columns of the sets hold; a column that is not named here takes no part. */
export const roles: Record<string, Role> = {
  ...{ given_name: 'givenName', first_name: 'givenName', fname_c1: 'givenName' },
  ...{ surname: 'familyName', last_name: 'familyName', lname_c1: 'familyName' },
  ...{ last_kana: 'familyKana', first_kana: 'givenKana', gender: 'gender', phone: 'phone', email: 'mail' },
  ...{ date_of_birth: 'birthDate', dob: 'birthDate', birth_date: 'birthDate' },
  ...{ by: 'birthYear', bm: 'birthMonth', bd: 'birthDay' },
  ...{ postal_code: 'postalCode', postcode: 'postalCode', postcode_fake: 'postalCode' },
  ...{ address: 'address', address_1: 'address', address_2: 'place', street_number: 'place' },
  ...{ suburb: 'place', state: 'place', city: 'place' },
  ...{ birth_place: 'trait', occupation: 'trait', soc_sec_id: 'code' },
};

/** The files that hold persons, by the name a table calls them. */
export const setNames = [
  'febrl1',
  'febrl2',
  'febrl3',
  'febrl4',
  'fake_1000',
  'rldata500',
  'jp_members_dev',
  'historical_50k',
];

/** Reads a labelled set from the folder of linkage data. */
export function readSet(folder: string, name: string): LabelledSet {
  const read = (file: string) => parse(readFileSync(join(folder, file)), { bom: true }) as string[][];
  const files =
    name === 'febrl4'
      ? ['febrl4a.csv', 'febrl4b.csv']
      : [name === 'fake_1000' ? 'splink_fake_1000.csv' : `${name}.csv`];
  const parsed = files.map(read);
  const header = parsed[0]?.[0] ?? [];
  const rows = parsed.flatMap((lines) => lines.slice(1));
  const columns = header.flatMap((column, index): Column[] => {
    const role = roles[column];
    return role ? [{ name: column, role, index }] : [];
  });
  const truth = name === 'jp_members_dev' ? read('jp_members_dev_truth.csv').slice(1) : undefined;
  const idOf = (row: string[]) => row[0]?.replace(/-(org|dup-\d+)$/, '') ?? '';
  const cluster = header.indexOf('cluster');
  return {
    ...{ name, header, columns, rows },
    person: truth
      ? truth.map((row) => row[1] ?? '')
      : rows.map((row) => (cluster < 0 ? idOf(row) : (row[cluster] ?? ''))),
    household: truth?.map((row) => row[2] ?? ''),
    source: files.length > 1 ? parsed.flatMap((lines, file) => lines.slice(1).map(() => file)) : undefined,
  };
}

/** Compiles a set's table. */
export function tableOfSet({ columns, rows }: LabelledSet): Table {
  const table = growTable(columns, rows.slice(0, 1000));
  for (const row of rows) table.add(row);
  return table.done();
}

/** How well links meet the truth, at every threshold that matters. */
export type Quality = {
  f1: number;
  precision: number;
  recall: number;
  bestF1: number;
  bestAt: number;
  recallAtPrecision: number;
  truePairs: number;
};

/** Measures links, each a probability and whether it is right, against so many true pairs. */
export function qualityOf(
  links: { same: number; right: boolean }[],
  truePairs: number,
  at = 0.5,
  precise = 0.995,
): Quality {
  const sorted = [...links].sort((x, y) => y.same - x.same);
  const quality = { f1: 0, precision: 1, recall: 0, bestF1: 0, bestAt: 1, recallAtPrecision: 0, truePairs };
  let [right, taken] = [0, 0];
  for (const [index, link] of sorted.entries()) {
    taken++;
    if (link.right) right++;
    if (sorted[index + 1]?.same === link.same) continue;
    const [precision, recall, f1] = [right / taken, right / truePairs, (2 * right) / (taken + truePairs)];
    if (f1 > quality.bestF1) Object.assign(quality, { bestF1: f1, bestAt: link.same });
    if (precision >= precise) quality.recallAtPrecision = recall;
    if (link.same >= at) Object.assign(quality, { f1, precision, recall });
  }
  return quality;
}

/** How many pairs of rows are one person; across the two files only, where there are two. */
export function truePairsOf({ person, source }: LabelledSet): number {
  const groups = Map.groupBy(person.keys(), (row) => person[row] as string);
  const count = (n: number) => (n * (n - 1)) / 2;
  let pairs = 0;
  for (const rows of groups.values()) {
    pairs += count(rows.length);
    if (source) for (const file of [0, 1]) pairs -= count(rows.filter((row) => source[row] === file).length);
  }
  return pairs;
}
