import { describe, expect, test } from 'vitest';
import {
  cleanText,
  normaliseAddress,
  normaliseBirthDate,
  normaliseKana,
  normaliseMail,
  normaliseName,
  normalisePhone,
  readingKey,
} from '../../../core/members/normalise.ts';

describe('what a database refuses never reaches it', () => {
  test.each([
    ['a\u0000b', 'ab'],
    ['\ud800齋藤\udc00', '齋藤'],
    ['𠮷田', '𠮷田'],
    ['  ﾀﾅｶ　', 'ﾀﾅｶ'],
    ['齋藤\u202e子優\u2066', '齋藤子優'],
    ['\u200b \ufeff', ''],
    ['家族👨\u200d👩\u200d👧', '家族👨\u200d👩\u200d👧'],
  ])('%j becomes %j', (text, clean) => expect(cleanText(text)).toBe(clean));
});

describe('a phone number is one number however it is written', () => {
  test.each([
    ['０９０－１２３４－５６７８', '09012345678'],
    ['+81 90 1234 5678', '09012345678'],
    ['+81(0)90-1234-5678', '09012345678'],
    ['0081-90-1234-5678', '09012345678'],
    ['81-90-1234-5678', '09012345678'],
    ['03-1234-5678 内線12', '0312345678'],
    ['0467(22)3326', '0467223326'],
    ['+1 415 555 2671', '+14155552671'],
    ['(03) 1234-5678（内線 12）', '0312345678'],
    ['０３（１２３４）５６７８', '0312345678'],
    ['9012345678', '09012345678'],
    ['5012345678', '05012345678'],
    ['312345678', '0312345678'],
    ['467223326', '0467223326'],
    ['901234567', undefined],
    ['1234567890', undefined],
    ['090-1234-5678 / 03-1234-5678', '09012345678'],
    ['090-1234-5678、0467-22-3326', '09012345678'],
    ['090/1234/5678', '09012345678'],
    ['000-0000-0000', undefined],
    ['090-0000-0000', '09000000000'],
    ['0', undefined],
    ['1234', undefined],
    ['なし', undefined],
    ['090123456789', undefined],
  ])('%s → %s', (text, phone) => expect(normalisePhone(text)).toBe(phone));
});

describe('a mail address is one address however it is written', () => {
  test.each([
    ['Yuko.Saito@Example.JP', 'yuko.saito@example.jp'],
    ['ｙｕｋｏ＠ｅｘａｍｐｌｅ．ｊｐ', 'yuko@example.jp'],
    ['y.u.k.o+shop@googlemail.com', 'yuko@gmail.com'],
    ['y.u.k.o+shop@example.jp', 'y.u.k.o+shop@example.jp'],
    ['yuko@example', undefined],
    ['yuko', undefined],
    ['@example.jp', undefined],
  ])('%s → %s', (text, mail) => expect(normaliseMail(text)).toBe(mail));
});

describe('a name is compared without the accidents of writing', () => {
  test.each([
    ['髙橋', '高橋'],
    ['﨑田', '崎田'],
    ['齋藤 優子', '斎藤優子'],
    ['𠮷田', '吉田'],
    ['渡邊', '渡辺'],
    ['辻\u{E0100}', '辻'],
    ['アレクサンドラ・フォンテーヌ', 'アレクサンドラフォンテーヌ'],
    ['ﾌｫﾝﾃｰﾇ', 'フォンテーヌ'],
    ['SAITO', 'saito'],
    ['佐佐木', '佐々木'],
    ['奈〻', '奈々'],
    ['みすゞ', 'みすず'],
    ['澁澤榮壹', '渋沢栄壱'],
    ['瑤子', '瑶子'],
    ['エ藤', '工藤'],
    ['健ー', '健一'],
  ])('%s is %s', (one, other) => expect(normaliseName(one)).toBe(normaliseName(other)));

  test('kana in a name of kana stay kana', () => expect(normaliseName('ハル子タエ')).toBe('ハル子タエ'));

  test('斎 and 斉 stay two characters', () => expect(normaliseName('斎藤')).not.toBe(normaliseName('斉藤')));

  test.each([
    ['さいとう ゆうこ', 'サイトウユウコ'],
    ['ｻｲﾄｳ ﾕｳｺ', 'サイトウユウコ'],
    ['ﾊﾞｰﾊﾞﾗ', 'バーバラ'],
  ])('the reading of %s is %s', (text, kana) => expect(normaliseKana(text)).toBe(kana));

  test.each([
    ['ユウコ', 'ゆーこ'],
    ['オオノ', 'オーノ'],
    ['コウイチ', 'コーイチ'],
    ['ミヅキ', 'ミズキ'],
  ])('%s and %s read alike', (one, other) => expect(readingKey(one)).toBe(readingKey(other)));

  test.each([
    ['ケンイチ', 'ケンジ'],
    ['ユキ', 'ユウキチ'],
    ['ハルカ', 'ハルコ'],
  ])('%s and %s do not', (one, other) => expect(readingKey(one)).not.toBe(readingKey(other)));
});

describe('a birth date is read in western and Japanese years', () => {
  test.each([
    ['1985-03-14', '1985-03-14'],
    ['1985/3/14', '1985-03-14'],
    ['１９８５年３月１４日', '1985-03-14'],
    ['19850314', '1985-03-14'],
    ['昭和60年3月14日', '1985-03-14'],
    ['S60.3.14', '1985-03-14'],
    ['平成元年1月8日', '1989-01-08'],
    ['令和2年2月29日', '2020-02-29'],
    ['2021-02-29', undefined],
    ['1900-01-01', undefined],
    ['昭和58年7月23日', '1983-07-23'],
    ['昭和５８年７月２３日生', '1983-07-23'],
    ['昭58.7.23', '1983-07-23'],
    ['S58.7.23', '1983-07-23'],
    ['s.58/7/23', '1983-07-23'],
    ['㍼58年7月23日', '1983-07-23'],
    ['大正10年1月2日', '1921-01-02'],
    ['令和元年5月1日', '2019-05-01'],
    ['西暦1985年3月14日(木)', '1985-03-14'],
    ['1985-03-14 00:00:00', '1985-03-14'],
    ['1985-03-14T00:00:00+09:00', '1985-03-14'],
    ['1985. 3. 14', '1985-03-14'],
    ['3/14/1985', '1985-03-14'],
    ['14.03.1985', '1985-03-14'],
    ['3/3/1985', '1985-03-03'],
    ['3/4/1985', undefined],
    ['85/3/14', '1985-03-14'],
    ['850314', '1985-03-14'],
    ['65/3/14', '1965-03-14'],
    ['64/3/14', undefined],
    ['58/7/23', undefined],
    ['05/7/23', undefined],
    ['580723', undefined],
    ['198503', undefined],
    ['985/3/14', undefined],
    ['9999-12-31', undefined],
    ['0000-00-00', undefined],
    ['1985-13-01', undefined],
    ['秘密', undefined],
  ])('%s → %s', (text, date) => expect(normaliseBirthDate(text)).toBe(date));
});

test('an address is one address however its numbers are joined', () => {
  const spellings = [
    '武蔵野市吉祥寺本町１丁目２番３号',
    '武蔵野市 吉祥寺本町1-2-3',
    '武蔵野市吉祥寺本町１－２－３',
    '武蔵野市吉祥寺本町1丁目2番地の3',
  ];
  expect(new Set(spellings.map(normaliseAddress)).size).toBe(1);
});
