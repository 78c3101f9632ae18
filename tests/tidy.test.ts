import { describe, expect, test } from 'vitest';
import { files, type Source, sources, textOf } from './source.ts';

// What Biome and the compiler can keep (default exports, barrels, enums, unused names), they keep; the rest of the house is here.

const all = sources();
const product = all.filter(({ path }) => !path.startsWith('tests/'));

const mayImport: Record<string, string[]> = {
  db: [],
  core: ['db'],
  liff: ['core', 'db'],
  slack: ['core', 'db'],
  bot: ['core', 'db', 'liff', 'slack'],
  sandbox: [],
};

const entries = ['bot/server.ts', 'bot/worker.ts', 'bot/cli.ts', 'sandbox/main.ts', 'bot/ready.mjs'];

const topLevel = [
  ...['bot', 'liff', 'slack', 'core', 'db', 'sandbox', 'tests', 'docs', 'patches', '.ci'],
  ...['wrangler.toml', 'package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'README.md', '.gitignore'],
];

/** Files outside `words/` that hold Japanese text, and why each may. */
const speaksJapanese: Record<string, string> = {
  'bot/ready.mjs': 'runs before anything is installed, so it can import nothing',
  'core/members/address.ts': 'letters that addresses are compared by, not words for anybody',
  'core/members/lookalikes.ts': 'letters that names are compared by, not words for anybody',
  'core/members/normalise.ts': 'letters that names are compared by, not words for anybody',
  'core/members/readings.ts': 'letters that names are compared by, not words for anybody',
  'core/members/sound.ts': 'letters that names are compared by, not words for anybody',
  'core/members/variants.ts': 'letters that names are compared by, not words for anybody',
};

describe('rooms', () => {
  test('each folder imports only from the folders it may know', () => {
    expect(
      product.flatMap(({ path, imports }) => {
        const room = roomOf(path);
        const known = [room, ...(mayImport[room] ?? [])];
        const strangers = imports.filter((name) => name.includes('/') && isOurs(name) && !known.includes(roomOf(name)));
        return strangers.map((name) => `${path} imports ${name}`);
      }),
    ).toEqual([]);
  });

  test('db and core know no LINE, no Slack, no HTTP, no model', () => {
    const channels =
      /^(@line|@slack|@hono)\/|^(hono|openai|nodemailer|smtp-server|jose)(\/|$)|^(node:)?(http|https|http2|net|process)$/;
    const inside = product.filter(({ path }) => ['db', 'core'].includes(roomOf(path)) && path !== 'db/lock.ts');
    expect(
      inside.flatMap(({ path, imports }) =>
        imports.filter((name) => channels.test(name)).map((name) => `${path}: ${name}`),
      ),
    ).toEqual([]);
  });

  test('the environment is read in the entries only', () => {
    const reads = (source: Source) =>
      found(source, 'MemberExpression', (text) => /^process\s*\.\s*env$/.test(text)).concat(
        source.imports.filter((name) => /^(node:)?process$/.test(name)),
      );
    expect(product.filter(({ path }) => !entries.includes(path)).flatMap(reads)).toEqual([]);
  });

  test('the time of day is passed in: only the entries and the clocks look at a clock', () => {
    const looks = (source: Source) => [
      ...found(source, 'CallExpression', (text) => /^(Date\.now|Temporal\.Now\.\w+|Date)\(/.test(text)),
      ...found(source, 'NewExpression', (text) => /^new Date(\(\s*\))?$/.test(text)),
    ];
    const elsewhere = product.filter(({ path }) => !entries.includes(path) && !/(^|\/)clock\.ts$/.test(path));
    expect(elsewhere.flatMap(looks)).toEqual([]);
  });

  test('core has no try: a refusal is thrown, and anything else is a bug', () => {
    const core = product.filter(({ path }) => roomOf(path) === 'core');
    expect(core.flatMap((source) => found(source, 'TryStatement'))).toEqual([]);
  });
});

describe('words', () => {
  const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

  test('what people read in Japanese is written under words/', () => {
    const elsewhere = product.filter(
      ({ path }) => !/(^|\/)words\//.test(path) && !path.startsWith('core/demo/') && !(path in speaksJapanese),
    );
    const spoken = (source: Source) =>
      ['Literal', 'TemplateElement', 'JSXText'].flatMap((type) =>
        found(source, type, (text) => japanese.test(text) && !text.startsWith('/')),
      );
    expect(elsewhere.flatMap(spoken)).toEqual([]);
  });

  test('every exception to that still exists and still needs to be one', () => {
    const needed = Object.keys(speaksJapanese).filter((path) =>
      japanese.test(all.find((source) => source.path === path)?.text ?? ''),
    );
    expect(needed).toEqual(Object.keys(speaksJapanese));
  });
});

describe('tree', () => {
  const paths = files();

  test('nothing lies at the top but what the house is made of', () => {
    expect([...new Set(paths.map(roomOf))].filter((name) => !topLevel.includes(name))).toEqual([]);
  });

  test('nothing is called utils, lib, common or helpers', () => {
    expect(paths.filter((path) => /(^|\/)(utils?|libs?|common|helpers?|misc)(\/|\.[a-z]+$)/i.test(path))).toEqual([]);
  });

  test('nothing tells on which machine or from which registry it was made', () => {
    const telling = /(?<![\w.])\/(?:work|root|tmp|Users)\/|registry\.(?:npmjs|yarnpkg)/;
    const lines = (path: string) =>
      (textOf(path) ?? '')
        .split('\n')
        .flatMap((line, index) => (telling.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : []));
    expect(paths.flatMap(lines)).toEqual([]);
  });
});

function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isOurs(name: string): boolean {
  return roomOf(name) in mayImport || roomOf(name) === 'tests';
}

/** The nodes of one type whose text is of interest, as `path:line text`. */
function found(source: Source, type: string, interesting: (text: string) => boolean = () => true): string[] {
  return source.nodes
    .filter((node) => node.type === type)
    .map((node) => ({ line: source.lineOf(node), text: source.text.slice(node.start, node.end as number) }))
    .filter(({ text }) => interesting(text))
    .map(({ line, text }) => `${source.path}:${line} ${text.split('\n')[0]?.slice(0, 80)}`);
}
