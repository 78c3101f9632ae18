import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Shift_JIS' | 'EUC-JP';

/** The file cannot be read as what it should be: why, in a word for the words of the command that was to read it; `among` is what it has instead. */
export class UnreadableFile extends Error {
  readonly reason:
    | 'no_needed_column'
    | 'no_such_column'
    | 'no_such_field'
    | 'no_header'
    | 'broken_csv'
    | 'bad_encoding';
  readonly among: string[];
  constructor(reason: UnreadableFile['reason'], detail: string, among: string[] = []) {
    super(detail);
    this.reason = reason;
    this.among = among;
  }
}

/**
 * The encoding of a whole file, which is never held: UTF-16 by its mark or by its zero bytes (the "Unicode text" of Excel), else UTF-8, else Shift_JIS
 * as Japanese Windows writes it, else EUC-JP. What reads as both of the last two is Shift_JIS.
 */
export async function encodingOf(file: string): Promise<Encoding> {
  const wide = await wideOf(file);
  const tried: Encoding[] = wide?.marked ? [] : ['UTF-8', 'Shift_JIS', 'EUC-JP'];
  for (const encoding of wide ? [wide.encoding, ...tried] : tried) if (await reads(file, encoding)) return encoding;
  throw new UnreadableFile('bad_encoding', '');
}

/** The text of a file, piece by piece, without a byte order mark; what is no character comes as U+FFFD. */
export async function* textOf(file: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = decoders[encoding]();
  for await (const bytes of bytesOf(file)) yield decoder.write(bytes);
  yield decoder.end() ?? '';
}

type Decoder = { write: (bytes: Buffer) => string; end: () => string | undefined };

const decoders: Record<Encoding, () => Decoder> = {
  'UTF-8': () => standard('utf-8'),
  'UTF-16LE': () => standard('utf-16le'),
  'UTF-16BE': () => standard('utf-16be'),
  Shift_JIS: () => iconv.getDecoder('cp932'),
  'EUC-JP': () => iconv.getDecoder('eucjp'),
};

function standard(label: string): Decoder {
  const decoder = new TextDecoder(label);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** Whether every byte is part of a character; in UTF-8, U+FFFD may be one that somebody wrote. */
async function reads(file: string, encoding: Encoding): Promise<boolean> {
  if (encoding === 'UTF-8') return isUtf8(file);
  const nothing = encoding.startsWith('UTF-16') ? /[\0\uFFFD]/ : /\uFFFD/;
  for await (const text of textOf(file, encoding)) if (nothing.test(text)) return false;
  return true;
}

/** In UTF-16 each comma, tab, digit and end of line has a zero byte; fewer than this share of its characters no table has. */
const zeroShareLeast = 1 / 16;

/** Which UTF-16 a file seems to be: `marked` when it begins with a byte order mark, else by the side on which its zero bytes lie. */
async function wideOf(file: string): Promise<{ encoding: Encoding; marked: boolean } | undefined> {
  let [size, even, odd] = [0, 0, 0];
  for await (const bytes of bytesOf(file)) {
    if (size === 0) {
      const mark = bytes.subarray(0, 2).toString('hex');
      if (mark === 'fffe') return { encoding: 'UTF-16LE', marked: true };
      if (mark === 'feff') return { encoding: 'UTF-16BE', marked: true };
    }
    for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) (size + at) % 2 === 0 ? even++ : odd++;
    size += bytes.length;
  }
  if (Math.max(even, odd) < Math.max(1, (size / 2) * zeroShareLeast)) return undefined;
  return { encoding: odd > even ? 'UTF-16LE' : 'UTF-16BE', marked: false };
}

async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of bytesOf(file)) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function bytesOf(file: string): AsyncIterable<Buffer> {
  return createReadStream(file);
}

/** What stands between the names of a header most often, quoted ones left out. */
export function separatorOf(head: string): string {
  const bare = head.replace(/"[^"]*"/g, '');
  const times = separators.map((separator) => bare.split(separator).length);
  return separators[times.indexOf(Math.max(...times))] ?? ',';
}

/** The first line of a text. */
export function firstLine(text: string): string {
  return text.split(/\r?\n|\r/, 1)[0] ?? '';
}

const separators = [',', '\t', ';'];

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
