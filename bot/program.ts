import { Command } from 'commander';
import { capCommand } from './commands/cap.ts';
import { migrateCommand, seedCommand, verifyCommand } from './commands/data.ts';
import { detectCommand } from './commands/detect.ts';
import { doctorCommand } from './commands/doctor.ts';
import { duplicatesCommand } from './commands/duplicates.ts';
import { importCommand } from './commands/import.ts';
import { backupCommand, moveToCommand, restoreCommand } from './commands/keep.ts';
import { posKeyCommand } from './commands/pos-key.ts';
import { erasureCommand, exportMemberCommand, retentionCommand } from './commands/privacy.ts';
import { serveCommand } from './commands/serve.ts';
import { setupCommand } from './commands/setup.ts';
import type { Environment } from './config.ts';
import { commandWords } from './words/commands.ts';

/** The command line: each command lives in a file of its own under `commands/` and is handed the environment and the time. */
export function commandLine(environment: Environment, now: () => Date): Command {
  const program = new Command('musubi').description(commandWords.about).showHelpAfterError();
  const commands = [
    migrateCommand,
    seedCommand,
    verifyCommand,
    importCommand,
    duplicatesCommand,
    capCommand,
    backupCommand,
    restoreCommand,
    moveToCommand,
    doctorCommand,
    setupCommand,
    detectCommand,
    posKeyCommand,
    retentionCommand,
    erasureCommand,
    exportMemberCommand,
  ];
  program.addCommand(serveCommand(environment));
  for (const command of commands) program.addCommand(command(environment, now));
  return program;
}
