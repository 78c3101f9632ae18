import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Command, type CommanderError, Option } from 'commander';
import { civil } from '../../core/calendar.ts';
import { findDuplicates } from '../../core/duplicates/find.ts';
import type { Link } from '../../core/duplicates/groups.ts';
import { zonedLinks } from '../../core/duplicates/zoned.ts';
import { thresholdsFor } from '../../core/duplicates/zones.ts';
import type { Environment } from '../config.ts';
import { type Reading, readColumns } from '../duplicates/columns.ts';
import { maskedExamples, pickExamples } from '../duplicates/examples.ts';
import { figuresOf } from '../duplicates/figures.ts';
import { readTable, sampleOf } from '../duplicates/ingest.ts';
import { writePairs } from '../duplicates/pairs-csv.ts';
import { reasonLine, reasonsInWords } from '../duplicates/reasons.ts';
import { reportPage } from '../duplicates/report.ts';
import { type CsvFile, type Odd, openCsv } from '../duplicates/rows.ts';
import type { ColumnKind } from '../words/columns.ts';
import { duplicatesEn } from '../words/duplicates.en.ts';
import { type DuplicatesWords, duplicatesJa } from '../words/duplicates.ja.ts';
import { operatorWords } from '../words/operator.ts';
import { UnreadableFile } from './csv-file.ts';
import type { Now } from './shop-at.ts';
import { Plainly } from './wrong.ts';

const help = operatorWords.duplicates;

type Options = {
  map: [string, string][];
  id?: string;
  threshold: string;
  out: string;
  html?: string;
  costPerMember?: string;
  language: 'ja' | 'en';
  excel?: boolean;
  force?: boolean;
};

/** `duplicates FILE`: who is in an export of members more than once, as a list of pairs and as a page. Opens no database and changes nothing. */
export function duplicatesCommand(_environment: Environment, now: Now): Command {
  const command = new Command('duplicates');
  return command
    .description(help.description)
    .configureOutput({ outputError: () => {} })
    .exitOverride((error) => sayTyped(command.opts<Options>(), error))
    .argument('<file>', help.file)
    .requiredOption('--out <file>', help.out)
    .option('--html <file>', help.html)
    .option(
      '--map <role=column,...>',
      help.map,
      (pairs: string, before: [string, string][]) => [...before, ...mapped(pairs)],
      [],
    )
    .option('--id <column>', help.id)
    .option('--threshold <p>', help.threshold, '0.5')
    .option('--cost-per-member <yen>', help.cost)
    .addOption(new Option('--language <language>', help.language).choices(['ja', 'en']).default('ja'))
    .option('--excel', help.excel)
    .option('--force', help.force)
    .addHelpText('after', help.more)
    .action(async (file: string, options: Options) => {
      const words = wordsOf(options);
      try {
        await report(words, file, options, now);
      } catch (error) {
        throw inWords(words, file, error);
      }
    });
}

function wordsOf({ language }: Partial<Options>): DuplicatesWords {
  return language === 'en' ? duplicatesEn : duplicatesJa;
}

/** What was typed and cannot be meant: in words of ours first, then what the command line says of it, which names the option. */
function sayTyped(options: Partial<Options>, { exitCode, code, message }: CommanderError): void {
  if (exitCode === 0) return;
  const { wrong } = wordsOf(options);
  throw new Plainly([wrong.typed[code], `  ${message}`, wrong.example].filter(Boolean).join('\n'));
}

/** What went wrong with a file, with its name; anything else as it is. */
function inWords({ unreadable, wrong }: DuplicatesWords, file: string, error: unknown): unknown {
  if (error instanceof UnreadableFile) {
    const says = unreadable[error.reason](error.message, error.among.join(', '));
    return new Plainly(error.reason === 'no_such_field' ? says : wrong.inFile(file, says));
  }
  const { code, path } = error as NodeJS.ErrnoException;
  return code && path ? new Plainly(wrong.closed(path, code)) : error;
}

async function report(words: DuplicatesWords, file: string, options: Options, now: Now): Promise<void> {
  const { threshold, cost, map } = checked(words, file, options);
  const csv = await openCsv(file);
  const sample = await sampleOf(csv);
  if (sample.length === 0) throw new Plainly(words.wrong.inFile(file, words.wrong.noRows));
  const reading = readColumns(csv.header, sample, map);
  showReading(words, csv, reading);
  const { figures, picked, odd } = await writeFound(words, csv, reading, sample, { ...options, threshold });
  console.log(figures.people > 0 ? words.run.found(figures.people, figures.chosen.pairs, threshold) : words.run.nobody);
  console.log(words.run.written(options.out));
  if (!options.html) return;
  const page = reportPage(words, {
    ...{ file: basename(file), day: civil(now()).toPlainDate().toString(), figures },
    examples: await maskedExamples(csv, reading, picked),
    compared: reading.columns.map(({ role }) => role),
    rows: { padded: odd.padded.count, skipped: odd.skipped.count },
    costPerMember: cost,
  });
  writeFileSync(options.html, String(await page), { flag: options.force ? 'w' : 'wx', mode: 0o600 });
  console.log(words.run.personal(options.html));
}

