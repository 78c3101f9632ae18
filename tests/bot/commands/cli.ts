import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';
import { sentencesOf } from '../../../bot/commands/wrong.ts';
import { commandLine } from '../../../bot/program.ts';

const root = join(import.meta.dirname, '../../..');
/** Reading and stripping the sources is most of what a command takes; Node keeps what it compiled here. */
const compiled = join(root, 'node_modules/.cache/musubi/compiled');

/** How a command ended: its exit code, and all that it said. */
export type Said = { status: number | null; out: string; err: string };

/** Types a command, in an environment that holds nothing but what is given. */
export async function musubi(words: string[], environment: Record<string, string | undefined> = {}): Promise<Said> {
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: compiled, ...environment };
  const child = spawn(process.execPath, [join(root, 'bot/cli.ts'), ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const status = new Promise<number | null>((done) => child.once('close', done));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, out, err };
}

/** Types a command without starting a process for it: its words are heard where they would be printed. */
export async function typed(
  words: string[],
  environment: Record<string, string | undefined> = {},
  now = new Date('2026-11-21T05:00:00Z'),
): Promise<Said> {
  const said = { out: '', err: '' };
  const heard = (to: 'out' | 'err') => (line: string) => {
    said[to] += `${line}\n`;
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(heard('out')),
    vi.spyOn(console, 'error').mockImplementation(heard('err')),
  ];
  let status = 0;
  try {
    const program = await commandLine(environment, () => now, words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    status = 1;
    sentencesOf(error).forEach(heard('err'));
  }
  for (const spy of spies) spy.mockRestore();
  return { status, ...said };
}

/** A folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-command-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file in a folder that is gone after the test. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(emptyFolder(), name);
  writeFileSync(file, content);
  return file;
}
