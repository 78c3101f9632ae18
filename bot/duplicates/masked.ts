import type { Role } from '../../core/duplicates/role.ts';
import { splitName } from '../../core/duplicates/wholeNames.ts';
import { normaliseBirthDate } from '../../core/members/normalise.ts';
import type { Reading } from './columns.ts';

/** What a report shows of a row: enough to recognise a card that one knows, too little to learn of one that one does not. */
export type Masked = { name: string; phoneTail: string; birthYear: string };

const hidden = '○';

/** A row with everything in it masked: the first letter of each half of the name, the last two digits of the phone, the year of birth. */
export function maskedRow({ columns }: Reading, row: string[]): Masked {
  const of = (role: Role) => {
    const column = columns.find((one) => one.role === role);
    return column ? (row[column.index] ?? '') : '';
  };
  const written = splitName(of('familyName'), of('givenName'), of('fullName'));
  const read = splitName(of('familyKana'), of('givenKana'), of('fullKana'));
  const name = written.family || written.given ? written : read;
  const birth = of('birthDate');
  return {
    name: [name.family, name.given].map(maskedName).filter(Boolean).join(' '),
    phoneTail: of('phone').normalize('NFKC').replace(/\D/g, '').slice(-2),
    birthYear: normaliseBirthDate(birth)?.slice(0, 4) ?? /^\d{4}/.exec(birth || of('birthYear'))?.[0] ?? '',
  };
}

/** A name by its first letter; a name of one letter by none. */
function maskedName(name: string): string {
  const letters = [...name.normalize('NFC').trim()];
  if (letters.length === 0) return '';
  return letters.length === 1 ? hidden : `${letters[0]}${hidden}`;
}
