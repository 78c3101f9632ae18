import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseKana } from '../../../core/members/normalise.ts';
import { soundOf } from '../../../core/members/sound.ts';

const heard = (name: string) => soundOf(normaliseKana(name));

describe('a name sounds alike in kana of every kind and in the spelling of every school', () => {
  test.each([
    ['ono', ['オオノ', 'おおの', 'ｵｵﾉ', 'オーノ', 'Ohno', 'Ōno', 'Ôno', 'Oono', 'Ono', 'ＯＨＮＯ']],
    ['siniti', ['シンイチ', "Shin'ichi", 'Shin’ichi', 'Shin-ichi', 'Shinichi', 'Sinniti', 'Sin iti']],
    ['zyunko', ['ジュンコ', 'ヂュンコ', 'Junko', 'Zyunko', 'Jyunko']],
    ['nanba', ['ナンバ', 'Namba', 'Nanba']],
    ['syunpei', ['シュンペイ', 'Shumpei', 'Shunpei', 'Syunpei']],
    ['honma', ['ホンマ', 'Homma', 'Honma']],
    ['hatori', ['ハットリ', 'Hattori']],
    ['iti', ['イッチ', 'Itchi', 'Icchi', 'Itti']],
    ['tyako', ['チャコ', 'Chako', 'Tyako', 'Cyako']],
    ['humiko', ['フミコ', 'Fumiko', 'Humiko']],
    ['tuzuki', ['ツヅキ', 'ツズキ', 'Tsuzuki', 'Tuduki', 'Tsudzuki']],
    ['tizuru', ['チヅル', 'チズル', 'Chizuru', 'Tizuru', 'Chiduru']],
    ['yuko', ['ユウコ', 'ゆうこ', 'ユーコ', 'Yuuko', 'Yūko', 'Yuhko', 'Yuko']],
    ['koiti', ['コウイチ', 'コーイチ', 'Kouichi', 'Koichi', 'Kôiti']],
    ['sato', ['サトウ', 'ｻﾄｳ', 'Satoh', 'Satou', 'Satō', 'Sato']],
    ['syohei', ['ショウヘイ', 'Shohei', 'Syohei', 'Shouhei', 'Shōhei']],
    ['ryota', ['リョウタ', 'Ryota', 'Ryouta', 'Lyota']],
    ['ziro', ['ジロウ', 'Jiro', 'Ziro', 'Jirou']],
    ['kenzi', ['ケンジ', 'ケンヂ', 'Kenji', 'Kenzi']],
    ['katuo', ['カツオ', 'カツヲ', 'Katsuo', 'Katuwo']],
    ['inoe', ['イノウエ', 'ヰノウヱ', 'Inoue', 'Inouye']],
    ['biora', ['ヴィオラ', 'ビオラ', 'Biora']],
    ['fani', ['ファニー', 'Fani']],
    ['tina', ['ティナ', 'チナ', 'Tina']],
    ['werinton', ['ウェリントン', 'Welinton']],
    ['murer', ['Müller', 'Muller']],
  ])('%s', (sound, names) => expect(names.map(heard)).toEqual(names.map(() => sound)));

  test.each([
    ['ケンジ', 'ケンイチ'],
    ['ハルコ', 'ハルカ'],
    ['ユキ', 'ユウキチ'],
    ['サトウ', 'サイトウ'],
    ['オノ', 'オカノ'],
    ['カナ', 'ハナ'],
    ['ファニー', 'ハニー'],
  ])('%s and %s stay two', (one, other) => expect(heard(one)).not.toBe(heard(other)));

  test.each(['渡辺', '渡ベ', 'わたナ辺', '々', '김', 'Иван', '', 'ッ', 'ー', '1234'])('%j has no sound', (name) =>
    expect(heard(name)).toBe(''),
  );
});

test('what sounds is plain letters, and sounds the same said again, whatever was written', () => {
  const kana = fc.string({
    unit: fc.constantFrom(...'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホンャュョッーァィゥェォヴ'),
  });
  const latin = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzāōūôé' -") });
  fc.assert(
    fc.property(fc.oneof(kana, latin, fc.string({ unit: 'binary' })), (name) => {
      const sound = heard(name);
      expect(sound).toMatch(/^[a-z]*$/);
      expect(soundOf(sound)).toBe(sound);
    }),
  );
});
