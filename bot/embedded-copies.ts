import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFacts, type Log } from './log.ts';

const everyMs = 3_600_000;
const keptMax = 24;

/** Copies the embedded database into `folder/copies` every hour and keeps the last day of them. */
export function keepCopies(dump: () => Promise<Blob>, folder: string, log: Log, now: () => Date): { stop: () => void } {
  const timer = setInterval(() => {
    copyOnce(dump, join(folder, 'copies'), now()).then(
      (file) => log('copy.made', { file }),
      (error: unknown) => log('copy.failed', errorFacts(error)),
    );
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Writes one copy, whole or not at all, and answers its name. */
export async function copyOnce(dump: () => Promise<Blob>, folder: string, at: Date): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = `musubi-${at.toISOString().replace(/[:.]/g, '-')}.tar.gz`;
  const copy = await dump();
  await writeFile(join(folder, `.${name}`), new Uint8Array(await copy.arrayBuffer()));
  await rename(join(folder, `.${name}`), join(folder, name));
  const copies = (await readdir(folder)).filter((file) => file.startsWith('musubi-')).sort();
  await Promise.all(copies.slice(0, -keptMax).map((file) => rm(join(folder, file))));
  return name;
}
