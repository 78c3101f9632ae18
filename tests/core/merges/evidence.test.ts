import { describe, expect, test } from 'vitest';
import { normaliseField, type Profile, type ProfileInput } from '../../../core/members/profile.ts';
import { compareProfiles } from '../../../core/merges/evidence.ts';
import type { ProfileField } from '../../../db/schema/members.ts';
import { yuko } from '../house.ts';

function profile(values: ProfileInput, former: ProfileInput = {}): Profile {
  const recordedAt = new Date('2026-01-01T00:00:00Z');
  return Object.fromEntries(
    (Object.entries(values) as [ProfileField, string][]).map(([field, value]) => [
      field,
      {
        ...{
          id: 1,
          value,
          normalised: normaliseField(field, value) ?? '',
          source: 'import',
          recordedAt,
          verifiedAt: null,
        },
        former: former[field] ? [normaliseField(field, former[field]) ?? ''] : [],
      },
    ]),
  ) as Profile;
}

function compare(here: ProfileInput, there: ProfileInput, former?: ProfileInput) {
  const rows = compareProfiles(profile(here), profile(there, former));
  return Object.fromEntries(rows.map(({ field, ...row }) => [field, row]));
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
