import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inPlace, readDate, readMail, readPhone } from '../../../core/duplicates/cells.ts';

describe('a birth date is read as people and systems write it', () => {
  test.each([
    ['1985-03-14', '19850314'],
    ['S60.3.14', '19850314'],
    ['S600314', '19850314'],
    ['3600314', '19850314'],
    ['31120', '19850314'],
    ['Mar 14, 1985', '19850314'],
    ['14-Mar-1985', '19850314'],
    ['14 March 1985', '19850314'],
    ['3/4/1985', '19850304'],
    ['1985・3・14', '19850314'],
    ['19850314000000', '19850314'],
    ['19852214', '19852214'],
    ['1985-00-00', ''],
    ['9999-12-31', ''],
    ['0000-00-00', ''],
    ['1985', ''],
    ['不明', ''],
  ])('%s: %s', (text, date) => expect(readDate(text)).toBe(date));
});

describe('a phone is read whatever stands beside it', () => {
  test.each([
    ['090-1234-5678', '09012345678'],
    ['O9O-I234-5678', '09012345678'],
    ['Ｏ９０１２３４５６７８', '09012345678'],
    ['9012345678.0', '09012345678'],
    ['携帯 090-1234-5678（日中）', '09012345678'],
    ['090-1234-5678 03-1111-2222', '09012345678'],
    ['TEL:03-1111-2222', '0311112222'],
    ['0901234567', '0901234567'],
    ['9.01234E+09', ''],
    ['000-0000-0000', ''],
    ['なし', ''],
  ])('%s: %s', (text, phone) => expect(readPhone(text)).toBe(phone));
});

describe('a mail is read wherever it stands in its cell', () => {
  test.each([
    ['hanako@example.jp', 'hanako@example.jp'],
    ['mailto:hanako@example.jp', 'hanako@example.jp'],
    ['山田 花子 <hanako@example.jp>', 'hanako@example.jp'],
    ['hanako@example.jp（自宅）', 'hanako@example.jp'],
    ['hanako@example,jp', 'hanako@example.jp'],
    ['hanako@example.jp,taro@example.jp', 'hanako@example.jp'],
    ['hanako@@example.jp', 'hanako@example.jp'],
    ['hanako@gmail', 'hanako@gmail'],
    ['なし', ''],
    ['@', ''],
  ])('%s: %s', (text, mail) => expect(readMail(text)).toBe(mail));
});

describe('values that stand in each other\u2019s columns are put right', () => {
  const right = { birth: '1985-03-14', phone: '090-1234-5678', mail: 'hanako@example.jp', postal: '253-0012' };

  test.each([
    ['phone and mail', { ...right, phone: right.mail, mail: right.phone }],
    ['phone and birth date', { ...right, phone: right.birth, birth: right.phone }],
    ['phone and postal code', { ...right, phone: right.postal, postal: right.phone }],
    ['nothing, when all is in its place', right],
  ])('%s', (_, row) => expect(inPlace(row)).toEqual(right));

  test('what is in its place stays there, whatever else the row holds', () => {
    const text = fc.string({ unit: fc.constantFrom(...'019-/@a年. ') });
    fc.assert(
      fc.property(text, text, (birth, postal) => {
        const { phone, mail } = inPlace({ ...right, birth, postal });
        expect({ phone, mail }).toEqual({ phone: right.phone, mail: right.mail });
      }),
    );
  });
});
