import { describe, expect, test } from 'vitest';
import { files, textOf } from './source.ts';

const readme = files().includes('README.md') ? (textOf('README.md') ?? '') : '';
const paths = files();
const folders = new Set(
  paths.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))),
);
const { scripts } = JSON.parse(textOf('package.json') ?? '{}') as { scripts: Record<string, string> };

/** Made when the product is built or run, so not in the tree. */
const made = ['dist', '.musubi'];

describe('the README names only what is there', () => {
  test('paths in the tree', () => {
    const named = matches(/(?<![\w@./:-])((?:bot|core|db|liff|slack|sandbox|tests|\.ci)\/[\w.@/-]*)/g).map((path) =>
      path.replace(/[./]+$/, ''),
    );
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });

  test('files at the top', () => {
    const named = matches(/`([\w.-]+\.(?:toml|json|ts|mjs|md|ya?ml|sql))`/g);
    expect(named.filter((name) => !paths.some((path) => path === name || path.endsWith(`/${name}`)))).toEqual([]);
  });

  test('npm scripts', () => {
    const named = [...matches(/npm run ([\w:-]+)/g), ...matches(/npm (start|test)\b/g)];
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('pictures and relative links', () => {
    const named = [...matches(/\]\(([^)\s]+)[^)]*\)/g), ...matches(/(?:src|srcset|href)="([^"]+)"/g)];
    const relative = named
      .filter((link) => !/^(https?:|mailto:|#)/.test(link))
      .map((link) => link.replace(/^\.\//, '').replace(/#.*$/, ''));
    expect(relative.filter((path) => !exists(path.replace(/\/$/, '')))).toEqual([]);
  });
});

test('the README is there, and shows the two commands', () => {
  expect(readme).toContain('npm start');
  expect(readme).toContain('npm test');
});

function matches(pattern: RegExp): string[] {
  return [...readme.matchAll(pattern)].map(([, name]) => name ?? '');
}

function exists(path: string): boolean {
  return (
    paths.includes(path) || folders.has(path) || made.some((folder) => path === folder || path.startsWith(`${folder}/`))
  );
}
