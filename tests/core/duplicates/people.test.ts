import { describe, expect, test } from 'vitest';
import { findDuplicates } from '../../../core/duplicates/find.ts';
import { zonedLinks } from '../../../core/duplicates/zoned.ts';
import { thresholdsFor } from '../../../core/duplicates/zones.ts';
import { crowd, tableOf, type Values } from './crowd.ts';

const home = { postalCode: '253-0012', address: '神奈川県茅ヶ崎市小和田3-14-15' };
const shared = { ...home, phone: '0467-85-1234', mail: 'matsuzaka.ie@example.jp' };
const named = (familyName: string, givenName: string, familyKana: string, givenKana: string): Values => ({
  ...{ familyName, givenName, familyKana, givenKana },
});
const chiyo: Values = {
  ...named('松阪', '千代', 'マツザカ', 'チヨ'),
  ...{ birthDate: '1971-08-26', gender: '女性', phone: '090-2718-2818', mail: 'chiyo.m@example.jp', ...home },
};

/** People of one household, who share everything that a household can share. */
const households: Record<string, Values[]> = {
  'a couple': [
    { ...named('松阪', '千代', 'マツザカ', 'チヨ'), birthDate: '1971-08-26', gender: '女性', ...shared },
    { ...named('松阪', '正樹', 'マツザカ', 'マサキ'), birthDate: '1969-02-11', gender: '男性', ...shared },
  ],
  sisters: [
    { ...named('鵜飼', '美咲', 'ウカイ', 'ミサキ'), birthDate: '1994-05-02', gender: '女性', ...shared },
    { ...named('鵜飼', '美月', 'ウカイ', 'ミツキ'), birthDate: '1997-11-23', gender: '女性', ...shared },
  ],
  twins: [
    { ...named('羽生', '翔太', 'ハニュウ', 'ショウタ'), birthDate: '1999-09-09', gender: '男性', ...shared },
    { ...named('羽生', '翔平', 'ハニュウ', 'ショウヘイ'), birthDate: '1999-09-09', gender: '男性', ...shared },
  ],
  'father and son of like names': [
    { ...named('蓑田', '健一', 'ミノダ', 'ケンイチ'), birthDate: '1958-03-04', gender: '男性', ...shared },
    { ...named('蓑田', '健二', 'ミノダ', 'ケンジ'), birthDate: '1986-07-19', gender: '男性', ...shared },
  ],
  'three generations': [
    { ...named('瓜生', '和子', 'ウリュウ', 'カズコ'), birthDate: '1944-01-30', gender: '女性', ...shared },
    { ...named('瓜生', '裕子', 'ウリュウ', 'ユウコ'), birthDate: '1969-06-15', gender: '女性', ...shared },
    { ...named('瓜生', '結衣', 'ウリュウ', 'ユイ'), birthDate: '1998-12-08', gender: '女性', ...shared },
  ],
};

/** One person at two times. */
const persons: Record<string, [Values, Values]> = {
  'who married': [chiyo, { ...chiyo, familyName: '滑川', familyKana: 'ナメリカワ' }],
  'who moved house': [chiyo, { ...chiyo, postalCode: '604-8005', address: '京都府京都市中京区恵比須町439' }],
  'who has another phone': [chiyo, { ...chiyo, phone: '080-3141-5926' }],
  'who has another mail address': [chiyo, { ...chiyo, mail: 'tomato-soup@example.com' }],
  'who wrote in kana': [chiyo, { ...chiyo, ...named('マツザカ', 'チヨ', '', '') }],
  'who wrote in half-width kana': [chiyo, { ...chiyo, ...named('ﾏﾂｻﾞｶ', 'ﾁﾖ', '', '') }],
  'who wrote in romaji': [chiyo, { ...chiyo, ...named('MATSUZAKA', 'Chiyo', '', '') }],
  'whose name halves changed places': [
    { ...chiyo, phone: '', mail: '' },
    { ...chiyo, phone: '', mail: '', ...named('千代', '松阪', 'チヨ', 'マツザカ') },
  ],
  'who wrote in romaji, the given name first, and of whom hardly anything else is known': [
    { ...named('松阪', '千代', 'マツザカ', 'チヨ'), gender: '女性', ...home },
    { ...named('CHIYO', 'MATSUZAKA', '', ''), gender: '女性', address: home.address },
  ],
  'whose reading was guessed': [chiyo, { ...chiyo, familyKana: 'マツサカ', givenKana: 'センダイ' }],
  'whose name stands in one field': [chiyo, { ...chiyo, ...named('松阪　千代', '', 'マツザカ チヨ', '') }],
  'whose name stands in one field without a space': [
    { ...chiyo, phone: '', mail: '', birthDate: '' },
    { ...chiyo, phone: '', mail: '', ...named('松阪千代', '', 'マツザカチヨ', '') },
  ],
  'with a title': [chiyo, { ...chiyo, givenName: '千代 様' }],
  'whose birthday has day and month swapped': [
    { ...chiyo, birthDate: '1971-08-06' },
    { ...chiyo, birthDate: '1971-06-08' },
  ],
  'whose birthday is in Japanese years': [chiyo, { ...chiyo, birthDate: '昭和46年8月26日' }],
  'of whom only name and phone are known': [chiyo, { ...named('松阪', '千代', '', ''), phone: '+81 90 2718 2818' }],
  'whose phone a spreadsheet cut': [
    { ...chiyo, mail: '' },
    { ...chiyo, ...home, mail: '', phone: '9027182818', birthDate: '' },
  ],
};

const members = [...crowd(900, 5).map((row) => row.values)];
const { model } = findDuplicates(tableOf(members));

