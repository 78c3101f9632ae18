import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Link } from '../../core/duplicates/groups.ts';

const header = 'id_a,id_b,probability,reason';
/** Nothing is wholly certain, so no pair reads as if it were. */
const surest = 0.9999;

/**
 * Writes pairs as CSV, in the order in which they come; `excel` begins with a mark by which Excel reads it as UTF-8. A file that is there is written over only when
 * `force` says so.
 */
export async function writePairs(
  file: string,
  pairs: Link[],
  {
    idOf,
    reasonOf,
    excel,
    force,
  }: { idOf: (row: number) => string; reasonOf: (link: Link) => string; excel: boolean; force: boolean },
): Promise<void> {
  const lines = function* () {
    yield `${excel ? '\uFEFF' : ''}${header}\n`;
    for (const link of pairs) {
      const cells = [idOf(link.one), idOf(link.other), Math.min(link.same, surest).toFixed(4), reasonOf(link)];
      yield `${cells.map(cellOf).join(',')}\n`;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(file, { flags: force ? 'w' : 'wx', mode: 0o600 }));
}

/** A cell that no spreadsheet takes for a formula: what begins like one, in full width as well, gets an apostrophe in front. */
export function cellOf(text: string): string {
  const harmless = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
