import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the sandbox's memories lie in the data folder, beside its secrets. */
export const savedFiles = {
  line: 'sandbox-line.json',
  slack: 'sandbox-slack.json',
  mailbox: 'sandbox-mailbox.json',
} as const;

/** A file that follows a state: at most one write per `everyMs`, and a last one at the end. */
export type Saver = { changed: () => void; flush: () => void };

/** Writes what `read` gives to `file` soon after each change; the file is whole at any moment. */
export function saveTo(file: string, read: () => unknown, everyMs = 1_500): Saver {
  let due: NodeJS.Timeout | undefined;
  const write = () => {
    due = undefined;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(read()), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    changed: () => {
      due ??= setTimeout(write, everyMs).unref();
    },
    flush: () => {
      clearTimeout(due);
      write();
    },
  };
}

/** The state of an earlier run, or undefined when there is none that can be read. */
export function readSaved<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
