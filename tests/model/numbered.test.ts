import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** How many laws there are of structure, of the ledger, of attribution, of process and of privacy. */
const counts = { S: 13, L: 17, A: 7, C: 7, P: 6 };

type Row = { law: string; file: string };

async function table(): Promise<Row[]> {
  const text = await readFile(join(root, 'docs/laws.md'), 'utf8');
  return [...text.matchAll(/^\| ([A-Z]\d+) \| .+ \| `(tests\/\S+)` \|$/gm)].map(([, law = '', file = '']) => ({
    law,
    file,
  }));
}

/** Whether a file has a test, or a law that a test is made of, whose name holds this number. */
async function isNamed({ law, file }: Row): Promise<boolean> {
  const text = await readFile(join(root, file), 'utf8');
  const names = text.matchAll(/(?:\btest\(|\.test\(|\)\(|\bname:)\s*(['"`])((?:(?!\1)[^\n])*)\1/g);
  return [...names].some(([, , name = '']) => new RegExp(`\\b${law}\\b`).test(name));
}

test('every law is in the table once, and the table names no other', async () => {
  const all = Object.entries(counts).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
  const rows = (await table()).map(({ law }) => law);
  expect(rows).toEqual(all);
});

test('every law has the test that the table says, named by its number', async () => {
  const lacking = [];
  for (const row of await table()) if (!(await isNamed(row))) lacking.push(row);
  expect(lacking).toEqual([]);
});

test('laws that stand in a file of their own are played by a test', async () => {
  const files = new Set((await table()).map(({ file }) => file).filter((file) => !file.endsWith('.test.ts')));
  const tests = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts'));
  const texts = await Promise.all(tests.map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
  for (const file of files) {
    const lists = [...(await readFile(join(root, file), 'utf8')).matchAll(/^export const (\w+): \w+\[\]/gm)];
    for (const [, list] of lists)
      expect(
        texts.some((text) => text.includes(`...${list}`) || text.includes(`laws: ${list}`)),
        `${list}`,
      ).toBe(true);
  }
});
