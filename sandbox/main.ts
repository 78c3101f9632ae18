import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { calmly } from './calm.ts';
import { builtPage, type Sandbox, startSandbox } from './sandbox.ts';
import { en } from './words/en.ts';
import { ja, type Words } from './words/ja.ts';

const product = (entry: string) => fileURLToPath(new URL(`../bot/${entry}`, import.meta.url));

type Terminal = Words['terminal'];

/** Says one thing to whoever reads the terminal, in both languages. */
function say(speak: (words: Terminal) => string, lineBreak = '\n'): void {
  console.log(`${speak(ja.terminal)}${lineBreak}${speak(en.terminal)}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, reset: { type: 'boolean' } } });
  if (values.help) return say((words) => words.help, '\n\n');

  const { env } = process;
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    say((words) => words.badPort(String(env.PORT)));
    process.exit(1);
  }
  if (!existsSync(join(builtPage, 'index.html'))) {
    say((words) => words.noPage);
    process.exit(1);
  }
  say((words) => words.starting);
  const sandbox = await startSandbox({
    port,
    dataFolder: resolve(env.MUSUBI_DATA || '.musubi'),
    reset: values.reset === true || env.MUSUBI_RESET === '1',
    environment: env,
    // JSON is for programs that read it; a person reads the address, which must stay in sight.
    out: process.stdout.isTTY ? calmly(process.stdout) : process.stdout,
    productCommand: [process.execPath, product('server.ts')],
    setupCommand: [process.execPath, product('cli.ts'), 'setup'],
    sayDeath: (how, seconds) => say((words) => words.died(how, seconds)),
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause;
    say((words) => words.portTaken(port));
    process.exit(1);
  });
  endOnSignals(sandbox);
  await sandbox.product.whenReady();
  if (sandbox.product.state() === 'ready') say((words) => words.open(sandbox.url));
}

/** The first signal closes everything in order; a second one does not wait. */
function endOnSignals(sandbox: Sandbox): void {
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      say((words) => words.ending);
      sandbox.close().then(
        () => process.exit(0),
        (cause) => {
          console.error(cause);
          process.exit(1);
        },
      );
    });
  }
}

await main();
