import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseAst } from 'vite';

const root = join(import.meta.dirname, '..');

type Node = { type: string; start: number; [key: string]: unknown };

/** A file of ours as the parser sees it; `imports` are what it names, relative ones as paths from the root. */
export type Source = { path: string; text: string; imports: string[]; nodes: Node[]; lineOf: (node: Node) => number };

/** Paths from the root of every file that is, or would be, committed. */
export function files(): string[] {
  // Also in a checkout that belongs to somebody else, as in many containers.
  const words = ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard'];
  const listed = execFileSync('git', words, { cwd: root, encoding: 'utf8' });
  return listed.split('\n').filter((path) => path !== '' && existsSync(join(root, path)));
}

/** The text of a file, or nothing when it is not a text. */
export function textOf(path: string): string | undefined {
  const bytes = readFileSync(join(root, path));
  return bytes.includes(0) ? undefined : bytes.toString('utf8');
}

/** Every TypeScript or JavaScript file of ours, parsed. */
export function sources(): Source[] {
  return files()
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
    .map((path) => {
      const text = textOf(path) ?? '';
      const nodes = flat(parsed(path, text));
      const imports = nodes
        .flatMap(named)
        .map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name));
      return { path, text, imports, nodes, lineOf: ({ start }) => text.slice(0, start).split('\n').length };
    });
}

function parsed(path: string, text: string): Node {
  try {
    return parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
  } catch (cause) {
    throw new Error(`${path} cannot be parsed`, { cause });
  }
}

/** What a node imports from, whichever of the five ways it does so. */
function named(node: Node): string[] {
  const imports = [
    'ImportDeclaration',
    'ExportAllDeclaration',
    'ExportNamedDeclaration',
    'ImportExpression',
    'TSImportType',
  ];
  if (!imports.includes(node.type)) return [];
  const from = node.source as { value?: unknown } | null | undefined;
  return typeof from?.value === 'string' ? [from.value] : [];
}

function flat(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(flat);
  return 'type' in value && typeof value.type === 'string' ? [value as Node, ...inside] : inside;
}
