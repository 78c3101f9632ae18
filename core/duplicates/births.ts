import { unlessCrowded } from './contacts.ts';
import { type NumberedColumn, shareAt, textAt } from './dictionary.ts';
import { type Feature, type Level, missing } from './feature.ts';
import type { NameColumn } from './names.ts';
import { oneSlipApart } from './similar.ts';

const [same, swapped, slip, twoParts, year, differs] = [1, 2, 3, 4, 5, 6];

/** `swapped`: day and month changed places. `two_parts`: two of year, month and day agree. Twins share a date, parents and children none. */
const levels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.86, household: 0.02, householdMost: 0.04 },
  { code: 'swapped', same: 0.02, household: 0.001, householdMost: 0.005 },
  { code: 'slip', same: 0.05, household: 0.004, householdMost: 0.02 },
  { code: 'two_parts', same: 0.03, household: 0.01, householdMost: 0.04 },
  { code: 'year', same: 0.01, household: 0.035 },
  { code: 'differs', same: 0.03, household: 0.93 },
];

/** So large a share of all is not even born in one year and written down as its first of January: the date stands for "not known". */
const bornMost = 1 / 50;

/** Birth dates, as eight digits YYYYMMDD. A date that a till or a tired hand gives to everybody, such as 1980-01-01, is none. */
export function birthFeature(column: NumberedColumn, given: NameColumn): Feature {
  const counts = unlessCrowded(column, given, bornMost);
  return {
    name: 'birth',
    part: 'personal',
    levels,
    level: (one, other) => {
      if (!counts(one) || !counts(other)) return 0;
      return levelOfDates(textAt(column, one), textAt(column, other));
    },
    share: (one, _other, level) => (level === same ? shareAt(column, one) : 0),
  };
}

function levelOfDates(mine: string, theirs: string): number {
  if (mine === theirs) return same;
  const [[y, m, d], [theirY, theirM, theirD]] = [partsOf(mine), partsOf(theirs)];
  if (y === theirY && m === theirD && d === theirM) return swapped;
  if (oneSlipApart(mine, theirs)) return slip;
  const equal = [y === theirY, m === theirM, d === theirD].filter(Boolean).length;
  if (equal === 2) return twoParts;
  return y === theirY ? year : differs;
}

function partsOf(date: string): [string, string, string] {
  return [date.slice(0, 4), date.slice(4, 6), date.slice(6)];
}
