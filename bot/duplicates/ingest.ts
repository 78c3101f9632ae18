import { growTable, type Table } from '../../core/duplicates/table.ts';
import type { Reading } from './columns.ts';
import { type CsvFile, noOddRows, type OddRows, rowsOf } from './rows.ts';

/** By so many rows the columns are guessed. */
const sampleRows = 1000;
const rowsPerWord = 100_000;

/** The first rows of a file. */
export async function sampleOf(csv: CsvFile): Promise<string[][]> {
  const sample: string[][] = [];
  for await (const { cells } of rowsOf(csv)) {
    sample.push(cells);
    if (sample.length === sampleRows) break;
  }
  return sample;
}

/** The whole file as a table, which holds no row; what each row is called; and which rows had a wrong length. */
export async function readTable(
  csv: CsvFile,
  { columns, id, prepare }: Reading,
  sample: string[][],
  progress: (rows: number) => void,
): Promise<{ table: Table; idOf: (row: number) => string; odd: OddRows }> {
  const { add, done } = growTable(columns, sample.map(prepare));
  const odd = noOddRows();
  const names: string[] = [];
  for await (const { line, cells } of rowsOf(csv, odd)) {
    add(prepare(cells));
    names.push((id === undefined ? '' : cells[id]) || String(line));
    if (names.length % rowsPerWord === 0) progress(names.length);
  }
  return { table: done(), idOf: (row) => names[row] ?? '', odd };
}
