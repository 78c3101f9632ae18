import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ready = join(import.meta.dirname, '../../bot/ready.mjs');
const lock = {
  packages: { '': {}, 'node_modules/one': { version: '1.0.0' }, 'node_modules/two': { version: '2.0.0', dev: true } },
};

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'musubi-ready-'));
  mkdirSync(join(home, 'bot'));
  cpSync(ready, join(home, 'bot/ready.mjs'));
  write('package-lock.json', JSON.stringify(lock));
  write('npm.js', `require('node:fs').appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n')`);
});
afterEach(() => rmSync(home, { recursive: true }));

describe('what is missing is installed', () => {
  test('everything for the tests, without install scripts', () => {
    run('test');
    expect(npmCalls()).toEqual([expect.stringMatching(/^ci --ignore-scripts/)]);
  });

  test('only what running needs, to run', () => {
    run('run');
    expect(npmCalls()).toEqual([expect.stringMatching(/^ci --omit=dev --ignore-scripts/)]);
  });

  test('what the tests need is added to what running needs, without taking that away meanwhile', () => {
    has('one', '1.0.0');
    run('run');
    expect(npmCalls()).toEqual([]);
    run('test');
    expect(npmCalls()).toEqual([expect.stringMatching(/^install --no-save --ignore-scripts/)]);
  });

  test('another version than the lock file says is not good enough', () => {
    has('one', '0.9.0');
    run('run');
    expect(npmCalls()).toHaveLength(1);
  });

  test('a package that is to be repaired in another way is installed anew, once', () => {
    has('one', '1.0.0');
    write('patches/one+1.0.0.patch', 'the old way');
    run('patched');
    run('run');
    expect(npmCalls()).toEqual([]);
    write('patches/one+1.0.0.patch', 'a new way');
    write('node_modules/patch-package/index.js', '');
    run('run');
    expect(npmCalls()).toEqual([expect.stringMatching(/^install --no-save/)]);
    expect(existsSync(join(home, 'node_modules/one'))).toBe(false);
    has('one', '1.0.0');
    run('run');
    expect(npmCalls()).toHaveLength(1);
  });

  test('nothing is done when all is there', () => {
    has('one', '1.0.0', 'two', '2.0.0');
    expect(run('test').stdout).toBe('');
    expect(npmCalls()).toEqual([]);
  });
});

test('without a Node new enough it says in both languages what to do, and stops', () => {
  has('one', '1.0.0');
  write('old/node', '#!/bin/sh\necho 20.20.2\n');
  chmodSync(join(home, 'old/node'), 0o755);
  const asIfOld = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";
  const { status, stderr } = run('run', {
    PATH: join(home, 'old'),
    NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(asIfOld)}"`,
  });
  expect(status).toBe(1);
  expect(stderr).toContain('Node.js 22.18 以上が必要です');
  expect(stderr).toContain('Node.js 22.18 or newer is needed; this is 20.20.2');
});

describe('the pages are built', () => {
  beforeEach(() => {
    has('one', '1.0.0');
    write('liff/page/vite.config.ts', '');
    const built =
      "require('node:fs').mkdirSync('dist/liff', { recursive: true }); require('node:fs').appendFileSync('dist/liff/index.html', 'x')";
    write('node_modules/vite/bin/vite.js', built);
  });

  test('when they are missing, and not again', () => {
    run('run');
    run('run');
    expect(read('dist/liff/index.html')).toBe('x');
  });

  test('when a source is newer', () => {
    run('run');
    const later = Date.now() / 1000 + 60;
    utimesSync(join(home, 'liff/page/vite.config.ts'), later, later);
    run('run');
    expect(read('dist/liff/index.html')).toBe('xx');
  });

  test('when a package was repaired, since it may be part of them', () => {
    run('run');
    const later = Date.now() / 1000 + 60;
    run('patched');
    utimesSync(join(home, 'node_modules/.patches.json'), later, later);
    run('run');
    expect(read('dist/liff/index.html')).toBe('xx');
  });
});

function run(mode: string, env: Record<string, string> = {}) {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const npm = { npm_execpath: join(home, 'npm.js'), npm_node_execpath: process.execPath };
  const options = { cwd: home, env: { PATH: path, ...npm, ...env }, encoding: 'utf8' } as const;
  return spawnSync(process.execPath, ['bot/ready.mjs', mode], options);
}

/** Writes node_modules as if npm had installed these names and versions. */
function has(...installed: string[]) {
  const packages: Record<string, { version: string }> = {};
  for (let at = 0; at < installed.length; at += 2) {
    packages[`node_modules/${installed[at]}`] = { version: installed[at + 1] ?? '' };
    write(`node_modules/${installed[at]}/package.json`, '{}');
  }
  write('node_modules/.package-lock.json', JSON.stringify({ packages }));
}

function npmCalls(): string[] {
  return existsSync(join(home, 'npm.log')) ? read('npm.log').trim().split('\n') : [];
}

function write(path: string, text: string) {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}

function read(path: string): string {
  return readFileSync(join(home, path), 'utf8');
}
