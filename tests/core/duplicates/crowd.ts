import { familyNames, generations, type NamePart } from '../../../core/demo/words/names.ts';
import { buildings, citiesOf, districts } from '../../../core/demo/words/places.ts';
import { halfWidthKana, variantNames, variantOf } from '../../../core/demo/words/spellings.ts';
import type { Column, Role } from '../../../core/duplicates/role.ts';
import { growTable, type Table } from '../../../core/duplicates/table.ts';
import { createRandom } from '../../bench/synthetic.ts';

const fields = [
  ...(['familyName', 'givenName', 'familyKana', 'givenKana', 'birthDate', 'gender'] as const),
  ...(['phone', 'mail', 'postalCode', 'address'] as const),
] satisfies Role[];

/** What one row says; what is left out is empty. */
export type Values = { [field in (typeof fields)[number]]?: string };

const columns: Column[] = fields.map((role, index) => ({ name: role, role, index }));

/** The table of some rows, in their order. */
export function tableOf(people: Values[]): Table {
  const rows = people.map((values) => fields.map((field) => values[field] ?? ''));
  const table = growTable(columns, rows);
  for (const row of rows) table.add(row);
  return table.done();
}

type Person = { family: NamePart; given: NamePart; born: [number, number, number]; gender: string } & Contact;
type Contact = { phone: string; mail: string; postalCode: string; address: string };
export type Row = { values: Values; person: number; household: number };

/**
 * Members of a shop with known truth: households that share address and name and often phone or mail, twins among them, and people who
 * registered again after they moved, married or changed their phone, as people write and mistype. The same for the same seed.
 */
export function crowd(people: number, seed = 1): Row[] {
  const random = createRandom(seed);
  const rows: Row[] = [];
  for (let [person, household] = [0, 0]; person < people; household++) {
    const members = householdOf(random, Math.min(people - person, 1 + Math.floor(random() ** 2 * 4)));
    for (let member of members) {
      const times = random() < 0.75 ? 1 : random() < 0.8 ? 2 : 3;
      for (let time = 0; time < times; time++) {
        if (time > 0) member = later(random, member);
        rows.push({ values: written(random, member), person, household });
      }
      person++;
    }
  }
  return rows;
}

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const weigh = (list: NamePart[]): NamePart[] => list.flatMap((part) => Array.from({ length: part.weight }, () => part));
const families = weigh([...familyNames, ...variantNames]);
const cities = Object.values(citiesOf).flat();
const below = (random: Random, limit: number) => 1 + Math.floor(random() * limit);

function householdOf(random: Random, size: number): Person[] {
  const [family, home] = [pick(random, families), homeOf(random)];
  const [phone, mail, year] = [phoneOf(random), `family${below(random, 9999)}@example.jp`, 1943 + below(random, 40)];
  const people: Person[] = [];
  for (let place = 0; place < size; place++) {
    const born = bornIn(random, place < 2 ? year + below(random, 5) : Math.min(2004, year + 24 + below(random, 8)));
    const one = personOf(random, family, home, random() < 0.04 ? (people.at(-1)?.born ?? born) : born);
    if (people.some(({ given }) => given.kana === one.given.kana)) continue;
    if (random() < 0.25) one.phone = phone;
    if (random() < 0.08) one.mail = mail;
    people.push(one);
  }
  return people;
}

function personOf(
  random: Random,
  family: NamePart,
  home: Omit<Contact, 'phone' | 'mail'>,
  born: Person['born'],
): Person {
  const generation = generations.find(({ bornTo }) => born[0] <= bornTo) ?? generations[0];
  const woman = random() < 0.6;
  const given = pick(random, weigh((woman ? generation?.women : generation?.men) ?? []));
  const mail = `${given.latin}.${family.latin}${below(random, 99)}@example.${pick(random, ['jp', 'com', 'ne.jp'])}`;
  return { family, given, born, gender: woman ? '女性' : '男性', phone: phoneOf(random), mail, ...home };
}

function later(random: Random, person: Person): Person {
  return {
    ...person,
    ...(random() < 0.12 && homeOf(random)),
    ...(random() < 0.15 && { phone: phoneOf(random) }),
    ...(random() < 0.25 && { mail: `${person.given.latin}${below(random, 99_999)}@example.net` }),
    ...(person.gender === '女性' && random() < 0.04 && { family: pick(random, families) }),
  };
}

function written(random: Random, person: Person): Values {
  const { family, given, born, gender, phone, mail, postalCode, address } = person;
  const maybe = (text: string) => (random() < 0.08 ? '' : text);
  const style = random();
  const kana = (text: string) => (random() < 0.1 ? halfWidthKana(text) : text);
  const names =
    style < 0.05
      ? [family.kana, given.kana, '', '']
      : style < 0.08
        ? [family.latin, given.latin, '', '']
        : [
            random() < 0.2 ? variantOf(family.written) : family.written,
            given.written,
            kana(family.kana),
            kana(given.kana),
          ];
  const [one, other, oneKana, otherKana] = random() < 0.02 ? [names[1], names[0], names[3], names[2]] : names;
  return {
    ...{ familyName: one ?? '', givenName: other ?? '', familyKana: oneKana ?? '', givenKana: otherKana ?? '' },
    ...{ birthDate: maybe(dateText(random, born)), gender: maybe(gender), mail: maybe(mail) },
    ...{ phone: maybe(random() < 0.5 ? phone : phone.replace(/^(...)(....)/, '$1-$2-')) },
    ...{ postalCode: maybe(postalCode), address: maybe(address) },
  };
}

function dateText(random: Random, [year, month, day]: Person['born']): string {
  const style = random();
  if (style < 0.02 && day <= 12) return `${year}-${two(day)}-${two(month)}`;
  if (style < 0.04) return `${year}-${two(month)}-${two((day % 28) + 1)}`;
  if (style < 0.14 && year > 1926 && year < 1989) return `昭和${year - 1925}年${month}月${day}日`;
  return style < 0.5 ? `${year}/${month}/${day}` : `${year}-${two(month)}-${two(day)}`;
}

const two = (figure: number) => String(figure).padStart(2, '0');
const phoneOf = (random: Random) => `0${pick(random, [7, 8, 9])}0${String(below(random, 99_999_998)).padStart(8, '0')}`;
const bornIn = (random: Random, year: number): Person['born'] => [year, below(random, 12), below(random, 28)];

function homeOf(random: Random): Omit<Contact, 'phone' | 'mail'> {
  const { name, postalCode } = pick(random, cities);
  const figures = [below(random, 5), below(random, 30), below(random, 20)];
  const flat = random() < 0.4 ? ` ${pick(random, buildings)}${below(random, 5)}0${below(random, 8)}` : '';
  return { postalCode, address: `${name}${pick(random, districts)}${figures.join('-')}${flat}` };
}