/** Reads the file, finds and writes the pairs, and keeps only what the page needs: the table is gone before the file is read again. */
async function writeFound(
  words: DuplicatesWords,
  csv: CsvFile,
  reading: Reading,
  sample: string[][],
  { out, excel = false, force = false, threshold }: Pick<Options, 'out' | 'excel' | 'force'> & { threshold: number },
) {
  const { table, idOf, odd } = await readTable(csv, reading, sample, (rows) => say(words.run.rows(rows)));
  showOdd(words, table.size, odd);
  const households: Link[] = [];
  let householdCount = 0;
  const { model, links } = findDuplicates(table, {
    progress: (step) => table.size >= longRows && say(words.run.steps[step]),
    judged: (one, other, { same, household }) => {
      if (household <= 0.5) return;
      householdCount++;
      if (households.length < householdsKept) households.push({ one, other, same });
    },
  });
  const zoned = zonedLinks(table, model, links, thresholdsFor(links));
  zoned.sort((x, y) => y.same - x.same || x.one - y.one || x.other - y.other);
  const chosen = zoned.filter(({ same }) => same >= threshold);
  const reasonsOf = ({ one, other }: Link) => reasonsInWords(words, table, model, one, other);
  await writePairs(out, chosen, { idOf, reasonOf: (link) => reasonLine(words, reasonsOf(link)), excel, force });
  return {
    odd,
    figures: figuresOf(table.size, zoned, householdCount, threshold),
    picked: pickExamples(zoned, households, chosen.length, reasonsOf),
  };
}

/** From so many rows on, each step is told. */
const longRows = 50_000;
const householdsKept = 300;

/** What was typed, understood; throws before anything is read that takes long. */
function checked(words: DuplicatesWords, file: string, options: Options) {
  const { wrong } = words;
  if (!existsSync(file)) throw new Plainly(wrong.absent(file));
  if (statSync(file).isDirectory()) throw new Plainly(wrong.folder(file));
  const written = [options.out, options.html].filter((name) => name !== undefined);
  for (const [index, name] of written.entries()) {
    const places = [file, ...written.slice(0, index)].map((other) => resolve(other));
    if (places.includes(resolve(name))) throw new Plainly(wrong.same(name));
    if (existsSync(name) && statSync(name).isDirectory()) throw new Plainly(wrong.folder(name));
    if (existsSync(name) && !options.force) throw new Plainly(wrong.exists(name));
    if (!existsSync(dirname(resolve(name)))) throw new Plainly(wrong.noFolder(dirname(name)));
    accessSync(dirname(resolve(name)), constants.W_OK);
  }
  const threshold = Number(options.threshold);
  if (!(threshold > 0 && threshold <= 1)) throw new Plainly(wrong.threshold(options.threshold));
  const cost = yenIn(options.costPerMember);
  if (cost !== undefined && !(cost >= 0 && Number.isFinite(cost)))
    throw new Plainly(wrong.cost(options.costPerMember ?? ''));
  const unclear = options.map.find(([role, column]) => role === '' || column === '');
  if (unclear) throw new Plainly(wrong.map(unclear.join('=')));
  return { threshold, cost, map: [...options.map, ...(options.id ? [['id', options.id] as [string, string]] : [])] };
}

/** An amount as people write it; not a number where nothing is written. */
function yenIn(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  return written.trim() === '' ? Number.NaN : Number(written.replaceAll(',', ''));
}

function mapped(pairs: string): [string, string][] {
  return pairs.split(',').map((pair) => {
    const [role = '', ...column] = pair.split('=');
    return [role.trim(), column.join('=').trim()];
  });
}

function showReading(words: DuplicatesWords, csv: CsvFile, { columns, id, together }: Reading): void {
  const { run, kinds } = words;
  const named = (indexes: number[]) => indexes.map((index) => csv.header[index]).join(' + ');
  const line = (kind: ColumnKind, says: string) => console.log(`  ${padded(kinds[kind])}${says}`);
  console.log(run.file(csv.file, csv.encoding));
  console.log(run.reading);
  if (id === undefined) console.log(`  ${run.byRow}`);
  else line('id', named([id]));
  const joined = (index: number) => together.find(({ indexes }) => indexes[0] === index)?.indexes ?? [index];
  for (const { role, index } of columns) line(role, named(joined(index)));
  const used = new Set([id, ...columns.flatMap(({ index }) => joined(index))]);
  const rest = csv.header.map((_, index) => index).filter((index) => !used.has(index));
  line('ignore', rest.length > 0 ? rest.map((index) => csv.header[index]).join(', ') : run.none);
  console.log(run.change);
}

function showOdd(
  { run }: DuplicatesWords,
  rows: number,
  { padded: short, skipped }: { padded: Odd; skipped: Odd },
): void {
  const lines = ({ count, lines: first }: Odd) => [...first, ...(count > first.length ? [run.more] : [])].join(', ');
  console.log(run.rows(rows));
  if (short.count > 0) console.error(run.padded(short.count, lines(short)));
  if (skipped.count > 0) console.error(run.skipped(skipped.count, lines(skipped)));
}

/** A word filled up to the width of a column; Japanese letters are twice as wide. */
function padded(word: string): string {
  const width = [...word].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0xff ? 2 : 1), 0);
  return word + ' '.repeat(Math.max(1, 24 - width));
}

function say(line: string): void {
  process.stderr.write(`  ${line}\n`);
}
