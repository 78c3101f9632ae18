import { mayBeRead } from '../members/readings.ts';
import { soundOf } from '../members/sound.ts';
import { derived, type NumberedColumn, shareAt, textAt } from './dictionary.ts';
import { type Feature, type Level, missing } from './feature.ts';
import type { NameColumn } from './names.ts';
import { jaroWinkler, oneSlipApart } from './similar.ts';

const phoneLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.62, household: 0.2 },
  { code: 'slip', same: 0.03, household: 0.01 },
  { code: 'differs', same: 0.35, household: 0.79 },
];

/** `name`: the same name at another provider. `slip`: nearly the same name. */
const mailLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.6, household: 0.1, phoned: 0.3 },
  { code: 'name', same: 0.08, household: 0.01 },
  { code: 'slip', same: 0.05, household: 0.01 },
  { code: 'differs', same: 0.27, household: 0.88, phoned: 0.68 },
];
const [same, mailName, mailSlip, mailDiffers] = [1, 2, 3, 4];

/** A contact that more people than this give as theirs is the shop's, or a filler: it tells nothing of whoever gives it. */
const ownersMax = 6;

/** Phones as digits. A number that many people give is not compared. */
export function phoneFeature(column: NumberedColumn, given: NameColumn): Feature {
  const counts = unlessCrowded(column, given);
  return {
    name: 'phone',
    part: 'shared',
    levels: phoneLevels,
    level: (one, other) => {
      if (!counts(one) || !counts(other)) return 0;
      if (column.numbers[one] === column.numbers[other]) return same;
      return oneSlipApart(textAt(column, one), textAt(column, other)) ? 2 : 3;
    },
    share: (one, _other, level) => (level === same ? shareAt(column, one) : 0),
  };
}

/**
 * Mails, normalised. What stands before the @ is told apart from the provider, because people change providers and keep their name; but
 * a name made of its owner's name and birthday says nothing that those do not say already.
 */
export function mailFeature(
  mails: NumberedColumn,
  locals: NumberedColumn,
  people: { family: NameColumn; given: NameColumn; births: NumberedColumn },
): Feature {
  const counts = unlessCrowded(mails, people.given);
  const kinds = new Int8Array(mails.numbers.length);
  const kindOf = (row: number): number => {
    if (kinds[row] === 0) kinds[row] = kindOfName(textAt(locals, row), people, row);
    return kinds[row] as number;
  };
  const level = (one: number, other: number): number => {
    if (!counts(one) || !counts(other)) return 0;
    if (mails.numbers[one] === mails.numbers[other]) return same;
    if (locals.numbers[one] === locals.numbers[other])
      return kindOf(one) === explained && kindOf(other) === explained ? mailDiffers : mailName;
    const [mine, theirs] = [textAt(locals, one), textAt(locals, other)];
    if (!oneSlipApart(mine, theirs) && jaroWinkler(mine, theirs, 0.94) <= 0.94) return mailDiffers;
    return kindOf(one) === free && kindOf(other) === free ? mailSlip : mailDiffers;
  };
  return {
    name: 'mail',
    part: 'shared',
    levels: mailLevels,
    level,
    share: (one, _other, at) => (at === same ? shareAt(mails, one) : at === mailName ? shareAt(locals, one) : 0),
  };
}

/** What stands before the @ of every row. */
export function localParts(mails: NumberedColumn): NumberedColumn {
  return derived(mails, (mail) => mail.slice(0, Math.max(0, mail.indexOf('@'))));
}

/** How a mail's name came to be: chosen freely; of the owner's name and birthday; of the name and figures that nothing explains. */
const [free, explained, figured] = [1, 2, 3];

function kindOfName(
  local: string,
  { family, given, births }: { family: NameColumn; given: NameColumn; births: NumberedColumn },
  row: number,
): number {
  const heard = soundOf(local.replace(/[^a-z]/g, ''));
  const [x, y] = [textAt(family.likelySound, row), textAt(given.likelySound, row)];
  const names = [x, y, soundOf(x + y), soundOf(y + x)].filter((name) => name.length > 1);
  const initialled = x.length > 1 && heard.replace(x, '').length <= 1 && heard.includes(x);
  const isOfName =
    names.includes(heard) ||
    initialled ||
    ((x === '' || y === '') && maySpell(heard, textAt(family.writing, row), textAt(given.writing, row)));
  if (heard.length < 3 || !isOfName) return free;
  const figures = local.replace(/\D/g, '');
  return figures.length < 3 || textAt(births, row).includes(figures) ? explained : figured;
}

/** Whether letters may spell a name of which not all is read: one half, or the family's and an initial or whatever the given name may be read as, in any order. */
function maySpell(heard: string, family: string, given: string): boolean {
  if (mayBeRead(family, heard) || mayBeRead(given, heard)) return true;
  const both = (one: string, other: string) =>
    mayBeRead(family, one) === true && (other.length <= 1 || mayBeRead(given, other) !== false);
  return [...heard].some((_, at) => {
    const [head, tail] = [heard.slice(0, at), heard.slice(at)];
    return both(head, tail) || both(tail, head);
  });
}

/**
 * Whether a row's value is one that few enough people give as theirs, or no larger a share of all than chance makes; people are told apart by their given
 * names.
 */
export function unlessCrowded(column: NumberedColumn, given: NameColumn, chanceMost = 0): (row: number) => boolean {
  const owners = new Map<number, Set<number>>();
  const least = Math.max(ownersMax, chanceMost * column.filled);
  const repeated = (value: number) => (column.dictionary.counts[value] as number) > least;
  for (let row = 0; row < column.numbers.length; row++) {
    const value = column.numbers[row] as number;
    if (value === 0 || !repeated(value)) continue;
    const known = owners.get(value) ?? new Set<number>();
    owners.set(value, known.add(given.likelySound.numbers[row] || -(given.writing.numbers[row] as number)));
  }
  const tells = new Uint8Array(column.dictionary.texts.length).fill(1, 1);
  for (const [value, names] of owners) if (names.size > ownersMax) tells[value] = 0;
  return (row) => tells[column.numbers[row] as number] === 1;
}
