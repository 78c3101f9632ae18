import { type NumberedColumn, shareAt, textAt } from './dictionary.ts';
import { type Feature, type Level, missing } from './feature.ts';
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

/** Birth dates, as eight digits YYYYMMDD. */
export function birthFeature(column: NumberedColumn): Feature {
  return {
    name: 'birth',
    part: 'personal',
    levels,
    level: (one, other) => {
      const [mine, theirs] = [textAt(column, one), textAt(column, other)];
      return mine === '' || theirs === '' ? 0 : levelOfDates(mine, theirs);
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
