import { normaliseBirthDate, normaliseMail, normalisePhone } from '../../core/members/normalise.ts';
import { type ColumnKind, genderTexts } from '../words/columns.ts';

/** So many of the filled cells must be of a kind before a column is taken for it. */
const enough = 0.8;
/** Dates whose middle is later are of visits and registrations, not of births. */
const bornMost = 2004;

/**
 * What columns hold that their names do not tell, by a sample of rows. Only what has a form of its own is known by it: dates of long ago, phones, mails, postal
 * codes, readings, names with a space, genders. A kind that is known already is not looked for.
 */
export function kindsByContent(
  sample: string[][],
  known: (ColumnKind | undefined)[],
): Map<number, ColumnKind | undefined> {
  const found = new Map<number, ColumnKind | undefined>();
  const has = (kind: ColumnKind) => known.includes(kind) || [...found.values()].includes(kind);
  for (const [index, kind] of known.entries()) {
    if (kind !== undefined) continue;
    const texts = sample.map((row) => (row[index] ?? '').normalize('NFKC').trim()).filter((text) => text !== '');
    const guess = texts.length === 0 ? undefined : forms.find(([one, fits]) => !has(one) && fits(texts))?.[0];
    if (guess) found.set(index, guess);
  }
  return has('familyName') || has('fullName') ? found : withHalves(found, has);
}

/** Two columns of readings without spaces are the two halves, in their order. */
function withHalves(found: Map<number, ColumnKind | undefined>, has: (kind: ColumnKind) => boolean) {
  const [family] = [...found].find(([, kind]) => kind === 'familyKana') ?? [];
  if (family !== undefined && !has('givenKana')) found.set(family, 'fullKana');
  return found;
}

const share = (texts: string[], is: (text: string) => boolean) => texts.filter(is).length / texts.length;
const mostly = (is: (text: string) => boolean) => (texts: string[]) => share(texts, is) >= enough;
const matches = (pattern: RegExp) => mostly((text) => pattern.test(text));

const forms: [ColumnKind, (texts: string[]) => boolean][] = [
  ['mail', mostly((text) => normaliseMail(text) !== undefined)],
  ['birthDate', (texts) => mostly((text) => yearOf(text) !== undefined)(texts) && middleYear(texts) <= bornMost],
  ['postalCode', matches(/^〒?\d{3}-\d{4}$/)],
  ['phone', mostly((text) => normalisePhone(text) !== undefined)],
  ['gender', matches(genderTexts)],
  ['fullKana', matches(/^[ァ-ヺー]+\s[ァ-ヺー]+$/)],
  ['familyKana', matches(/^[ァ-ヺー]+$/)],
  ['givenKana', matches(/^[ァ-ヺー]+$/)],
  ['fullName', matches(/^\p{Script=Han}[\p{Script=Han}々ヶァ-ヺーぁ-ゖ]{0,4}\s[\p{Script=Han}々ァ-ヺーぁ-ゖ]{1,5}$/u)],
];

function yearOf(text: string): number | undefined {
  const date = normaliseBirthDate(text);
  return date === undefined ? undefined : Number(date.slice(0, 4));
}

function middleYear(texts: string[]): number {
  const years = texts.flatMap((text) => yearOf(text) ?? []).sort((x, y) => x - y);
  return years[years.length >> 1] ?? 0;
}
