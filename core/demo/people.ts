import type { ProfileInput } from '../members/profile.ts';
import type { Moments } from './moments.ts';
import type { PlannedAccount, StoreCode } from './plan.ts';
import type { Random } from './random.ts';
import { familyNames, generations, type NamePart } from './words/names.ts';
import { buildings, citiesOf, districts } from './words/places.ts';

/** Somebody who may be a member, before any card is made out. */
export type Person = {
  family: NamePart;
  given: NamePart;
  woman: boolean;
  born: number;
  birthDate: string;
  store: StoreCode;
  phone: string;
  mail: string;
  postalCode: string;
  address: string;
};

/** Makes people of one shop, so that no phone, mail or member number is given twice unless a story wants it. */
export type Registry = {
  random: Random;
  moments: Moments;
  taken: Set<string>;
};

const womenShare = 0.62;
const stores: { code: StoreCode; weight: number }[] = [
  { code: 'kichijoji', weight: 45 },
  { code: 'kamakura', weight: 30 },
  { code: 'kobe', weight: 25 },
];
/** Where member numbers stood, and how many months ago: cards are numbered as they are made out. */
const numbering: [monthsAgo: number, number: number][] = [
  [90, 20_240_000],
  [66, 20_316_600],
  [7, 20_487_100],
  [0, 20_491_600],
];

/** A plausible person who lives near one of the stores. */
export function somebody(registry: Registry): Person {
  const { random } = registry;
  const generation = random.weighed(generations);
  const woman = random.chance(womenShare);
  const family = random.weighed(familyNames);
  const given = random.weighed(woman ? generation.women : generation.men);
  const store = random.weighed(stores).code;
  const born = random.int(generation.bornFrom, generation.bornTo);
  return {
    family,
    given,
    woman,
    born,
    birthDate: birthDateIn(random, born),
    store,
    phone: phoneFor(registry),
    mail: mailFor(registry, family, given),
    ...addressIn(random, store),
  };
}

/** A day in a year. */
export function birthDateIn(random: Random, year: number): string {
  return `${year}-${twoDigits(random.int(1, 12))}-${twoDigits(random.int(1, 28))}`;
}

/** A mobile phone of the 0000 exchange, which no operator gives out. */
export function phoneFor({ random, taken }: Registry): string {
  return untaken(taken, () => `0${random.pick([9, 8, 7])}0-0000-${String(random.int(1000, 9999))}`);
}

/** A mail address under the domains that are kept for examples. */
export function mailFor({ random, taken }: Registry, family: NamePart, given: NamePart): string {
  return untaken(taken, () => {
    const domain = random.pick(['example.jp', 'example.com', 'example.ne.jp']);
    const number = random.chance(0.6) ? String(random.int(1, 99)) : '';
    return `${random.pick([`${given.latin}.${family.latin}`, `${family.latin}_${given.latin}`, `${given.latin[0]}.${family.latin}`])}${number}@${domain}`;
  });
}

/** A home in a city near a store. */
export function addressIn(random: Random, store: StoreCode): { postalCode: string; address: string } {
  const city = random.weighed(citiesOf[store]);
  const block = `${random.pick(districts)}${random.int(1, 5)}-${random.int(1, 24)}-${random.int(1, 18)}`;
  const flat = random.chance(0.35) ? ` ${random.pick(buildings)}${random.int(1, 4)}0${random.int(1, 6)}` : '';
  return { postalCode: city.postalCode, address: `${city.name}${block}${flat}` };
}

/** A member number of the kind that was given out at that time. */
export function memberNumberAt({ random, moments, taken }: Registry, registeredAt: Date): string {
  const age = Math.max(0, moments.ageMonths(registeredAt));
  const upper = numbering.findLastIndex(([monthsAgo]) => monthsAgo >= age);
  const [from, to] = [numbering[Math.max(0, upper)], numbering[Math.max(0, upper) + 1] ?? numbering.at(-1)];
  if (!from || !to) throw new Error('member numbers are counted between two moments');
  const share = from[0] === to[0] ? 0 : Math.min(1, (from[0] - age) / (from[0] - to[0]));
  const number = from[1] + share * (to[1] - from[1]);
  return untaken(taken, () => String(Math.round(number) + random.int(-120, 60)));
}

/** A LINE that has stopped our messages: only the cast has a phone that could show one. */
export function silentLine(random: Random): NonNullable<PlannedAccount['line']> {
  const userId = `U${Array.from({ length: 32 }, () => random.int(0, 15).toString(16)).join('')}`;
  return { userId, blocked: true };
}

/** All that a person tells the shop when a card is made out at the counter or in LINE. */
export function profileOfPerson(person: Person): ProfileInput {
  const { family, given, birthDate, phone, mail, postalCode, address } = person;
  return { ...nameFields(family, given), birthDate, phone, mail, postalCode, address };
}

/** A name as the four fields of a profile. */
export function nameFields(family: NamePart, given: NamePart): ProfileInput {
  return {
    familyName: family.written,
    givenName: given.written,
    familyKana: family.kana,
    givenKana: given.kana,
  };
}

/** A card of this person with nothing on it yet. */
export function cardOf(
  registry: Registry,
  person: Person,
  card: Pick<PlannedAccount, 'key' | 'registeredAt'> & Partial<PlannedAccount>,
): PlannedAccount {
  return {
    memberNumber: memberNumberAt(registry, card.registeredAt),
    store: person.store,
    channel: 'store',
    profile: profileOfPerson(person),
    welcome: 'none',
    purchases: [],
    visits: [],
    spends: [],
    ...card,
  };
}

function untaken(taken: Set<string>, make: () => string): string {
  for (let tries = 0; tries < 1_000; tries++) {
    const made = make();
    if (taken.has(made)) continue;
    taken.add(made);
    return made;
  }
  throw new Error('no name, number or address is left to give');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
