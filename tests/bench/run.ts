import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** `npm run bench -- NAME [options]`: runs one benchmark of this folder. Each prints a table and, as its last line, one line of JSON. */
const others = new Set(['run.ts', 'table.ts', 'synthetic.ts']);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.includes('-') && !others.has(file))
  .map((file) => basename(file, '.ts'));

const [name, ...options] = process.argv.slice(2);
if (!name || !names.includes(name)) {
  console.log(
    `npm run bench -- NAME [options]\n\nBenchmarks: ${names.join(', ')}\nOptions of one: npm run bench -- NAME --help`,
  );
  process.exitCode = name === undefined || name === '--help' ? 0 : 1;
} else {
  process.argv.splice(2, process.argv.length, ...options);
  await import(`./${name}.ts`).catch((reason: unknown) => {
    if (!isBadOption(reason)) throw reason;
    console.error(`${reason.message.split('. ')[0]}. npm run bench -- ${name} --help`);
    process.exitCode = 2;
  });
}

function isBadOption(reason: unknown): reason is Error {
  return reason instanceof Error && 'code' in reason && String(reason.code).startsWith('ERR_PARSE_ARGS');
}
