import { splitAddress } from '../members/address.ts';
import { cleanText, normaliseBirthDate, normaliseMail, normalisePhone } from '../members/normalise.ts';
import { birthFeature } from './births.ts';
import { mailFeature, phoneFeature } from './contacts.ts';
import { type GrowingColumn, growColumn, type NumberedColumn } from './dictionary.ts';
import type { Feature } from './feature.ts';
import { growNames, type NameColumn, nameFeatures } from './names.ts';
import type { Column, Role } from './role.ts';
import { codeLevels, genderLevels, plainFeature, textFeature } from './texts.ts';
import { splitName } from './wholeNames.ts';

/** Members by columns of numbers: what is compared of them, and by what they are looked up. */
export type Table = {
  size: number;
  features: Feature[];
  family: NameColumn;
  given: NameColumn;
  births: NumberedColumn;
  phones: NumberedColumn;
  mails: NumberedColumn;
  postalCodes: NumberedColumn;
  /** What tells a home: town and numbers of an address, or each line of a foreign one. */
  homes: NumberedColumn[];
  /** Everything else that may bring two records together. */
  others: NumberedColumn[];
  codes: NumberedColumn[];
};

type Extra = { name: string; kind: 'place' | 'trait' | 'code' | 'line'; column: GrowingColumn; index: number };

/**
 * A table that grows row by row, so that a file is never held as texts. `add` normalises a row, `done` compiles what came; rows keep the
 * order in which they came. Never throws, whatever a cell holds.
 */
export function growTable(
  columns: Column[],
  sample: string[][] = [],
): { add: (row: string[]) => void; done: () => Table } {
  const at = (role: Role) => columns.filter((column) => column.role === role).map(({ index }) => index);
  const reader = (role: Role) => {
    const places = at(role);
    if (places.length === 1) return (row: string[]) => row[places[0] as number] ?? '';
    return (row: string[]) =>
      places
        .map((index) => row[index] ?? '')
        .filter((text) => text !== '')
        .join(' ');
  };
  const [readFamily, readGiven, readFull] = [reader('familyName'), reader('givenName'), reader('fullName')];
  const [readFamilyKana, readGivenKana, readFullKana] = [reader('familyKana'), reader('givenKana'), reader('fullKana')];
  const [readBirth, readGender, readPhone] = [birthReader(reader), reader('gender'), reader('phone')];
  const [readMail, readPostal] = [reader('mail'), reader('postalCode')];
  const [family, given] = [growNames(), growNames()];
  const [births, genders, phones, mails, postal] = Array.from({ length: 5 }, () => growColumn()) as Five;
  const japanese = at('address').filter((index) => isJapanese(sample.map((row) => row[index] ?? '')));
  const homes = japanese.map((index) => ({
    index,
    ...{ home: growColumn(), town: growColumn(), numbers: growColumn(), room: growColumn() },
  }));
  const extras = columns.flatMap((column): Extra[] => {
    const kind = extraKind(column.role);
    if (!kind || japanese.includes(column.index)) return [];
    return [{ name: column.name, kind, column: growColumn(), index: column.index }];
  });
  let size = 0;

  const [dateOf, genderOf] = [remembering(readDate), remembering((text: string) => plain(text).slice(0, 1))];

  const add = (row: string[]): void => {
    size++;
    const name = splitName(readFamily(row), readGiven(row), readFull(row));
    const kana = splitName(readFamilyKana(row), readGivenKana(row), readFullKana(row));
    family.add({ writing: name.family, kana: kana.family });
    given.add({ writing: name.given, kana: kana.given });
    births.add(dateOf(readBirth(row)));
    genders.add(genderOf(readGender(row)));
    phones.add(phoneOf(readPhone(row)));
    mails.add(normaliseMail(readMail(row)) ?? '');
    postal.add(plain(readPostal(row)).replace(/[^0-9a-z]/g, ''));
    for (const { index, ...grown } of homes) {
      const address = splitAddress(row[index] ?? '');
      const town = address.city + address.town;
      grown.home.add(address.numbers === '' ? '' : town + address.numbers);
      grown.town.add(town);
      grown.numbers.add(address.numbers);
      grown.room.add(address.room);
    }
    for (const { index, column } of extras) column.add(plain(row[index] ?? ''));
  };

  const done = (): Table => {
    const people = { family: family.done(), given: given.done(), births: births.done() };
    const contacts = { phones: phones.done(), mails: mails.done(), postalCodes: postal.done() };
    const [gender, others] = [genders.done(), extras.map((extra) => ({ ...extra, column: extra.column.done() }))];
    const grown = homes.map((of) => ({
      home: of.home.done(),
      town: of.town.done(),
      numbers: of.numbers.done(),
      room: of.room.done(),
    }));
    const features: Feature[] = [
      ...nameFeatures(people.family, people.given),
      birthFeature(people.births),
      phoneFeature(contacts.phones, people.given),
      mailFeature(contacts.mails, people),
      plainFeature('gender', gender, genderLevels),
      textFeature('postal', 'place', contacts.postalCodes),
      ...grown.flatMap(({ town, numbers, room }) => [
        textFeature('town', 'place', town),
        textFeature('numbers', 'place', numbers),
        textFeature('room', 'place', room),
      ]),
      ...others.map(({ name, kind, column }) =>
        kind === 'code'
          ? textFeature(name, 'personal', column, codeLevels)
          : textFeature(name, kind === 'trait' ? 'personal' : 'place', column),
      ),
    ];
    const of = (...kinds: Extra['kind'][]) =>
      others.filter(({ kind }) => kinds.includes(kind)).map(({ column }) => column);
    return {
      ...{ size, features, ...people, ...contacts, codes: of('code'), others: of('place', 'trait') },
      homes: [...grown.map(({ home }) => home), ...of('line')],
    };
  };
  return { add, done };
}

