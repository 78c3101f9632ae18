import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** How a synthetic file of members is made: how many people, in households, and which share of them registers again and again. */
export type Recipe = { people: number; seed?: number };

export type Member = {
  id: string;
  person: number;
  household: number;
  values: string[];
};

export const syntheticHeader = [
  'member_id',
  '姓',
  '名',
  'セイ',
  'メイ',
  '生年月日',
  '性別',
  '電話番号',
  'メールアドレス',
  '郵便番号',
  '住所',
];

type Person = {
  family: [string, string];
  given: [string, string];
  gender: string;
  birth: [number, number, number];
  phone: string;
  mail: string;
  place: Place;
};
type Place = { postal: string; town: string; numbers: number[]; building: string; room: number };

/**
 * Members as a shop's file would hold them: names as common as they are in Japan, households that share address, family name and sometimes
 * phone and mail, twins, same-named strangers, and people who registered two to four times with what people change and get wrong in between.
 * `folder` holds the lists of names and addresses. The same seed makes the same file.
 */
export function* syntheticMembers(folder: string, { people, seed = 1 }: Recipe): Iterable<Member> {
  const random = createRandom(seed);
  const read = (file: string) => (parse(readFileSync(join(folder, file)), { bom: true }) as string[][]).slice(1);
  const surnames = weighted(
    read('jp_surnames.csv').map(([kanji, count, kana]) => [[kanji, toKatakana(kana ?? '')], Number(count)]),
  );
  const givens = read('jp_given_names.csv').map(([kanji, kana, romaji, sex]) => ({
    kanji: kanji ?? '',
    kana: toKatakana(kana ?? ''),
    romaji: romaji ?? '',
    sex: sex ?? '',
  }));
  const bySex = { M: givens.filter(({ sex }) => sex === 'M'), F: givens.filter(({ sex }) => sex === 'F') };
  const towns = read('jp_addresses_geolonia.csv').map(([, prefecture, city, town]) =>
    `${prefecture}${city}${town}`.replace(/[〇一二三四五六七八九十]+丁目$/, ''),
  );
  const common = (list: { kanji: string; kana: string; romaji: string }[]) =>
    list[Math.floor(list.length * random() ** 2.5)] as (typeof givens)[number];
  let [made, household, id] = [0, 0, 0];

  const person = (
    family: [string, string],
    place: Place,
    birth: [number, number, number],
  ): Person & { romaji: string } => {
    const sex = random() < 0.6 ? 'F' : 'M';
    const given = common(bySex[sex]);
    const romaji = given.romaji;
    return {
      family,
      given: [given.kanji, given.kana],
      romaji,
      gender: sex === 'F' ? '女性' : '男性',
      birth,
      phone: phone(random),
      mail: mail(random, romaji, birth),
      place,
    };
  };

  while (made < people) {
    household++;
    const members = Math.min(people - made, 1 + Math.floor(random() ** 2 * 4));
    const family = pick(surnames, random) as [string, string];
    const place = placeIn(towns, random);
    const head = 1935 + Math.floor(random() * 70);
    const phones = phone(random);
    const shared = mail(random, 'family', [head, 1, 1]);
    let twin: [number, number, number] | undefined;
    const called = new Set<string>();
    for (let n = 0; n < members; n++) {
      const birth: [number, number, number] = twin ?? [
        Math.min(2012, head + (n < 2 ? Math.floor(random() * 6) : 28)),
        1 + Math.floor(random() * 12),
        1 + Math.floor(random() * 28),
      ];
      twin = n >= 1 && random() < 0.02 ? birth : undefined;
      let one = person(family, place, birth);
      while (called.has(one.given[1])) one = person(family, place, birth);
      called.add(one.given[1]);
      if (random() < 0.15) one.phone = phones;
      if (random() < 0.05) one.mail = shared;
      const copies = random() < 0.78 ? 1 : random() < 0.8 ? 2 : random() < 0.8 ? 3 : 4;
      let current: Person & { romaji: string } = one;
      for (let copy = 0; copy < copies; copy++) {
        if (copy > 0) current = later(current, towns, surnames, random);
        yield { id: `S${String(++id).padStart(8, '0')}`, person: made, household, values: written(current, random) };
      }
      made++;
    }
  }
}

/** What changes between two registrations of one person. */
function later<P extends Person & { romaji: string }>(
  person: P,
  towns: string[],
  surnames: Weighted,
  random: () => number,
): P {
  const next = { ...person };
  if (random() < 0.15) next.place = placeIn(towns, random);
  if (random() < 0.2) next.phone = phone(random);
  if (random() < 0.4) next.mail = mail(random, person.romaji, person.birth);
  if (person.gender === '女性' && random() < 0.04) next.family = pick(surnames, random) as [string, string];
  return next;
}

