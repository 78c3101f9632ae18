import { type NumberedColumn, shareAt, textAt } from './dictionary.ts';
import { type Feature, type Level, missing } from './feature.ts';
import { jaroWinkler, oneSlipApart } from './similar.ts';

const [same, slip, alike, differs] = [1, 2, 3, 4];

/** What a household shares: a place, or anything of it. */
const sharedLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.75, household: 0.75 },
  { code: 'slip', same: 0.1, household: 0.1 },
  { code: 'alike', same: 0.05, household: 0.05 },
  { code: 'differs', same: 0.1, household: 0.1 },
];

/** Figures of a house and its town: whoever lives there still seldom writes something else altogether. */
export const homeLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.85, household: 0.85 },
  { code: 'slip', same: 0.08, household: 0.08 },
  { code: 'alike', same: 0.05, household: 0.05 },
  { code: 'differs', same: 0.008, household: 0.008, sameMost: 0.01, householdMost: 0.01 },
];

/** What belongs to a person: a trait, which the next may have too, or a code, which nobody else has. */
const traitLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.75, household: 0.01 },
  { code: 'slip', same: 0.1, household: 0.01 },
  { code: 'alike', same: 0.05, household: 0.02 },
  { code: 'differs', same: 0.1, household: 0.96 },
];
export const codeLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.9, household: 0.005, householdMost: 0.01 },
  { code: 'slip', same: 0.07, household: 0.005, householdMost: 0.01 },
  { code: 'differs', same: 0.03, household: 0.99 },
];

/** A column of any texts: alike to the letter, one slip apart, of a like sound or beginning, or different. */
export function textFeature(
  name: string,
  part: Feature['part'],
  column: NumberedColumn,
  levels = part === 'personal' ? traitLevels : sharedLevels,
): Feature {
  return {
    name,
    part,
    levels,
    level: (one, other) => levelOfTexts(column, one, other, levels.length - 1),
    share: (one, _other, level) => (level === same ? shareAt(column, one) : 0),
  };
}

function levelOfTexts(column: NumberedColumn, one: number, other: number, last: number): number {
  const [mine, theirs] = [column.numbers[one] as number, column.numbers[other] as number];
  if (mine === 0 || theirs === 0) return 0;
  if (mine === theirs) return same;
  const [text, theirText] = [textAt(column, one), textAt(column, other)];
  if (oneSlipApart(text, theirText)) return slip;
  if (last < differs) return last;
  const similar = jaroWinkler(text, theirText, 0.82);
  if (similar > 0.92) return slip;
  return similar > 0.82 || text.startsWith(theirText) || theirText.startsWith(text) ? alike : differs;
}

/** A column in which values only agree or differ, such as gender. */
export function plainFeature(name: string, column: NumberedColumn, levels: readonly Level[]): Feature {
  const equal = (one: number, other: number) => column.numbers[one] === column.numbers[other];
  return {
    name,
    part: 'personal',
    levels,
    level: (one, other) => (column.numbers[one] && column.numbers[other] ? (equal(one, other) ? 1 : 2) : 0),
    share: (one, _other, level) => (level === same ? shareAt(column, one) : 0),
  };
}

/** Gender: members of a household mostly differ in it, because couples do. */
export const genderLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.97, household: 0.45 },
  { code: 'differs', same: 0.03, household: 0.55 },
];
