import {
  addressIn,
  birthDateIn,
  cardOf,
  memberNumberAt,
  type Person,
  type Registry,
  silentLine,
  somebody,
} from './people.ts';
import type { PlannedAccount } from './plan.ts';
import { clerks, shopWith } from './shopping.ts';
import { type Twist, twist } from './twists.ts';
import { generations } from './words/names.ts';

/** Two cards of one person, older first. */
export type Pair = { older: PlannedAccount; newer: PlannedAccount };

/** Everybody who is in no story. */
export type Crowd = {
  singles: PlannedAccount[];
  /** Pairs that are one member already; the newer card asked. */
  joined: Pair[];
  /** Third cards of the first of those pairs. */
  thirds: { card: PlannedAccount; of: Pair }[];
  /** Pairs nobody has found yet. */
  unfound: Pair[];
  /** Two strangers of one name, who were joined by mistake and parted again. */
  mistaken: [PlannedAccount, PlannedAccount];
};

const joinedPairs = 28;
const unfoundPairs = 14;
const linesShare = 0.45;
const twists: Twist[] = [
  'changed_phone',
  'maiden_name',
  'variant_letter',
  'half_width_kana',
  'name_order',
  'moved_house',
  'old_card',
  'birthday_slip',
];

/** Makes about three hundred cards: single ones, second cards, families on one phone, twins and namesakes. */
export function crowdOf(registry: Registry, cardsWanted: number): Crowd {
  const joined = Array.from({ length: joinedPairs }, (_, index) => pair(registry, `joined-${index}`, index));
  const thirds = joined.slice(0, 2).map((of, index) => ({ of, card: third(registry, `third-${index}`, of) }));
  const unfound = Array.from({ length: unfoundPairs }, (_, index) => pair(registry, `unfound-${index}`, index));
  const mistaken = namesakes(registry, 'mistaken');
  const lookAlikes = [
    ...namesakes(registry, 'namesake'),
    ...twins(registry),
    ...family(registry, 'family-a', 3),
    ...family(registry, 'family-b', 2),
  ];
  const made = (joined.length + unfound.length) * 2 + thirds.length + mistaken.length + lookAlikes.length;
  const alone = Array.from({ length: cardsWanted - made }, (_, index) =>
    single(registry, `single-${index}`, somebody(registry)),
  );
  return { singles: [...lookAlikes, ...alone], joined, thirds, unfound, mistaken };
}

/** One card of a person who came at some time, more often lately. */
function single(registry: Registry, key: string, person: Person, monthsBefore = 0): PlannedAccount {
  const { random } = registry;
  const age = random.chance(0.45) ? random.int(24, 64) : random.int(0, 23);
  const registeredAt = registrationDay(registry, Math.max(age, monthsBefore));
  const card = cardOf(registry, person, { key, registeredAt, ...entry(registry, person) });
  shopWith(registry, card, registry.moments.daysAgo(1));
  return card;
}

/** Where somebody came in by, who looks after them, and how they carry their card. */
function entry({ random }: Registry, { store }: Person): Partial<PlannedAccount> {
  const staff = random.chance(0.4) ? { staff: random.pick(clerks[store]) } : {};
  if (random.chance(linesShare)) return { channel: 'line', welcome: 'given', line: silentLine(random), ...staff };
  return { channel: random.chance(0.75) ? 'store' : 'online', ...staff };
}

function pair(registry: Registry, key: string, index: number): Pair {
  const { random, moments } = registry;
  const how = twists[index % twists.length] as Twist;
  const { person, older: profile } = twist(registry, wearer(registry, how), how);
  const [before, since] = [random.int(16, 60), random.int(3, 12)];
  const newer = cardOf(registry, person, {
    key: `${key}-newer`,
    registeredAt: registrationDay(registry, since),
    ...entry(registry, person),
    ...(index % 2 === 0 && { channel: 'line', welcome: 'given', line: silentLine(random) }),
  });
  const older = cardOf(registry, person, {
    key: `${key}-older`,
    registeredAt: registrationDay(registry, before),
    profile,
  });
  shopWith(registry, older, newer.registeredAt, 0.7);
  shopWith(registry, newer, moments.daysAgo(1));
  return { older, newer };
}

/** Somebody whom such a twist can befall. */
function wearer(registry: Registry, how: Twist): Person {
  const person = somebody(registry);
  return how === 'maiden_name' && (!person.woman || person.born < 1963) ? wearer(registry, how) : person;
}

function third(registry: Registry, key: string, { older }: Pair): PlannedAccount {
  const store = older.store === 'kobe' ? 'kichijoji' : 'kobe';
  const registeredAt = registrationDay(registry, 14);
  const profile = { ...older.profile, ...addressIn(registry.random, store) };
  const memberNumber = memberNumberAt(registry, registeredAt);
  const card: PlannedAccount = {
    ...older,
    key,
    store,
    registeredAt,
    profile,
    memberNumber,
    purchases: [],
    visits: [],
    spends: [],
  };
  shopWith(registry, card, registry.moments.monthsAgo(9, 20), 0.5);
  return card;
}

/** Two people of one name and reading who are not one person. */
function namesakes(registry: Registry, key: string): [PlannedAccount, PlannedAccount] {
  const one = somebody(registry);
  const other = { ...somebody(registry), family: one.family, given: one.given, woman: one.woman, store: one.store };
  return [single(registry, `${key}-one`, one, 5), single(registry, `${key}-other`, other, 5)];
}

function twins(registry: Registry): PlannedAccount[] {
  const one = somebody(registry);
  const names = generations.find(({ bornFrom, bornTo }) => one.born >= bornFrom && one.born <= bornTo);
  const others = (one.woman ? names?.women : names?.men)?.filter(({ kana }) => kana !== one.given.kana) ?? [];
  const stranger = somebody(registry);
  const other = { ...one, given: registry.random.pick(others), phone: stranger.phone, mail: stranger.mail };
  return [single(registry, 'twin-one', one), single(registry, 'twin-other', other)];
}

/** People of one house on one telephone. */
function family(registry: Registry, key: string, size: number): PlannedAccount[] {
  const head = somebody(registry);
  const { phone, family: name, address, postalCode, store } = head;
  const members = Array.from({ length: size - 1 }, () => {
    const person = somebody(registry);
    return {
      ...person,
      phone,
      family: name,
      address,
      postalCode,
      store,
      birthDate: birthDateIn(registry.random, person.born),
    };
  });
  return [head, ...members].map((person, index) => single(registry, `${key}-${index}`, person));
}

function registrationDay({ random, moments }: Registry, months: number): Date {
  const at = moments.monthsAgo(months, random.int(1, 28), random.int(11, 18), random.int(0, 59));
  return at < moments.daysAgo(2) ? at : moments.daysAgo(random.int(2, 20), 12, random.int(0, 59));
}
