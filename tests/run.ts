import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';

type Tally = { passed: number; failed: number; skipped: number };

const root = join(import.meta.dirname, '..');
const fullTimes = 10;

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = options.filter((option) => option !== '--full');
if (unknown.length > 0) {
  console.error(`Unknown option ${unknown.join(' ')}. npm test [-- PATH…], npm run test:full`);
  process.exit(2);
}

const scale = (options.includes('--full') ? fullTimes : 1) * (Number(process.env.SCALE) || 1);
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
if (paths.length === 0) {
  count(await check('types', 'typescript/bin/tsc', ['--noEmit', '-p', root]));
  count(await check('style', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', root]));
}
await runTests();
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed > 0 || tally.passed === 0 ? 1 : 0);

function count(outcome: 'passed' | 'failed' | 'skipped' | 'pending') {
  tally[outcome === 'pending' ? 'failed' : outcome] += 1;
}

/** One of the two whole-tree checks; it counts like a test. */
async function check(name: string, program: string, words: string[]): Promise<'passed' | 'failed'> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, 'node_modules', program), ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => child.once('close', resolve).once('error', () => resolve('not started')));
  console.log(`${code === 0 ? ' ✓' : ' ✗'} ${name} ${Math.round(performance.now() - started)} ms`);
  return code === 0 ? 'passed' : 'failed';
}

async function runTests() {
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const vitest = await createVitest('test', { config, watch: false, provide: { scale } });
  try {
    await vitest.start(paths);
  } catch (reason) {
    console.error(reason);
    tally.failed += 1;
  }
  for (const module of vitest.state.getTestModules()) countModule(module);
  tally.failed += vitest.state.getUnhandledErrors().length;
  await close(vitest);
}

/** A file that could not be read has no tests to count, so it counts itself. */
function countModule(module: TestModule) {
  for (const test of module.children.allTests()) count(test.result().state);
  tally.failed += module.errors().length;
  for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
}

/** A test that left something running must not keep the result back. */
async function close(vitest: Vitest) {
  const late = setTimeout(20_000, 'late', { ref: false });
  if ((await Promise.race([vitest.close(), late])) === 'late') console.error('Something in the tests still runs.');
}
