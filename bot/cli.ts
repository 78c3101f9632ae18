import { Command } from 'commander';
import { migrateCommand, seedCommand, verifyCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { importCommand } from './commands/import.ts';
import { backupCommand, moveToCommand, restoreCommand } from './commands/keep.ts';
import { serveCommand } from './commands/serve.ts';
import { setupCommand } from './commands/setup.ts';
import { sentencesOf } from './commands/wrong.ts';
import { commandWords } from './words/commands.ts';

/** The command line: each command lives in a file of its own under `commands/` and is handed the environment and the time. */
const program = new Command('musubi')
  .description(commandWords.about)
  .showHelpAfterError()
  .addCommand(serveCommand(process.env));

const commands = [
  migrateCommand,
  seedCommand,
  verifyCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  moveToCommand,
  doctorCommand,
  setupCommand,
];
for (const command of commands) program.addCommand(command(process.env, () => new Date()));

try {
  await program.parseAsync();
} catch (error) {
  for (const sentence of sentencesOf(error)) console.error(sentence);
  process.exitCode = 1;
}
