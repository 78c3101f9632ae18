import { splitAddress } from '../members/address.ts';
import { cleanText } from '../members/normalise.ts';
import { birthFeature } from './births.ts';
import { type Formed, inPlace, readDate, readMail, readPhone } from './cells.ts';
import { localParts, mailFeature, phoneFeature } from './contacts.ts';
import { type GrowingColumn, growColumn, type NumberedColumn, reading } from './dictionary.ts';
import type { Feature } from './feature.ts';
import { growNames, type NameColumn, nameFeatures } from './names.ts';
import type { Column, Role } from './role.ts';
import { codeLevels, genderLevels, homeLevels, plainFeature, textFeature } from './texts.ts';
import { growUncut, isUncut } from './uncut.ts';
import { readingBeside, splitName } from './wholeNames.ts';

/** Members by columns of numbers: what is compared of them, and by what they are looked up. */
export type Table = {
  size: number;
  features: Feature[];
  family: NameColumn;
  given: NameColumn;
  births: NumberedColumn;
  phones: NumberedColumn;
  mails: NumberedColumn;
  /** What stands before the @. */
  mailNames: NumberedColumn;
  postalCodes: NumberedColumn;
  /** What tells a home, by number and 0 for none: town and numbers of an address together, or each line of a foreign one. */
  homes: Int32Array[];
  /** Everything else that may bring two records together. */
  others: NumberedColumn[];
  codes: NumberedColumn[];
  /** All that is compared: rows that hold the same in all of these are the same. */
  everything: NumberedColumn[];
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
  const [readGender, formed] = [reader('gender'), formedReader(reader)];
  const [family, given] = [growNames(), growNames()];
  const uncut = growUncut(family, given);
  const [births, genders, phones, mails, postals] = Array.from({ length: 5 }, () => growColumn()) as Five;
  const japanese = at('address').filter((index) => isJapanese(sample.map((row) => row[index] ?? '')));
  const homes = japanese.map((index) => ({
    index,
    ...{ town: growColumn(), numbers: growColumn(), room: growColumn() },
  }));
  const extras = columns.flatMap((column): Extra[] => {
    const kind = extraKind(column.role);
    if (!kind || japanese.includes(column.index)) return [];
    return [{ name: column.name, kind, column: growColumn(), index: column.index }];
  });
  let size = 0;

  const addBirth = reading(births, readDate);
  const addGender = reading(genders, (text) => genderOf(plain(text)));
  const addPostal = reading(postals, (text) => plain(text).replace(/[^0-9a-z]/g, ''));

  const add = (row: string[]): void => {
    const written = [readFamily(row), readGiven(row), readFull(row)] as const;
    const name = splitName(...written);
    const kana = splitName(readFamilyKana(row), readGivenKana(row), readFullKana(row) || readingBeside(...written));
    if (isUncut(name) || isUncut(kana)) uncut.add(size, name, kana);
    else {
      family.add(name.family, kana.family);
      given.add(name.given, kana.given);
    }
    size++;
    const { birth, phone, mail, postal } = inPlace(formed(row));
    addBirth(birth);
    addGender(readGender(row));
    phones.add(readPhone(phone));
    mails.add(readMail(mail));
    addPostal(postal);
    for (const { index, ...grown } of homes) {
      const address = splitAddress(row[index] ?? '');
      const town = address.city + address.town;
      grown.town.add(town);
      grown.numbers.add(address.numbers);
      grown.room.add(address.room);
    }
    for (const { index, column } of extras) column.add(plain(row[index] ?? ''));
  };

  const done = (): Table => {
    uncut.done();
    const people = { family: family.done(), given: given.done(), births: births.done() };
    const contacts = { phones: phones.done(), mails: mails.done(), postalCodes: postals.done() };
    const mailNames = localParts(contacts.mails);
    const [gender, others] = [genders.done(), extras.map((extra) => ({ ...extra, column: extra.column.done() }))];
    const grown = homes.map((of) => ({
      town: of.town.done(),
      numbers: of.numbers.done(),
      room: of.room.done(),
    }));
    const towns = grown.map(({ town }) => textFeature('town', 'place', town, homeLevels));
    const features: Feature[] = [
      ...nameFeatures(people.family, people.given),
      birthFeature(people.births, people.given),
      phoneFeature(contacts.phones, people.given),
      mailFeature(contacts.mails, mailNames, people),
      plainFeature('gender', gender, genderLevels),
      beside(textFeature('postal', 'place', contacts.postalCodes), towns),
      ...grown.flatMap(({ numbers, room }, index) => [
        towns[index] as Feature,
        textFeature('numbers', 'place', numbers, homeLevels),
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
    const everything = [
      ...[people.family, people.given].flatMap(({ writing, kana, sound }) => [writing, kana, sound]),
      ...[people.births, gender, ...Object.values(contacts)],
      ...grown.flatMap((home) => Object.values(home)),
      ...others.map(({ column }) => column),
    ];
    return {
      everything,
      ...{ size, features, ...people, ...contacts, mailNames, codes: of('code'), others: of('place', 'trait') },
      homes: [
        ...grown.map(({ town, numbers }) => together(town, numbers)),
        ...of('line').map(({ numbers }) => numbers),
      ],
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

/** A feature that is silent where others already agree: a postal code says no more than the town does. */
function beside(feature: Feature, others: Feature[]): Feature {
  const isSaid = (one: number, other: number) => others.some(({ level }) => level(one, other) === 1);
  return { ...feature, level: (one, other) => (isSaid(one, other) ? 0 : feature.level(one, other)) };
}

/** One number for each pair of texts that two columns hold in a row; 0 where either holds none. */
function together({ numbers: ones }: NumberedColumn, { numbers: others }: NumberedColumn): Int32Array {
  const known = new Map<number, number>();
  return ones.map((one, row) => {
    const other = others[row] as number;
    if (one === 0 || other === 0) return 0;
    const pair = one * 2 ** 26 + other;
    const number = known.get(pair) ?? known.size + 1;
    known.set(pair, number);
    return number;
  });
}

/** What a row holds in the columns whose values are known by their form. */
function formedReader(reader: (role: Role) => (row: string[]) => string): (row: string[]) => Formed {
  const [birth, phone, mail, postal] = [birthReader(reader), reader('phone'), reader('mail'), reader('postalCode')];
  return (row) => ({ birth: birth(row), phone: phone(row), mail: mail(row), postal: postal(row) });
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

/** A gender by one letter, whether a file writes it as a word of any language or by ISO 5218; empty for whoever did not want to say. */
function genderOf(text: string): string {
  if (/^(男|おとこ|m|1$)/.test(text)) return 'm';
  if (/^(女|おんな|f|w|2$)/.test(text)) return 'f';
  return /^(不|未|無|回答|その他|選択|9$|[-‐x]$)/.test(text) ? '' : text.slice(0, 1);
}

function plain(text: string): string {
  return text === '' ? '' : cleanText(text).normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
}
