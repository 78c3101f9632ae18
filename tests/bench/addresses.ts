import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { splitAddress } from '../../core/members/address.ts';
import { report } from './table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { misses: { type: 'string', default: '20' }, help: { type: 'boolean', default: false } },
});
const [file] = positionals;
if (options.help || !file) {
  console.log(
    'npm run bench -- addresses FILE [--misses 20]\nHow well addresses are split, against a CSV of input, prefecture, city, town, number, rest and note. Rows with a note hold typos.',
  );
  process.exit(options.help ? 0 : 2);
}

type Expected = { input: string; prefecture: string; city: string; town: string; numbers: string; note: string };
const expected = (parse(readFileSync(file), { bom: true }) as string[][]).slice(1).map(readExpected);
const started = performance.now();
const judged = expected.map((row) => ({ row, ...judge(row) }));
const perSecond = Math.round(expected.length / ((performance.now() - started) / 1_000));

const parts = ['prefecture', 'city', 'town', 'numbers', 'all'] as const;
const groups = [
  { name: 'plain', of: judged.filter(({ row }) => row.note === '') },
  { name: 'with typos', of: judged.filter(({ row }) => row.note !== '') },
];
const figures = groups.map(({ name, of }) => ({
  ...{ rows: name, count: of.length },
  ...Object.fromEntries(parts.map((part) => [part, of.filter(({ right }) => right[part]).length])),
}));
report('Addresses, split as expected', figures.map(inPercent), { bench: 'addresses', figures, perSecond });

const misses = judged.filter(({ right }) => !right.all);
for (const { row, found, right } of misses.slice(0, Number(options.misses))) {
  const wrong = parts.filter((part) => part !== 'all' && !right[part]).join(', ');
  console.log(`${row.input}: ${wrong}: ${[found.prefecture, found.city, found.town, found.numbers].join(' ')}`);
}

/** The 丁目 of a town is the first of our numbers, and districts are left out. */
function readExpected(row: string[]): Expected {
  const [input = '', prefecture = '', city = '', town = '', number = '', rest = '', , , , note = ''] = row;
  const [, named = town, block = ''] = /^(.*?)([一二三四五六七八九十]+)丁目?$/.exec(town) ?? [];
  const [house = ''] = /^[\d-]*/.exec(number || rest) ?? [];
  const numbers = [figureOf(block), house.replace(/-+$/, '')].filter(Boolean).join('-');
  const place = splitAddress(`${prefecture}${city}${named}`).town;
  return { input, prefecture, city: city.replace(/^.{1,4}郡(?=..)/, ''), town: place, numbers, note };
}

function figureOf(block: string): string {
  const [tens = '', ones = ''] = block.includes('十') ? block.split('十') : ['0', block];
  const figure = (letter: string) => '一二三四五六七八九'.indexOf(letter) + 1;
  return block && String((tens === '' ? 1 : tens === '0' ? 0 : figure(tens)) * 10 + figure(ones || '　'));
}

function judge({ input, prefecture, city, town, numbers }: Expected) {
  const found = splitAddress(input);
  const right = {
    prefecture: found.prefecture.slice(0, 2) === prefecture.slice(0, 2),
    city: folded(found.city) === folded(city),
    town: found.town === town,
    numbers: [found.numbers, found.room].filter(Boolean).join('-') === numbers || found.numbers === numbers,
    all: false,
  };
  right.all = right.city && right.town && right.numbers;
  return { found, right };
}

function folded(name: string): string {
  return splitAddress(`${name}町`).city;
}

function inPercent(row: Record<string, string | number>): Record<string, string | number> {
  const share = (value: string | number) => `${((100 * Number(value)) / Number(row.count)).toFixed(2)} %`;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, name === 'rows' || name === 'count' ? value : share(value)]),
  );
}
