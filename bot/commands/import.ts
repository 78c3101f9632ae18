import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type Confirmed, confirmDeletions } from '../../core/cap/shopIds.ts';
import { importMember, problemsOf } from '../../core/members/importMember.ts';
import { Refusal } from '../../core/refusal.ts';
import { migrate } from '../../db/migrate.ts';
import type { Environment } from '../config.ts';
import type { MemberColumn } from '../words/columns.ts';
import { operatorWords } from '../words/operator.ts';
import { UnreadableFile } from './csv-file.ts';
import { type MemberFile, readMemberFile } from './member-csv.ts';
import { type Now, onShop, operatorContext, shopAt } from './shop-at.ts';

const words = operatorWords.import;
const problemsShown = 20;

type Options = { map: Record<string, string>; yes?: boolean; whole?: boolean };

/** `import members FILE`: shows what it found and what it would do; with `--yes` it does it, all rows or none. */
export function importCommand(environment: Environment, now: Now): Command {
  const members = new Command('members')
    .description(words.members)
    .argument('<file>', words.file)
    .option('--map <column=name>', words.map, collected, {})
    .option('--whole', words.whole)
    .option('-y, --yes', words.yes)
    .action((file: string, options: Options) => importMembers(environment, now, file, options));
  return new Command('import').description(words.description).addCommand(members);
}

async function importMembers(
  environment: Environment,
  now: Now,
  file: string,
  { map, yes, whole = false }: Options,
): Promise<void> {
  if (!existsSync(file)) return refuse(words.absent(file));
  const read = await readMemberFile(file, map).catch((error: unknown) => error);
  if (read instanceof UnreadableFile) return refuse(words[read.reason](read.message));
  if (read instanceof Error) throw read;
  const { encoding, columns, rows } = read as MemberFile;
  const columnOf = (field: string) => columns[columnsOf[field]?.find((column) => columns[column]) ?? 'memberNumber'];
  const problem = (line: number, field: string) => words.problem(line, columnOf(field) ?? field);
  console.log(words.found(rows.length, encoding));
  for (const [column, name] of Object.entries(columns)) console.log(`  ${column.padEnd(14)}${name}`);

  const problems = rows.flatMap(({ line, member }) => problemsOf(member).map((field) => ({ line, field })));
  const twice = repeated(rows.map(({ member }) => member.memberNumber));
  for (const { line, field } of problems.slice(0, problemsShown)) console.error(`  ${problem(line, field)}`);
  if (twice.length > 0) console.error(`  ${words.twice(twice.slice(0, 5).join(', '))}`);
  if (problems.length + twice.length > 0) return refuse(words.notTaken(problems.length + twice.length));
  if (!yes) return console.log(words.preview);

  await onShop(shopAt(environment), async (shop) => {
    await migrate(shop);
    const context = operatorContext(shop, environment, now);
    const counts = { new: 0, known: 0 };
    const numbers = new Set(rows.map(({ member }) => member.memberNumber));
    try {
      const confirmed = await shop.db.transaction(async (db) => {
        for (const [index, { line, member }] of rows.entries()) {
          counts[await importMember({ ...context, db }, member).catch(withLine(line))]++;
          if ((index + 1) % 500 === 0) process.stderr.write(`  ${index + 1} / ${rows.length}\n`);
        }
        return confirmDeletions({ ...context, db }, { numbers, whole });
      });
      console.log(words.done(counts.new, counts.known));
      sayConfirmed(confirmed, whole);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { line, field } = error.facts;
      const given = error.code === 'key_reused';
      console.error(`  ${given ? words.pointsGiven(Number(line)) : problem(Number(line), String(field))}`);
      refuse(words.notTaken(1));
    }
  });
}

/** What became of the numbers that were listed to be deleted in the shop's own system; nothing where none ever were. */
function sayConfirmed({ gone, still, back, unsure }: Confirmed, whole: boolean): void {
  if (gone + still + back + unsure === 0) return;
  console.log(whole ? words.confirmed(gone, still) : words.notWhole(gone, still));
  if (back > 0) console.log(words.back(back));
  if (unsure > 0) console.log(words.unsure(unsure));
}

/** The columns a field of the profile may have come from, the surest first. */
const columnsOf: Record<string, MemberColumn[]> = {
  familyName: ['familyName', 'name'],
  givenName: ['givenName', 'name'],
  familyKana: ['familyKana', 'kana'],
  givenKana: ['givenKana', 'kana'],
  storeCode: ['store'],
  ...Object.fromEntries(
    (['birthDate', 'phone', 'mail', 'postalCode', 'address', 'registeredAt', 'points'] as const).map((name) => [
      name,
      [name],
    ]),
  ),
};

function withLine(line: number) {
  return (error: unknown): never => {
    throw error instanceof Refusal ? new Refusal(error.code, { ...error.facts, line }) : error;
  };
}

function repeated(numbers: string[]): string[] {
  return [...Map.groupBy(numbers, (number) => number)]
    .filter(([, same]) => same.length > 1)
    .map(([number]) => `••••${number.slice(-4)}`);
}

function collected(pair: string, before: Record<string, string>): Record<string, string> {
  const [column = '', ...name] = pair.split('=');
  return { ...before, [column]: name.join('=') };
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