/** Each story alone in the crowd, so that none helps another; judged as the crowd has taught. */
function told(...people: Values[]) {
  const table = tableOf([...members, ...people]);
  const { links } = findDuplicates(table, { model });
  const spokenOf = zonedLinks(table, model, links, thresholdsFor(links)).filter(({ zone }) => zone !== 'silence');
  return spokenOf.filter(({ one }) => one >= members.length);
}

/** Where even the given names are alike, staff may be asked. */
const alikeNames = new Set(['sisters', 'twins', 'father and son of like names']);

describe('two people of one household are no duplicate, though they share name, home, phone and mail', () => {
  test.each(Object.keys(households))('%s', (name) => {
    const links = told(...households[name]!);
    expect(links.filter(({ zone }) => zone === 'automatic')).toEqual([]);
    expect(links.filter(({ same }) => same >= (alikeNames.has(name) ? 0.95 : 0.3))).toEqual([]);
  });
});

describe('one person is found again', () => {
  test.each(Object.keys(persons))('%s', (name) => {
    const [link] = told(...persons[name]!);
    expect(link?.same ?? 0).toBeGreaterThan(0.5);
  });
});

test('strangers of one name are no duplicate', () => {
  const [link] = told(
    { ...named('佐藤', '裕子', 'サトウ', 'ユウコ'), birthDate: '1975-04-01', phone: '090-1111-2233', ...home },
    {
      ...named('佐藤', '裕子', 'サトウ', 'ユウコ'),
      birthDate: '1968-10-20',
      phone: '080-4444-5566',
      postalCode: '604-8005',
    },
  );
  expect(link?.same ?? 0).toBeLessThan(0.3);
});

test('twins are named alike, so one character in common is no sign that they are one where no reading is known', () => {
  const [link] = told(
    { ...named('羽生', '翔太', 'ハニュウ', 'ショウタ'), birthDate: '1999-09-09', gender: '男性', ...home },
    { ...named('羽生', '翔吉', '', ''), birthDate: '1999-09-09', gender: '男性', ...home },
  );
  expect(link?.same ?? 0).toBeLessThan(0.3);
});

test('neighbours of one name are no duplicate where nothing but the name and the neighbourhood speaks for it', () => {
  const [link] = told(
    { ...named('松阪', '千代', 'マツザカ', 'チヨ'), birthDate: '1971-08-26', phone: '090-1111-2233', ...home },
    {
      ...named('松阪', '千代', 'マツザカ', 'チヨ'),
      ...{ phone: '080-4444-5566', postalCode: '253-0012', address: '神奈川県茅ヶ崎市小和田2-8-1' },
    },
  );
  expect(link?.same ?? 0).toBeLessThan(0.5);
});

test('a birth date that many people have is no birth date: it neither joins nor parts anybody', () => {
  const filler = members.map((values, at) => (at % 20 === 0 ? { ...values, birthDate: '1980-01-01' } : values));
  const table = tableOf([...filler, chiyo, { ...chiyo, birthDate: '1980-01-01' }]);
  const birth = table.features.find(({ name }) => name === 'birth')!;
  expect(birth.level(table.size - 2, table.size - 1)).toBe(0);
  expect(birth.level(0, 20)).toBe(0);
});

test.each([
  ['女性', 'Female', 1],
  ['2', 'F', 1],
  ['男', 'M', 1],
  ['1', 'male', 1],
  ['女', '1', 2],
  ['女性', '回答しない', 0],
  ['9', '男性', 0],
])('of gender, %s and %s say the same, another thing or nothing, whichever system wrote it', (one, other, level) => {
  const { features } = tableOf([{ gender: one }, { gender: other }]);
  expect(features.find(({ name }) => name === 'gender')!.level(0, 1)).toBe(level);
});

test('no pair within a household of a whole crowd is automatic', () => {
  const rows = crowd(1_150, 6);
  const table = tableOf(rows.map((row) => row.values));
  const { links, model: learned } = findDuplicates(table);
  const found = zonedLinks(table, learned, links, thresholdsFor(links));
  const automatic = found.filter(({ zone }) => zone === 'automatic');
  const wrong = automatic.filter(({ one, other }) => rows[one]!.person !== rows[other]!.person);
  expect(automatic.length).toBeGreaterThan(100);
  expect(wrong.filter(({ one, other }) => rows[one]!.household === rows[other]!.household)).toEqual([]);
});

test('in a file without birth dates, a family that gives one phone and one mail for all stays a family', () => {
  const rows = crowd(900, 7);
  const heads = new Map(rows.map(({ household, values }) => [household, values]));
  const contactsOf = (household: number, { phone, mail }: Values): Values => {
    const head = household % 3 === 0 ? heads.get(household) : undefined;
    return { phone: head?.phone ?? phone, mail: head?.mail ?? mail } as Values;
  };
  const dateless = rows.map(({ values, household }) => {
    const { birthDate: _, ...rest } = values;
    return { ...rest, ...contactsOf(household, values) };
  });
  const { birthDate: _, ...one } = { ...chiyo, ...shared };
  const sister = { ...one, ...named('松阪', '奈緒', 'マツザカ', 'ナオ') };
  const table = tableOf([...dateless, one, sister, { ...one, givenName: 'チヨ', givenKana: '' }]);
  const found = findDuplicates(table);
  const mail = table.features.findIndex(({ name }) => name === 'mail');
  expect(found.model.phoned[1]).toBeGreaterThan(1.5 * found.model.household[mail]![1]!);
  const same = (x: number, y: number) =>
    found.links.find(({ one, other }) => one === rows.length + x && other === rows.length + y)?.same ?? 0;
  expect(same(0, 1)).toBeLessThan(0.3);
  expect(same(0, 2)).toBeGreaterThan(0.9);
});