/** How a person is written down once: what is left out, spelled otherwise, or mistyped. */
function written(
  { family, given, gender, birth, phone: number, mail: address, place }: Person,
  random: () => number,
): string[] {
  const slip = (text: string, often: number) => (random() < often ? slipped(text, random) : text);
  const maybe = (text: string, often: number) => (random() < often ? '' : text);
  const half = (text: string) =>
    random() < 0.1 ? text.normalize('NFKC').replace(/[ァ-ヶ]/g, (kana) => halves.get(kana) ?? kana) : text;
  const [y, m, d] = birth;
  const date = random() < 0.03 ? [y, d <= 12 ? d : m, d <= 12 ? m : d] : birth;
  const two = (figure: number) => String(figure).padStart(2, '0');
  const [year, month, day] = date as [number, number, number];
  const birthText =
    random() < 0.7
      ? `${year}-${two(month)}-${two(day)}`
      : random() < 0.5
        ? `${year}/${month}/${day}`
        : `${year}${two(month)}${two(day)}`;
  const dash = random() < 0.5 ? `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}` : number;
  const swap = random() < 0.01;
  const noKana = random() < 0.15;
  const names = [
    family[0],
    given[0],
    noKana ? '' : half(slip(family[1], 0.01)),
    noKana ? '' : half(slip(given[1], 0.02)),
  ];
  const [f, g, fk, gk] = swap ? [names[1], names[0], names[3], names[2]] : names;
  return [
    f ?? '',
    g ?? '',
    fk ?? '',
    gk ?? '',
    maybe(slip(birthText, 0.015), 0.12),
    maybe(gender, 0.1),
    maybe(slip(dash, 0.01), 0.1),
    maybe(slip(address, 0.005), 0.15),
    maybe(slip(place.postal, 0.01), 0.08),
    maybe(addressText(place, random), 0.12),
  ];
}

function addressText({ town, numbers, building, room }: Place, random: () => number): string {
  const [a, b, c] = numbers as [number, number, number];
  const style = random();
  const figures = style < 0.5 ? `${a}-${b}-${c}` : style < 0.8 ? `${a}丁目${b}番${c}号` : `${a}丁目${b}番地${c}`;
  const tail = building !== '' && random() < 0.8 ? ` ${building}${room}${random() < 0.4 ? '号室' : ''}` : '';
  return `${random() < 0.15 ? town.replace(/^.{2,3}[都道府県]/, '') : town}${figures}${tail}`;
}

function slipped(text: string, random: () => number): string {
  if (text.length < 3) return text;
  const at = 1 + Math.floor(random() * (text.length - 2));
  const kind = random();
  const letter = text[at] as string;
  if (kind < 0.4)
    return text.slice(0, at) + (/\d/.test(letter) ? String((Number(letter) + 1) % 10) : 'ー') + text.slice(at + 1);
  if (kind < 0.7) return text.slice(0, at) + text.slice(at + 1);
  return text.slice(0, at - 1) + letter + text[at - 1] + text.slice(at + 1);
}

function phone(random: () => number): string {
  const kind = random() < 0.9 ? ['090', '080', '070'][Math.floor(random() * 3)] : '045';
  return `${kind}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`.slice(0, kind === '045' ? 10 : 11);
}

const providers = ['gmail.com', 'docomo.ne.jp', 'yahoo.co.jp', 'icloud.com', 'softbank.ne.jp', 'ezweb.ne.jp'];
function mail(random: () => number, romaji: string, [y, m, d]: number[]): string {
  const figures = random() < 0.5 ? `${String(y).slice(2)}${m}${d}` : String(Math.floor(random() * 10_000));
  return `${romaji}${random() < 0.3 ? '' : '.'}${figures}${Math.floor(random() * 100)}@${providers[Math.floor(random() * providers.length)]}`;
}

function placeIn(towns: string[], random: () => number): Place {
  const town = towns[Math.floor(random() * towns.length)] as string;
  const flat = random() < 0.5;
  return {
    town,
    postal: String(1_000_000 + Math.floor(random() * 8_999_999)),
    numbers: [1 + Math.floor(random() * 6), 1 + Math.floor(random() * 40), 1 + Math.floor(random() * 25)],
    building: flat
      ? `${one(['メゾン', 'コーポ', 'ハイツ', 'グラン'], random)}${one(['青葉', '中央', 'みどり', '東'], random)}`
      : '',
    room: flat ? (1 + Math.floor(random() * 9)) * 100 + 1 + Math.floor(random() * 12) : 0,
  };
}

function one(list: string[], random: () => number): string {
  return list[Math.floor(random() * list.length)] as string;
}

type Weighted = { values: unknown[]; ends: number[]; total: number };
function weighted(list: [unknown, number][]): Weighted {
  let total = 0;
  const ends = list.map(([, weight]) => (total += weight));
  return { values: list.map(([value]) => value), ends, total };
}
function pick({ values, ends, total }: Weighted, random: () => number): unknown {
  const target = random() * total;
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) > target) high = middle;
    else low = middle + 1;
  }
  return values[low];
}

const toKatakana = (kana: string) =>
  kana.replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));
const halves = new Map(
  [...'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン'].map(
    (kana, index) => [kana, [...'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ'][index] as string],
  ),
);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes a file of members and one of the truth beside it; answers how many rows there are. */
export async function writeSynthetic(folder: string, recipe: Recipe, file: string): Promise<number> {
  const [members, truth] = [createWriteStream(file), createWriteStream(`${file}.truth`)];
  members.write(`${syntheticHeader.join(',')}\n`);
  let rows = 0;
  for (const { id, person, household, values } of syntheticMembers(folder, recipe)) {
    rows++;
    truth.write(`${id},${person},${household}\n`);
    if (!members.write(`${[id, ...values].join(',')}\n`))
      await new Promise((resolve) => members.once('drain', resolve));
  }
  await Promise.all([members, truth].map((stream) => new Promise((resolve) => stream.end(resolve))));
  return rows;
}
