import { describe, expect, test } from 'vitest';
import { type Known, normaliseField, type Profile, type ProfileInput } from '../../../core/members/profile.ts';
import { compareProfiles } from '../../../core/merges/evidence.ts';
import type { ProfileField } from '../../../db/schema/members.ts';
import { yuko } from '../house.ts';

function profile(values: ProfileInput, former: ProfileInput = {}, known: Known = 'store'): Profile {
  const recordedAt = new Date('2026-01-01T00:00:00Z');
  return Object.fromEntries(
    (Object.entries(values) as [ProfileField, string][]).map(([field, value]) => [
      field,
      {
        ...{
          id: 1,
          value,
          normalised: normaliseField(field, value) ?? '',
          known,
          source: 'import',
          recordedAt,
          verifiedAt: null,
        },
        former: former[field] ? [{ normalised: normaliseField(field, former[field]) ?? '', known }] : [],
      },
    ]),
  ) as Profile;
}

function compare(here: ProfileInput, there: ProfileInput, former?: ProfileInput) {
  const rows = compareProfiles(profile(here), profile(there, former));
  return Object.fromEntries(rows.map(({ field, known: _known, ...row }) => [field, row]));
}

describe('comparing two cards', () => {
  test('says match, no match or unknown for each field, with masked details only', () => {
    const here = {
      ...yuko,
      birthDate: '1985-03-14',
      phone: '090-1111-2271',
      mail: 'yuko.saito@example.jp',
      address: '武蔵野市1-2-3',
    };
    const there = {
      ...yuko,
      familyName: '斎藤',
      birthDate: '昭和60年3月14日',
      phone: '0467-22-3326',
      mail: 'Yuko.Saito@example.jp',
    };
    expect(compare(here, there)).toEqual({
      nameReading: { result: 'match', hint: 'same' },
      nameWriting: { result: 'match', hint: 'variant' },
      birthDate: { result: 'match', hint: 'same' },
      phone: { result: 'mismatch', hint: 'differs', detail: ['71', '26'] },
      mail: { result: 'match', hint: 'same', detail: ['y•••@•••.jp'] },
      address: { result: 'unknown', hint: 'missing_there' },
    });
  });

  test('a phone that one side had before is a match', () => {
    const rows = compare({ phone: '090-1111-2271' }, { phone: '080-3333-4444' }, { phone: '090-1111-2271' });
    expect(rows.phone).toMatchObject({ result: 'match', hint: 'former' });
  });

  test.each([
    ['a maiden name', { familyName: '田中', familyKana: 'タナカ' }, 'family_differs'],
    ['a sister', { givenName: '恵子', givenKana: 'ケイコ' }, 'given_differs'],
    ['a stranger', { familyName: '田中', familyKana: 'タナカ', givenName: '恵子', givenKana: 'ケイコ' }, 'both_differ'],
  ])('%s differs in the half it differs in', (_, other, hint) => {
    const rows = compare(yuko, { ...yuko, ...other });
    expect(rows.nameReading).toEqual({ result: 'mismatch', hint });
    expect(rows.nameWriting).toEqual({ result: 'mismatch', hint });
  });

  test('half-width kana and swapped names are the same reading', () => {
    expect(compare(yuko, { familyKana: 'ｻｲﾄｳ', givenKana: 'ﾕｳｺ' }).nameReading?.result).toBe('match');
    expect(compare(yuko, { familyKana: 'ユウコ', givenKana: 'サイトウ' }).nameReading).toEqual({
      result: 'match',
      hint: 'variant',
    });
  });

  test.each([
    ['1985-04-03', '1985-03-04', 'swapped'],
    ['1985-03-14', '1985-03-15', 'one_digit'],
    ['1985-03-14', '1962-11-02', 'differs'],
  ])('birth dates %s and %s: %s', (here, there, hint) => {
    expect(compare({ birthDate: here }, { birthDate: there }).birthDate).toEqual({ result: 'mismatch', hint });
  });

  test('a filler is unknown, not a difference', () => {
    expect(compare({ birthDate: '1985-03-14' }, { birthDate: '1900-01-01' }).birthDate).toEqual({
      result: 'unknown',
      hint: 'missing_there',
    });
    expect(compare({ phone: '000-0000-0000' }, {}).phone).toEqual({ result: 'unknown', hint: 'missing_both' });
  });

  test('no raw value of five letters or more is kept', () => {
    const raw = {
      ...yuko,
      birthDate: '1985-03-14',
      phone: '０９０－１１１１－２２７１',
      mail: 'yuko.saito@example.jp',
      address: '武蔵野市吉祥寺本町1-2-3',
    };
    const kept = JSON.stringify(
      compareProfiles(profile(raw), profile({ ...raw, phone: '08033334444', mail: 'other@example.com' })),
    );
    for (const value of ['1985', '1111', 'saito', 'example', '武蔵野', '吉祥寺', '4444'])
      expect(kept).not.toContain(value);
  });
});

describe('a value is worth what is known of it', () => {
  const victim = { ...yuko, birthDate: '1985-03-14', phone: '090-1111-2271', mail: 'yuko.saito@example.jp' };
  const results = (here: Profile, there: Profile, provedNow?: 'phone' | 'mail') =>
    compareProfiles(here, there, provedNow).map(({ field, result }) => [field, result]);

  test('whoever types in a stranger’s name, birthday, phone and mail matches in none of them', () => {
    const typed = profile(victim, {}, 'self');
    const known = profile(victim, {}, 'proved');
    for (const rows of [results(typed, known), results(known, typed), results(typed, typed)]) {
      expect(rows.filter(([, result]) => result === 'match')).toEqual([]);
      expect(rows.filter(([, result]) => result === 'claimed')).toHaveLength(5);
    }
  });

  test('the code that came back proves the one contact it went to, and nothing else', () => {
    const rows = results(profile(victim, {}, 'self'), profile(victim, {}, 'store'), 'mail');
    expect(rows.filter(([, result]) => result === 'match')).toEqual([['mail', 'match']]);
  });

  test('a code that went elsewhere than the requester’s own phone makes it no match', () => {
    const other = { ...victim, phone: '080-3333-4444' };
    const rows = results(profile(other, {}, 'self'), profile(victim, {}, 'store'), 'phone');
    expect(rows).toContainEqual(['phone', 'mismatch']);
  });

  test('a former value counts as it was known', () => {
    const moved = profile({ phone: '090-1111-2271' }, { phone: '080-3333-4444' }, 'proved');
    expect(results(moved, profile({ phone: '080-3333-4444' }))).toContainEqual(['phone', 'match']);
    expect(results(moved, profile({ phone: '080-3333-4444' }, {}, 'self'))).toContainEqual(['phone', 'claimed']);
  });

  test('each row says how either side is known', () => {
    const [reading] = compareProfiles(profile(victim, {}, 'self'), profile(victim, {}, 'proved'));
    expect(reading).toEqual({ field: 'nameReading', result: 'claimed', hint: 'same', known: ['self', 'proved'] });
  });
});
