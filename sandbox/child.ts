import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** Where the product process stands, as the page and the terminal tell it. */
export type ProductState = 'starting' | 'ready' | 'restarting' | 'stopped';

/** The product as a child process that is started again whenever it dies. */
export type Product = {
  start: () => void;
  state: () => ProductState;
  onState: (listener: (state: ProductState) => void) => () => void;
  whenReady: () => Promise<void>;
  stop: () => Promise<void>;
};

/** How to run the product: `command` is program and arguments; `envOf` says the environment of the n-th start (from 1). */
export type ProductOptions = {
  command: Command;
  envOf: (start: number) => NodeJS.ProcessEnv;
  readyUrl: string;
  out: NodeJS.WritableStream;
  sayDeath: (how: string, seconds: number) => void;
  backoffMs?: readonly number[];
  graceMs?: number;
};

const defaultBackoffMs = [500, 1_000, 2_000, 5_000, 15_000, 30_000];

/** The product, kept running from `start()` until `stop()`; a death is told by `sayDeath` and answered with growing pauses. */
export function createProduct(options: ProductOptions): Product {
  const { backoffMs = defaultBackoffMs, graceMs = 10_000, sayDeath } = options;
  const listeners = new Set<(state: ProductState) => void>();
  const stopping = new AbortController();
  let state: ProductState = 'starting';
  let child: ChildProcess | undefined;
  const become = (next: ProductState) => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  async function live(): Promise<void> {
    let deathsInARow = 0;
    for (let start = 1; !stopping.signal.aborted; start += 1) {
      child = launch(options.command, options.envOf(start), options.out);
      const ended = endOf(child);
      const ready = await untilReady(options.readyUrl, ended, stopping.signal);
      if (ready) {
        deathsInARow = 0;
        become('ready');
      }
      const how = await ended;
      if (stopping.signal.aborted) break;
      const waitMs = backoffMs[Math.min(deathsInARow, backoffMs.length - 1)] ?? 0;
      deathsInARow += 1;
      become('restarting');
      sayDeath(how, waitMs / 1000);
      await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
    become('stopped');
  }
  let life: Promise<void> = Promise.resolve();

  return {
    start: () => {
      life = live();
    },
    state: () => state,
    onState: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    whenReady: () => (state === 'ready' ? Promise.resolve() : nextReady(listeners)),
    stop: async () => {
      stopping.abort();
      if (child) await end(child, graceMs);
      await life;
    },
  };
}

/** Runs a command to its end, its words going to `out`; resolves with how it ended, `code 0` when it went well. */
export function runOnce(command: Command, env: NodeJS.ProcessEnv, out: NodeJS.WritableStream): Promise<string> {
  return endOf(launch(command, env, out));
}

function launch([program, ...args]: Command, env: NodeJS.ProcessEnv, out: NodeJS.WritableStream): ChildProcess {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout?.pipe(out, { end: false });
  child.stderr?.pipe(out, { end: false });
  return child;
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
}

/** True once the product says it is ready; false when it ended, or the sandbox is stopping, before that. */
async function untilReady(url: string, ended: Promise<string>, stopping: AbortSignal): Promise<boolean> {
  let gone = false;
  ended.then(() => {
    gone = true;
  });
  while (!gone && !stopping.aborted) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok && !gone) return true;
    await Promise.race([ended, pause(150)]);
  }
  return false;
}

function nextReady(listeners: Set<(state: ProductState) => void>): Promise<void> {
  return new Promise((resolve) => {
    const listener = (state: ProductState) => {
      if (state !== 'ready' && state !== 'stopped') return;
      listeners.delete(listener);
      resolve();
    };
    listeners.add(listener);
  });
}

async function end(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = endOf(child);
  child.kill('SIGTERM');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(giveUp);
}
