import type { Column, Role } from '../../core/duplicates/role.ts';
import { headerKey, UnreadableFile } from '../commands/csv-file.ts';
import { type ColumnKind, kindNames, kindPatterns } from '../words/columns.ts';
import { kindsByContent } from './contents.ts';

/** How a file is read: what is compared, by what its rows are called, and how a row is made ready for that. */
export type Reading = {
  columns: Column[];
  /** The column whose text stands for a row; without one, the number of the row does. */
  id: number | undefined;
  /** Columns that are read as one, in their order; the first of them carries it. */
  together: Together[];
  /** A row with what is read together in the first of its columns, and nothing in the others. */
  prepare: (row: string[]) => string[];
};

type Together = { role: Role; indexes: number[] };

/** A column as it is named in a file, and whether somebody said so or how sure the guess is. */
type Named = { index: number; kind: ColumnKind | undefined; from: 'map' | 'name' | 'pattern' | 'content' };

/** Roles that several columns may have at once; of all others the first filled one counts. */
const many = new Set<ColumnKind>(['place', 'trait', 'code', 'ignore', 'address', 'addressMore']);
/** Of these a second column speaks where the first is empty; a second column of any other kind has no say. */
const fallback = new Set<ColumnKind>(['phone', 'mail', 'birthDate']);
const parts = ['prefecture', 'city', 'address', 'addressMore'] as const;

/**
 * Guesses what the columns of a file hold: by their names, then by what stands in them. `map` overrides, role by columns. Throws when
 * nothing looks like a name, or when `map` names what is not there.
 */
export function readColumns(header: string[], sample: string[][], map: [string, string][] = []): Reading {
  const told = toldBy(header, map);
  const named = header.map((name, index): Named => told.get(index) ?? { index, ...kindByName(name) });
  for (const column of named) if (column.from !== 'map' && isTold(column.kind, told)) column.kind = 'ignore';
  const byContent = kindsByContent(
    sample,
    named.map(({ kind }) => kind),
  );
  for (const column of named)
    if (column.kind === undefined) Object.assign(column, { kind: byContent.get(column.index), from: 'content' });
  settleNames(named, sample);
  const id = first(named, 'id')?.index ?? idByContent(named, sample);
  const { columns, together } = settled(header, named, sample);
  if (!columns.some(({ role }) => nameRoles.has(role))) throw new UnreadableFile('no_needed_column', header.join(', '));
  return { columns, id, together, prepare: preparing(together) };
}

const nameRoles = new Set<Role>(['familyName', 'givenName', 'familyKana', 'givenKana', 'fullName', 'fullKana']);

/** What a word in front of the = means: a role, or any name that a column of it may have. */
export function kindOfWord(word: string): ColumnKind | undefined {
  const kinds = Object.keys(kindNames) as ColumnKind[];
  const key = headerKey(word);
  return kinds.find((kind) => headerKey(kind) === key) ?? kinds.find((kind) => kindNames[kind].some(is(key)));
}

function toldBy(header: string[], map: [string, string][]): Map<number, Named> {
  return new Map(
    map.map(([word, name]) => {
      const kind = kindOfWord(word);
      if (!kind) throw new UnreadableFile('no_such_field', word);
      const exact = header.indexOf(name);
      const index = exact < 0 ? header.findIndex((one) => headerKey(one) === headerKey(name)) : exact;
      if (index < 0) throw new UnreadableFile('no_such_column', name, header);
      return [index, { index, kind, from: 'map' }];
    }),
  );
}

/** Whoever names the phone column means that no other is. */
function isTold(kind: ColumnKind | undefined, told: Map<number, Named>): boolean {
  return kind !== undefined && !many.has(kind) && [...told.values()].some((column) => column.kind === kind);
}

function kindByName(name: string): Pick<Named, 'kind' | 'from'> {
  const key = headerKey(name);
  const kinds = Object.entries(kindNames) as [ColumnKind, string[]][];
  const exact = kinds.find(([, names]) => names.some(is(key)))?.[0];
  if (exact) return { kind: exact, from: 'name' };
  return { kind: kindPatterns.find(([pattern]) => pattern.test(key))?.[1], from: 'pattern' };
}

const is = (key: string) => (name: string) => headerKey(name) === key;

