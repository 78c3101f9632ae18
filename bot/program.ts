import { Command } from 'commander';
import type { Environment } from './config.ts';
import { commandWords } from './words/commands.ts';

type Making = (environment: Environment, now: () => Date) => Command;

/** Every command by its name, in the order of the help; each is loaded when it is wanted. */
const commands = new Map<string, () => Promise<Making>>([
  ['serve', async () => (await import('./commands/serve.ts')).serveCommand],
  ['migrate', async () => (await import('./commands/data.ts')).migrateCommand],
  ['seed', async () => (await import('./commands/data.ts')).seedCommand],
  ['verify', async () => (await import('./commands/data.ts')).verifyCommand],
  ['import', async () => (await import('./commands/import.ts')).importCommand],
  ['duplicates', async () => (await import('./commands/duplicates.ts')).duplicatesCommand],
  ['cap', async () => (await import('./commands/cap.ts')).capCommand],
  ['backup', async () => (await import('./commands/keep.ts')).backupCommand],
  ['restore', async () => (await import('./commands/keep.ts')).restoreCommand],
  ['move-to', async () => (await import('./commands/keep.ts')).moveToCommand],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand],
  ['setup', async () => (await import('./commands/setup.ts')).setupCommand],
  ['detect', async () => (await import('./commands/detect.ts')).detectCommand],
  ['pos-key', async () => (await import('./commands/pos-key.ts')).posKeyCommand],
  ['retention', async () => (await import('./commands/privacy.ts')).retentionCommand],
  ['erasure', async () => (await import('./commands/privacy.ts')).erasureCommand],
  ['export-member', async () => (await import('./commands/privacy.ts')).exportMemberCommand],
]);

/**
 * The command line: each command lives in a file of its own under `commands/` and is handed the environment and the time. Only the one that
 * `words` begin with is loaded, so that a look over a million members has the memory to itself; all of them where they begin with none.
 */
export async function commandLine(environment: Environment, now: () => Date, words: string[]): Promise<Command> {
  const program = new Command('musubi').description(commandWords.about).showHelpAfterError();
  const wanted = commands.get(words[0] ?? '');
  for (const load of wanted ? [wanted] : commands.values()) program.addCommand((await load())(environment, now));
  return program;
}
