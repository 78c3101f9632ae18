import { describe, expect, test } from 'vitest';
import { textAt } from '../../../core/duplicates/dictionary.ts';
import { tableOf } from './crowd.ts';

/** A name as `family given`, and its reading behind a slash. */
function named(text: string) {
  const [writing = '', reading = ''] = text.split('/');
  const [familyName = '', givenName = ''] = writing.split(' ');
  const [familyKana = '', givenKana = ''] = reading.split(' ');
  return { familyName, givenName, familyKana, givenKana };
}

describe('what two names say to each other, family and given', () => {
  test.each([
    ['髙橋 優子/タカハシ ユウコ', '高橋 優子/ﾀｶﾊｼ ﾕｳｺ', 'same same'],
    ['齋藤 優子', '斎藤\u{E0100} 優子', 'same same'],
    ['渡邉 一', '渡辺 一', 'same same'],
    ['中澤 一', '中沢 一', 'same same'],
    ['𠮷田 一', '吉田 一', 'same same'],
    ['斎藤 優子/サイトウ ユウコ', '斉藤 優子/サイトウ ユウコ', 'reading same'],
    ['佐藤 裕子/サトウ ユウコ', '佐藤 優子/サトウ ユウコ', 'same reading'],
    ['大野 裕子/オオノ ユウコ', 'オオノ ユウコ', 'reading reading'],
    ['大野 裕子/オオノ ユウコ', 'おおの ゆうこ', 'reading reading'],
    ['大野 裕子/オオノ ユウコ', 'Ohno Yuko', 'reading reading'],
    ['大野 裕子/オオノ ユウコ', 'ŌNO YŪKO', 'reading reading'],
    ['大野 裕子/オオノ ユウコ', '裕子 大野/ユウコ オオノ', 'same same'],
    ['大野 裕子/オオノ ユウコ', 'Yuko Ohno', 'reading reading'],
    ['マキ マキコ', 'マキ マキコ', 'same same'],
    ['林 林太郎', '林 太郎', 'same differs'],
    ['大野 裕子/オオノ ', 'YUKO OHNO', 'reading near'],
    ['大野 裕子様/オオノ ユウコサマ', '大野 裕子さん', 'same same'],
    ['河野 翔/コウノ ショウ', '河野 翔/カワノ カケル', 'misread misread'],
    ['大野 裕子/オオノ ユウコ', '大野 裕子/オノ ユウコ', 'same same'],
    ['大野 健一/オオノ ケンイチ', '大野 健二/オオノ ケンジ', 'same otherwise'],
    ['大野 真妃子/オオノ マキコ', '大野 茜季子/オオノ アキコ', 'same otherwise'],
    ['大野 まきこ', '大野 あきこ', 'same near'],
    ['大野 翔太/オオノ ショウタ', '大野 翔真/オオノ トウマ', 'same character'],
    ['大野 翔太', '大野 翔真', 'same unheard'],
    ['大野 翔太/オオノ ショウタ', '大野 直樹/オオノ ナオキ', 'same differs'],
    ['大野 翔太/オオノ ショウタ', '森 直樹/モリ ナオキ', 'differs differs'],
    ['大野 翔太', 'タナカ ナオキ', 'missing differs'],
    ['大野 翔太', 'モリ ナオキ', 'differs differs'],
    ['大野 裕子', 'オオノ ユウコ', 'near near'],
    ['大野 裕子', 'Yuko Ohno', 'near near'],
    ['大野 裕子', '大野 祐子', 'same near'],
    ['伊東 裕子', '伊藤 裕子', 'near same'],
    ['大野 裕子/オオノ ユウコ', '大野 祐子', 'same near'],
    ['大野 純子', '大野 彩香', 'same differs'],
    ['大野 健一', '大野 健二', 'same unheard'],
    ['大野', '大野 翔太', 'same missing'],
    ['佐々木 愛/ササキ アイ', '佐々木 藍/ササキ アイ', 'same reading'],
    ['大野 翔太', '大野 翔大', 'same near'],
    ['大野 翔太', '大野 翔〓', 'same near'],
    ['大野 裕子', '大野 裕こ', 'same near'],
    ['大野 翔〓', '大野 〓吾', 'same differs'],
    ['大野 翔太', '大野 ？太', 'same near'],
    ['大野 翔太', '大野 ？？', 'same missing'],
    ['大野 翔太', '大野 翔太（退会）', 'same same'],
    ['大野 翔太', '大野 翔太_2', 'same same'],
    ['大野 翔太', '大野 翔太くん', 'same same'],
    ['大野 翔太/オオノ ショウタ', '大野（オオノ） 勝太（ショウタ）', 'same reading'],
    ['Smith Katherine', 'Smith Catherine', 'same near'],
  ])('%s and %s: %s', (one, other, levels) => {
    const { features } = tableOf([named(one), named(other)]);
    const said = ['family', 'given'].map((name) => {
      const feature = features.find((candidate) => candidate.name === name)!;
      return feature.levels[feature.level(0, 1)]!.code;
    });
    expect(said.join(' ')).toBe(levels);
  });

  test.each([
    ['大野　裕子', ''],
    ['', '大野 裕子'],
    ['大野 裕子', '大野 裕子'],
    ['大野', '大野 裕子'],
    ['大野', '大野裕子'],
  ])('a name in one field is cut at its space: %j %j', (familyName, givenName) => {
    const { family, given } = tableOf([{ familyName, givenName }]);
    expect([family.writing.dictionary.texts[1], given.writing.dictionary.texts[1]]).toEqual(['大野', '裕子']);
  });

  test.each([
    '大　野　裕　子',
    '大野裕子 様',
    '大野裕子（退会）',
    '★大野裕子 ※転居',
    '大野裕子（オオノ ユウコ）',
    '株式会社青葉 大野裕子',
  ])('spaces between letters, titles, notes and companies are no part of a name: %j', (familyName) => {
    const { family, given } = tableOf([{ familyName }, named('大野 裕子')]);
    expect([family, given].map(({ writing }) => textAt(writing, 0)).join(' ')).toBe('大野 裕子');
  });

  test('the reading in brackets behind a whole name is that of its halves', () => {
    const { family, given } = tableOf([{ familyName: '大野 裕子（オオノ ユウコ）' }]);
    expect([family, given].map(({ kana }) => textAt(kana, 0)).join(' ')).toBe('オオノ ユウコ');
  });

  test('colleagues whose company stands for their family name differ in what tells them apart', () => {
    const { features } = tableOf([
      { familyName: '株式会社青葉', givenName: '大野' },
      { familyName: '株式会社青葉', givenName: '田中' },
    ]);
    expect(features.slice(0, 2).map(({ level, levels }) => levels[level(0, 1)]!.code)).toEqual(['missing', 'differs']);
  });

  test.each(['OHNO Yuko', 'Yuko OHNO', 'Yuko Ohno', 'Ohno, Yuko'])('in %s the family is ohno', (familyName) => {
    const { family, given } = tableOf([{ familyName }]);
    expect([family.writing.dictionary.texts[1], given.writing.dictionary.texts[1]]).toEqual(['ohno', 'yuko']);
  });

  test.each([
    ['大野裕子', '', '大野 裕子'],
    ['', '大野裕子', '大野 裕子'],
    ['長谷川翔', '', '長谷川 翔'],
    ['オオノユウコ', '', 'オオノ ユウコ'],
    ['小鳥遊裕子', '', '小鳥 遊裕子'],
    ['長谷川', '', '長谷川 '],
    ['東雲', '', '東雲 '],
  ])(
    'a name without a space is cut where the names that a file knows meet: %j %j is %j',
    (familyName, givenName, cut) => {
      const known = [
        named('大野 裕子/オオノ ユウコ'),
        named('長谷川 翔/ハセガワ ショウ'),
        named('長 谷川/オサ タニガワ'),
      ];
      const { family, given } = tableOf([{ familyName, givenName }, ...known]);
      expect([family, given].map(({ writing }) => textAt(writing, 0)).join(' ')).toBe(cut);
    },
  );
});