/** The columns of a kind, the surest first. */
function all(named: Named[], kind: ColumnKind): Named[] {
  const order = ['map', 'name', 'pattern', 'content'];
  return named
    .filter((column) => column.kind === kind)
    .sort((x, y) => order.indexOf(x.from) - order.indexOf(y.from) || x.index - y.index);
}

function first(named: Named[], kind: ColumnKind): Named | undefined {
  return all(named, kind)[0];
}

/** Where both halves of a name are there, the whole says nothing more; 名字 beside 名前 makes the second the given name. */
function settleNames(named: Named[], sample: string[][]): void {
  for (const [family, given, full] of [
    ['familyName', 'givenName', 'fullName'],
    ['familyKana', 'givenKana', 'fullKana'],
  ] as const) {
    const [one, two, whole] = [first(named, family), first(named, given), first(named, full)];
    if (!whole) continue;
    const repeats =
      one && sample.some((row) => row[one.index] && row[whole.index]?.startsWith(row[one.index] as string));
    if (one && two) drop(named, full);
    else if (one && !repeats) whole.kind = given;
    else for (const half of [family, given]) drop(named, half);
  }
}

function drop(named: Named[], kind: ColumnKind): void {
  for (const column of named) if (column.kind === kind) column.kind = 'ignore';
}

/** The first column in which every row has a word of its own. */
function idByContent(named: Named[], sample: string[][]): number | undefined {
  const isOwn = ({ index }: Named) => {
    const texts = sample.map((row) => row[index] ?? '');
    return new Set(texts).size === texts.length && texts.every((text) => /^[\w-]{1,40}$/.test(text));
  };
  return sample.length < 2 ? undefined : named.find((column) => column.kind === undefined && isOwn(column))?.index;
}

function settled(header: string[], named: Named[], sample: string[][]): Pick<Reading, 'columns' | 'together'> {
  const together: Together[] = [];
  const columns: Column[] = [];
  const take = (role: Role, indexes: number[]) => {
    const index = indexes[0] as number;
    columns.push({ name: header[index] ?? '', role, index });
    if (indexes.length > 1) together.push({ role, indexes });
  };
  const address = parts.flatMap((part) => named.filter(({ kind }) => kind === part).map(({ index }) => index));
  const isOneAddress = address.some((index) => isJapaneseAddress(header[index] ?? '', sample, index));
  if (isOneAddress) take('address', address);
  for (const { index, kind } of named) {
    if (kind === undefined || kind === 'id' || kind === 'ignore') continue;
    if (isPart(kind)) {
      if (!isOneAddress) take(kind === 'address' ? 'address' : 'place', [index]);
    } else if (many.has(kind)) take(kind, [index]);
    else if (first(named, kind)?.index === index)
      take(kind, fallback.has(kind) ? all(named, kind).map((column) => column.index) : [index]);
  }
  columns.sort((x, y) => x.index - y.index);
  return { columns, together };
}

function isPart(kind: ColumnKind): kind is (typeof parts)[number] {
  return (parts as readonly ColumnKind[]).includes(kind);
}

function isJapaneseAddress(name: string, sample: string[][], index: number): boolean {
  const filled = sample.map((row) => row[index] ?? '').filter((text) => text !== '');
  const japanese = filled.filter((text) => /\p{Script=Han}/u.test(text));
  return filled.length === 0 ? /\p{Script=Han}/u.test(name) : japanese.length * 3 > filled.length;
}

/** The parts of an address follow each other, unless one begins with what stands before it; of contacts the first counts, and mobiles before it. */
function preparing(together: Together[]): (row: string[]) => string[] {
  if (together.length === 0) return (row) => row;
  return (row) => {
    const ready = [...row];
    for (const { role, indexes } of together) {
      const texts = indexes.map((index) => row[index] ?? '').filter((text) => text !== '');
      for (const index of indexes) ready[index] = '';
      ready[indexes[0] as number] =
        role === 'address'
          ? texts.reduce((said, text) => (text.startsWith(said) ? text : `${said} ${text}`), '')
          : (texts.find(isMobile) ?? texts[0] ?? '');
    }
    return ready;
  };
}

function isMobile(text: string): boolean {
  return /^(\+?81|0)[789]0/.test(text.normalize('NFKC').replace(/[\s()-]/g, ''));
}
