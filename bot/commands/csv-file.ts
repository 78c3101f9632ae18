import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';

export type Encoding = 'UTF-8' | 'Shift_JIS';

/** The file cannot be read as what it should be: why, in a word for the words of the command that was to read it. */
export class UnreadableFile extends Error {
  readonly reason:
    | 'no_needed_column'
    | 'no_such_column'
    | 'no_such_field'
    | 'no_header'
    | 'broken_csv'
    | 'bad_encoding';
  constructor(reason: UnreadableFile['reason'], detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** The encoding of a whole file, which is never held: UTF-8, else Shift_JIS as Japanese Windows writes it. */
export async function encodingOf(file: string): Promise<Encoding> {
  if (await isUtf8(file)) return 'UTF-8';
  for await (const text of textOf(file, 'Shift_JIS'))
    if (text.includes('\uFFFD')) throw new UnreadableFile('bad_encoding', '');
  return 'Shift_JIS';
}

/** The text of a file, piece by piece, without a byte order mark. */
export async function* textOf(file: string, encoding: Encoding): AsyncGenerator<string> {
  const utf8 = new TextDecoder('utf-8');
  const shiftJis = iconv.getDecoder('cp932');
  const inUtf8 = encoding === 'UTF-8';
  for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>)
    yield inUtf8 ? utf8.decode(bytes, { stream: true }) : shiftJis.write(bytes);
  yield (inUtf8 ? utf8.decode() : shiftJis.end()) ?? '';
}

async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A line that names no columns: it holds a number of five digits or more, or a mail address. */
export function isData(header: string[]): boolean {
  return header.some((name) => /\d{5}|@/.test(name.normalize('NFKC').replaceAll('-', '')));
}

/** The name of a column for comparing: width, case, spaces, brackets and dashes are all one. */
export function headerKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-()[\]【】「」・:.*※/]/g, '');
}

/** What a broken CSV says of itself, without the cell that some of its messages repeat. */
export function brokenCsv(error: unknown): UnreadableFile {
  const { code = '', lines } = error as { code?: string; lines?: number };
  return new UnreadableFile('broken_csv', `${code.replace('CSV_', '').toLowerCase()}, line ${lines}`);
}
