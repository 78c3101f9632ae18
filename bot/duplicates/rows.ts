import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import {
  type Encoding,
  encodingOf,
  firstLine,
  isData,
  separatorOf,
  textOf,
  UnreadableFile,
} from '../commands/csv-file.ts';

/** A CSV file that can be read again and again, row by row. */
export type CsvFile = { file: string; encoding: Encoding; separator: string; header: string[] };

/** A row as it counts; `line` is its row in a spreadsheet, where the header is row 1. */
export type Row = { line: number; cells: string[] };

/** Rows of a wrong length: how many, and the first few of them by line. */
export type Odd = { count: number; lines: number[] };
export type OddRows = { padded: Odd; skipped: Odd };

const linesTold = 5;
/** A record longer than this is a quote that nobody closed. */
const recordMax = 1_000_000;

/** Opens a CSV file: its encoding, what separates its cells, and the names of its columns. Throws when it is no CSV, or has no header. */
export async function openCsv(file: string): Promise<CsvFile> {
  const encoding = await encodingOf(file);
  const separator = separatorOf(await headOf(file, encoding));
  for await (const header of recordsOf({ file, encoding, separator })) {
    if (isData(header)) throw new UnreadableFile('no_header', '');
    return { file, encoding, separator, header: header.map((name) => name.trim()) };
  }
  return { file, encoding, separator, header: [] };
}

/** A fresh count of odd rows, which `rowsOf` fills. */
export function noOddRows(): OddRows {
  return { padded: { count: 0, lines: [] }, skipped: { count: 0, lines: [] } };
}

/**
 * The rows of a file, one after the other; none is held. A row that is too short is filled up with empty cells, unless more than half of it is missing; one that is
 * too long is skipped, unless what is too much is empty. The same rows each time.
 */
export async function* rowsOf(csv: CsvFile, odd: OddRows = noOddRows()): AsyncGenerator<Row> {
  const width = csv.header.length;
  let line = 0;
  for await (const cells of recordsOf(csv)) {
    line++;
    if (line === 1 || cells.every((cell) => cell === '')) continue;
    if (cells.length > width && cells.slice(width).every((cell) => cell === '')) cells.length = width;
    if (cells.length > width || cells.length * 2 < width) {
      tell(odd.skipped, line);
      continue;
    }
    if (cells.length < width) {
      tell(odd.padded, line);
      while (cells.length < width) cells.push('');
    }
    yield { line, cells };
  }
}

function tell(odd: Odd, line: number): void {
  odd.count++;
  if (odd.lines.length < linesTold) odd.lines.push(line);
}

async function* recordsOf({ file, encoding, separator }: Omit<CsvFile, 'header'>): AsyncGenerator<string[]> {
  const options = { delimiter: separator, trim: true, relax_quotes: true, relax_column_count: true };
  const parser = parse({ ...options, max_record_size: recordMax });
  pipeline(Readable.from(textOf(file, encoding)), parser, () => {});
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield cells;
  } catch (error) {
    const { code, records = 0 } = error as { code?: string; records?: number };
    throw code?.startsWith('CSV_') ? new UnreadableFile('broken_csv', String(records + 1)) : error;
  }
}

async function headOf(file: string, encoding: Encoding): Promise<string> {
  for await (const text of textOf(file, encoding)) if (text !== '') return firstLine(text);
  return '';
}
