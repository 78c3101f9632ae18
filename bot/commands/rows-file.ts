import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Manifest, manifestOf, type RowBatch, readRows } from '../../db/copy.ts';
import type { Database } from '../../db/open.ts';

type Header = { musubi: 1; at: string } & Manifest;

/**
 * Writes everything into one compressed file: a line that says what it holds, then a line per batch of rows. The file appears
 * under its name only when it is whole.
 */
export async function writeRowsFile(
  db: Database,
  file: string,
  at: Date,
  onTable: (table: string) => void,
): Promise<Manifest> {
  const snapshot = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const;
  return db.transaction(async (tx) => {
    const manifest = await manifestOf(tx);
    const header: Header = { musubi: 1, at: at.toISOString(), ...manifest };
    async function* lines() {
      yield `${JSON.stringify(header)}\n`;
      let current = '';
      for await (const batch of readRows(tx)) {
        if (batch.table !== current) onTable(batch.table);
        current = batch.table;
        yield `${JSON.stringify(batch)}\n`;
      }
    }
    try {
      await pipeline(Readable.from(lines()), createGzip(), createWriteStream(`${file}.part`));
      await rename(`${file}.part`, file);
    } finally {
      await rm(`${file}.part`, { force: true });
    }
    return manifest;
  }, snapshot);
}

/** The file is not one of ours, or ends too early. */
export class NotARowsFile extends Error {}

/** Opens such a file: what it holds, and its rows as they are read. Throws NotARowsFile, also half-way. */
export async function openRowsFile(file: string): Promise<{ header: Header; batches: AsyncGenerator<RowBatch> }> {
  const lines = linesOf(file);
  const header = parse((await lines.next()).value) as Header | undefined;
  if (header?.musubi !== 1) throw new NotARowsFile(file);
  async function* batches() {
    for await (const line of lines) {
      const batch = parse(line) as RowBatch | undefined;
      if (typeof batch?.table !== 'string' || !Array.isArray(batch.rows)) throw new NotARowsFile(file);
      yield batch;
    }
  }
  return { header, batches: batches() };
}

async function* linesOf(file: string): AsyncGenerator<string, undefined> {
  let rest = '';
  const plain = createGunzip().setEncoding('utf8');
  // Whoever reads is told of a fault by the reading itself.
  pipeline(createReadStream(file), plain).catch(() => {});
  try {
    for await (const text of plain) {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    // Not compressed, damaged, or cut off.
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw new NotARowsFile(file);
    throw error;
  }
  if (rest !== '') yield rest;
  return undefined;
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}
