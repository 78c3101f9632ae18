import { Command } from 'commander';
import { serveCommand } from './commands/serve.ts';
import { commandWords } from './words/commands.ts';

/** The command line: each command lives in a file of its own under `commands/` and is handed the environment. */
const program = new Command('musubi')
  .description(commandWords.about)
  .showHelpAfterError()
  .addCommand(serveCommand(process.env));

await program.parseAsync();
