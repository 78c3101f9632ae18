import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskMail, phoneTail, tailOf } from '../../../core/members/mask.ts';
import { normaliseMail, normalisePhone } from '../../../core/members/normalise.ts';

/** Whether any five letters in a row of `raw` can be read in `shown`. */
function leaks(shown: string, raw: string): boolean {
  const letters = [...raw.normalize('NFKC').toLowerCase()];
  const plain = shown.normalize('NFKC').toLowerCase();
  return letters.some(
    (_, index) => index + 5 <= letters.length && plain.includes(letters.slice(index, index + 5).join('')),
  );
}

const domain = fc.stringMatching(/^[a-z0-9]{1,12}\.(jp|com|co\.jp|photography|museum)$/);
const local = fc.stringMatching(/^[A-Za-z0-9.ａ-ｚ]{1,20}$/);

describe('what is shown of a value', () => {
  test('five letters of a mail address can never be read', () => {
    fc.assert(
      fc.property(local, domain, (name, place) => {
        const mail = `${name}@${place}`;
        expect(leaks(maskMail(mail), mail)).toBe(false);
        expect(normaliseMail(mail) === undefined || maskMail(mail).includes('@')).toBe(true);
      }),
    );
  });

  test('nothing of what is no address is shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        if (normaliseMail(text) === undefined) expect(maskMail(text)).toBe('•••');
        if (normalisePhone(text) === undefined) expect(phoneTail(text)).toBeUndefined();
      }),
    );
  });

  test.each([
    ['yuko.saito@example.jp', 'y•••@•••.jp'],
    ['ｙｕｋｏ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'y•••@•••.com'],
    ['yuko@mail.photography', 'y•••@•••'],
    ['-yuko@example.jp', '•••@•••.jp'],
  ])('%s is shown as %s', (mail, shown) => expect(maskMail(mail)).toBe(shown));

  test('a phone is its last two digits, a number its last four', () => {
    expect(phoneTail('０９０－１１１１－２２７１')).toBe('71');
    expect(tailOf('20487153')).toBe('7153');
  });
});
