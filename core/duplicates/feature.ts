/**
 * One way in which two values can agree or differ. `same` and `household` are how often it is met among records of one person, and of two persons of one
 * household, before a file has taught anything; the `Most` of them is what no file may teach beyond. `twins`: how often among those of a household who
 * were born on one day, where that is another figure; `phoned`: among those who share a phone.
 */
export type Level = {
  code: string;
  same: number;
  household: number;
  twins?: number;
  phoned?: number;
  sameMost?: number;
  householdMost?: number;
};

/**
 * What is compared of two records. `personal` belongs to one person, `shared` is often shared in a household, `place` moves with a household as
 * one. Level 0 is always "cannot be compared" and says nothing.
 */
export type Feature = {
  name: string;
  part: 'personal' | 'shared' | 'place';
  levels: readonly Level[];
  /** The level of two rows; the same whichever comes first. */
  level: (one: number, other: number) => number;
  /** How common the value is in which two rows agree, as a share of all; 0 at levels that say nothing of the value. */
  share: (one: number, other: number, level: number) => number;
};

/** The level that every feature begins with. */
export const missing: Level = { code: 'missing', same: 0, household: 0 };
