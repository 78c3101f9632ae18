import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { ConfigProblem, credentialVariables, type Environment, readConfig, readPlace } from '../config.ts';
import { commandWords } from '../words/commands.ts';

const words = commandWords.serve;

type Options = { port?: number; data?: string; reset?: boolean };

/**
 * `serve`: with the credentials of LINE and Slack in the environment it serves the shop; with none it opens the sandbox; with some
 * of them it says which are missing. What the options say goes into the environment, which the entries read.
 */
export function serveCommand(environment: Environment): Command {
  return new Command('serve')
    .description(words.description)
    .option('-p, --port <number>', words.port, portOf)
    .option('-d, --data <folder>', words.data)
    .option('--reset', words.reset)
    .addHelpText('after', words.more)
    .action(async ({ port, data, reset }: Options) => {
      if (port !== undefined) environment.PORT = String(port);
      if (data !== undefined) environment.MUSUBI_DATA = resolve(data);
      const given = credentialVariables.filter((name) => environment[name]?.trim());
      if (given.length === 0) return openSandbox(environment, reset === true);
      const problems = problemsOf(environment);
      if (problems.length > 0) return refuse(problems);
      if (reset) return refuse([words.resetRefused]);
      await import('../server.ts');
    });
}

/** The sandbox knows nothing of ours and we nothing of it: it is a program of its own, which lives and ends with this one. */
async function openSandbox(environment: Environment, reset: boolean): Promise<void> {
  const program = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
  const env = { ...environment, ...(reset && { MUSUBI_RESET: '1' }) };
  const child = spawn(process.execPath, [program], { stdio: 'inherit', env });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  // Ctrl+C reaches the sandbox by itself; told a second time, it would not take the time to close in order.
  process.on('SIGINT', () => {});
  process.exitCode = await new Promise<number>((done) => child.once('exit', (code) => done(code ?? 1)));
}

function problemsOf(environment: Environment): string[] {
  return [readConfig, readPlace].flatMap((read) => {
    try {
      read(environment);
      return [];
    } catch (error) {
      if (error instanceof ConfigProblem) return error.problems;
      throw error;
    }
  });
}

function refuse(problems: string[]): void {
  console.error(`${words.incomplete}\n${problems.map((problem) => `  ${problem}`).join('\n')}\n${words.orSandbox}`);
  process.exitCode = 1;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError(words.badPort);
  return port;
}
