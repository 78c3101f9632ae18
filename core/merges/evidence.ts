import type { EvidenceField, EvidenceResult } from '../../db/schema/merges.ts';
import { maskMail, phoneTail } from '../members/mask.ts';
import { readingKey } from '../members/normalise.ts';
import type { Known, Profile, ProfileValue } from '../members/profile.ts';

/**
 * Why a row says what it says. `same_*`: written alike. `variant`: alike but for variants of characters or spelling. `former`: one
 * side's earlier value is the other's. `family_differs`, `given_differs`, `both_differ`: which half of a name. `swapped`: day and
 * month changed places. `one_digit`: a single digit apart. `missing_*`: nothing to compare.
 */
export type EvidenceHint =
  | 'same'
  | 'variant'
  | 'former'
  | 'differs'
  | 'family_differs'
  | 'given_differs'
  | 'both_differ'
  | 'swapped'
  | 'one_digit'
  | 'missing_here'
  | 'missing_there'
  | 'missing_both';

/**
 * One line of a comparison. `known` says how each side's value is known, this side first; `detail` holds two-digit tails of phones and
 * masked mails in the same order; never a raw value.
 */
export type EvidenceRow = {
  field: EvidenceField;
  result: EvidenceResult;
  hint: EvidenceHint;
  known?: [Known, Known];
  detail?: string[];
};

/**
 * Compares two profiles field by field; `here` asks, `there` is the older card. What agrees is a match only when neither side merely
 * says so of itself: anybody can type a stranger's phone and birthday. `provedNow` is the contact whose code the asker has just typed.
 * Pure, and the same for the same two.
 */
export function compareProfiles(here: Profile, there: Profile, provedNow?: 'phone' | 'mail' | null): EvidenceRow[] {
  return compareAll(here, there).map((row) => (row.result === 'match' ? weighed(row, provedNow) : row));
}

function weighed(row: EvidenceRow, provedNow?: 'phone' | 'mail' | null): EvidenceRow {
  if (row.field === provedNow) return { ...row, known: ['proved', 'proved'] };
  return row.known?.includes('self') ? { ...row, result: 'claimed' } : row;
}

function compareAll(here: Profile, there: Profile): EvidenceRow[] {
  return [
    compareNames('nameReading', reading(here), reading(there)),
    compareNames('nameWriting', writing(here), writing(there)),
    compareBirthDates(here.birthDate, there.birthDate),
    { ...compareValues('phone', here.phone, there.phone), ...tails(here.phone, there.phone) },
    { ...compareValues('mail', here.mail, there.mail), ...masks(here.mail, there.mail) },
    compareValues('address', here.address, there.address),
  ];
}

type Name = { family: string; given: string; raw: string; known: Known } | undefined;

function reading({ familyKana, givenKana }: Profile): Name {
  if (!familyKana?.normalised || !givenKana?.normalised) return undefined;
  const [family, given] = [readingKey(familyKana.value), readingKey(givenKana.value)];
  const raw = `${familyKana.normalised} ${givenKana.normalised}`;
  return { family, given, raw, known: weaker(familyKana.known, givenKana.known) };
}

function writing({ familyName, givenName }: Profile): Name {
  if (!familyName?.normalised || !givenName?.normalised) return undefined;
  const raw = `${familyName.value} ${givenName.value}`;
  const known = weaker(familyName.known, givenName.known);
  return { family: familyName.normalised, given: givenName.normalised, raw, known };
}

function weaker(one: Known, other: Known): Known {
  if (one === 'self' || other === 'self') return 'self';
  return one === 'proved' ? other : one;
}

function compareNames(field: EvidenceField, here: Name, there: Name): EvidenceRow {
  if (!here || !there) return unknown(field, here, there);
  const known: [Known, Known] = [here.known, there.known];
  const [family, given] = [here.family === there.family, here.given === there.given];
  if (family && given) return { field, result: 'match', hint: here.raw === there.raw ? 'same' : 'variant', known };
  const swapped = here.family === there.given && here.given === there.family;
  if (swapped) return { field, result: 'match', hint: 'variant', known };
  const hint = given ? 'family_differs' : family ? 'given_differs' : 'both_differ';
  return { field, result: 'mismatch', hint, known };
}

function compareValues(
  field: EvidenceField,
  here: ProfileValue | undefined,
  there: ProfileValue | undefined,
): EvidenceRow {
  if (!here?.normalised || !there?.normalised) return unknown(field, here?.normalised, there?.normalised);
  const known: [Known, Known] = [here.known, there.known];
  if (here.normalised === there.normalised) return { field, result: 'match', hint: 'same', known };
  const [hereBefore, thereBefore] = [formerly(here, there.normalised), formerly(there, here.normalised)];
  if (hereBefore) return { field, result: 'match', hint: 'former', known: [hereBefore, there.known] };
  if (thereBefore) return { field, result: 'match', hint: 'former', known: [here.known, thereBefore] };
  return { field, result: 'mismatch', hint: 'differs', known };
}

function formerly({ former }: ProfileValue, wanted: string): Known | undefined {
  return former.find(({ normalised }) => normalised === wanted)?.known;
}

function compareBirthDates(here: ProfileValue | undefined, there: ProfileValue | undefined): EvidenceRow {
  // A birth date that was corrected was wrong before: its earlier value is no evidence.
  const present = (date: ProfileValue | undefined) => date && { ...date, former: [] };
  const row = compareValues('birthDate', present(here), present(there));
  if (row.result !== 'mismatch' || !here || !there) return row;
  const [year, month, day] = there.normalised.split('-');
  if (here.normalised === `${year}-${day}-${month}`) return { ...row, hint: 'swapped' };
  const apart = [...here.normalised].filter((digit, index) => digit !== there.normalised[index]).length;
  return apart === 1 ? { ...row, hint: 'one_digit' } : row;
}

function unknown(field: EvidenceField, here: unknown, there: unknown): EvidenceRow {
  const hint = here ? 'missing_there' : there ? 'missing_here' : 'missing_both';
  return { field, result: 'unknown', hint };
}

function tails(here: ProfileValue | undefined, there: ProfileValue | undefined): { detail?: string[] } {
  const detail = [here, there].flatMap((phone) => (phone?.normalised && phoneTail(phone.value)) || []);
  return detail.length > 0 ? { detail: [...new Set(detail)] } : {};
}

function masks(here: ProfileValue | undefined, there: ProfileValue | undefined): { detail?: string[] } {
  const detail = [here, there].flatMap((mail) => (mail?.normalised ? maskMail(mail.value) : []));
  return detail.length > 0 ? { detail: [...new Set(detail)] } : {};
}