type Five = [GrowingColumn, GrowingColumn, GrowingColumn, GrowingColumn, GrowingColumn];

function extraKind(role: Role): Extra['kind'] | undefined {
  if (role === 'address') return 'line';
  return role === 'place' || role === 'trait' || role === 'code' ? role : undefined;
}

function isJapanese(texts: string[]): boolean {
  const filled = texts.filter((text) => text.trim() !== '');
  return filled.length === 0 || filled.filter((text) => /[都道府県市区町村郡]/.test(text)).length * 3 > filled.length;
}

/** A birth date as it stands, in one column or in three. */
function birthReader(reader: (role: Role) => (row: string[]) => string): (row: string[]) => string {
  const [whole, year, month, day] = [
    reader('birthDate'),
    reader('birthYear'),
    reader('birthMonth'),
    reader('birthDay'),
  ];
  const two = (figures: string) => figures.padStart(2, '0');
  return (row) => whole(row) || (year(row) && [year(row), two(month(row)), two(day(row))].join('-'));
}

/** A birth date as YYYYMMDD; what has eight figures but is no date is kept, because it may still agree with its like. */
function readDate(text: string): string {
  const figures = text.replace(/\D/g, '');
  const date = normaliseBirthDate(text)?.replaceAll('-', '');
  return date ?? (figures.length === 8 && !/^(\d)\1*$/.test(figures) ? figures : '');
}

const rememberedMax = 200_000;

/** Remembers what it said of a text: in a column of few different texts each is read once. */
function remembering(read: (text: string) => string): (text: string) => string {
  const said = new Map<string, string>();
  return (text) => {
    const known = said.get(text);
    if (known !== undefined) return known;
    const fresh = read(text);
    if (said.size < rememberedMax) said.set(text, fresh);
    return fresh;
  };
}

/** A phone as digits; what is no whole number is kept as it is, because a slip of the hand makes such numbers too. Fillers are none. */
function phoneOf(text: string): string {
  if (text === '') return '';
  const phone = normalisePhone(text);
  if (phone) return phone;
  const figures = text.normalize('NFKC').replace(/\D/g, '');
  return figures.length < 6 || /^0*(\d)\1*$/.test(figures) ? '' : figures;
}

function plain(text: string): string {
  return text === '' ? '' : cleanText(text).normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
}
