import { describe, expect, test } from 'vitest';
import type { PlannedAccount } from '../../../core/demo/plan.ts';
import { randomFrom } from '../../../core/demo/random.ts';
import { cardsGiven, planShop } from '../../../core/demo/shop.ts';
import { halfWidthKana } from '../../../core/demo/words/spellings.ts';
import { normalisePhone } from '../../../core/members/normalise.ts';

const now = new Date('2026-11-21T14:05:00+09:00');
const plan = planShop(now, 7);
const values = (field: keyof PlannedAccount['profile']) =>
  plan.accounts.flatMap(({ profile, former }) => [profile[field], former?.values[field]]).filter((value) => !!value);

describe('the plan of the demo shop', () => {
  test('is the same for the same seed and moment, and another for another seed', () => {
    expect(planShop(now, 7)).toEqual(plan);
    expect(planShop(now, 8)).not.toEqual(plan);
  });

  test('has 318 cards with a number of their own each', () => {
    expect(plan.accounts).toHaveLength(cardsGiven);
    const numbers = plan.accounts.map(({ memberNumber }) => memberNumber);
    expect(new Set(numbers).size).toBe(cardsGiven);
    expect(numbers.filter((number) => !/^20[2-4]\d{5}$/.test(number))).toEqual([]);
  });

  test('names no phone and no mail that could be somebody’s', () => {
    const real = values('phone').filter(
      (phone) => !/^0(?:[789]00000\d{4}|\d{2,3}00\d{4,5})$/.test(normalisePhone(phone!)!),
    );
    expect(real).toEqual([]);
    expect(values('mail').filter((mail) => !/@example\.(?:jp|com|ne\.jp)$/i.test(mail!))).toEqual([]);
  });

  test('lets nobody buy before they came or after now', () => {
    const wrong = plan.accounts.filter(({ registeredAt, purchases, visits }) =>
      [...purchases, ...visits].some(({ at }) => at < registeredAt || at > now),
    );
    expect(wrong.map(({ key }) => key)).toEqual([]);
  });

  test('has two years of purchases, in stores, online, in malls and by catalogue', () => {
    const purchases = plan.accounts.flatMap(({ purchases }) => purchases);
    const twoYearsAgo = new Date('2024-11-22T00:00:00+09:00');
    expect(purchases.filter(({ at }) => at > twoYearsAgo).length).toBeGreaterThan(1_000);
    expect(new Set(purchases.map(({ channel }) => channel))).toEqual(
      new Set(['store', 'online', 'mall', 'catalogue', 'department']),
    );
  });

  test('writes names in all the ways that part one person into two cards', () => {
    const families = values('familyName').join(' ');
    for (const way of ['髙橋', '高橋', '齋藤', '斎藤', '𠮷田', '﨑', 'ﾌｫﾝﾃｰﾇ']) expect(families).toContain(way);
    const swapped = plan.accounts.filter(({ key }) => key.endsWith('-older')).map(({ profile }) => profile.givenName);
    expect(swapped.some((given) => values('familyName').includes(given))).toBe(true);
  });

  test('has families on one phone, and twins of one birthday and house', () => {
    const byPhone = Map.groupBy(plan.accounts, ({ profile }) => profile.phone ?? '');
    const family = byPhone.get('0467-00-2290')!.map(({ profile }) => profile.givenName);
    expect(family.sort()).toEqual(['健太', '和夫', '文子'].sort());
    const [aoi, kaoru] = ['aoi', 'kaoru'].map((key) => plan.accounts.find((account) => account.key === key)!.profile);
    expect(aoi).toMatchObject({ birthDate: kaoru!.birthDate, address: kaoru!.address, familyName: kaoru!.familyName });
    expect(aoi!.phone).not.toBe(kaoru!.phone);
  });
});

describe('chance', () => {
  test('stays in its bounds and loses nothing when it shuffles', () => {
    const random = randomFrom(3);
    const drawn = Array.from({ length: 2_000 }, () => random.int(2, 5));
    expect(new Set(drawn)).toEqual(new Set([2, 3, 4, 5]));
    expect(random.shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
  });

  test('picks by weight', () => {
    const random = randomFrom(4);
    const items = [
      { name: 'often', weight: 3 },
      { name: 'seldom', weight: 1 },
      { name: 'never', weight: 0 },
    ];
    const drawn = Map.groupBy(
      Array.from({ length: 4_000 }, () => random.weighed(items).name),
      (name) => name,
    );
    expect(drawn.get('often')!.length / drawn.get('seldom')!.length).toBeCloseTo(3, 0);
    expect(drawn.has('never')).toBe(false);
  });
});

test('half-width kana are what old tills printed', () => {
  expect(halfWidthKana('フォンテーヌ')).toBe('ﾌｫﾝﾃｰﾇ');
  expect(halfWidthKana('ワタナベ')).toBe('ﾜﾀﾅﾍﾞ');
  expect(halfWidthKana('ワタナベ').normalize('NFKC')).toBe('ワタナベ');
});
