import { sentencesOf } from './commands/wrong.ts';
import { commandLine } from './program.ts';

try {
  await commandLine(process.env, () => new Date()).parseAsync();
} catch (error) {
  for (const sentence of sentencesOf(error)) console.error(sentence);
  process.exitCode = 1;
}
