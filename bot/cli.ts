import { sentencesOf } from './commands/wrong.ts';
import { commandLine } from './program.ts';

try {
  const program = await commandLine(process.env, () => new Date(), process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  for (const sentence of sentencesOf(error)) console.error(sentence);
  process.exitCode = 1;
}
