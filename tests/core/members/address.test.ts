import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitAddress } from '../../../core/members/address.ts';

const placeOf = (text: string) => {
  const { city, town, numbers } = splitAddress(text);
  return [city, town, numbers].join(' ');
};

describe('one house is one place, whichever way its address is written', () => {
  test.each([
    ['東京都武蔵野市吉祥寺本町二丁目3番4号', '武蔵野市 吉祥寺本町 2-3-4'],
    ['東京都武蔵野市吉祥寺本町２丁目３番地４', '武蔵野市 吉祥寺本町 2-3-4'],
    ['東京都 武蔵野市 吉祥寺本町 ２－３－４', '武蔵野市 吉祥寺本町 2-3-4'],
    ['武蔵野市吉祥寺本町2ー3ー4', '武蔵野市 吉祥寺本町 2-3-4'],
    ['〒180-0004 東京都武蔵野市吉祥寺本町2‐3‐4', '武蔵野市 吉祥寺本町 2-3-4'],
    ['〒1800004東京都武蔵野市吉祥寺本町2−3−4', '武蔵野市 吉祥寺本町 2-3-4'],
    ['180-0004東京都武蔵野市吉祥寺本町2の3の4', '武蔵野市 吉祥寺本町 2-3-4'],
    ['東京武蔵野市吉祥寺本町二丁目三番四号', '武蔵野市 吉祥寺本町 2-3-4'],
    ['東京都武蔵野市吉祥寺本町二－三－四', '武蔵野市 吉祥寺本町 2-3-4'],
    ['東京都武蔵野市吉祥寺本町2丁目3番の4', '武蔵野市 吉祥寺本町 2-3-4'],
    ['大阪府堺市堺区熊野町東三丁1-9', '堺市堺区 熊野町東 3-1-9'],
    ['東京都港区麻布十番2丁目16-6', '港区 麻布十番 2-16-6'],
    ['東京都港区麻布十番2-16-6', '港区 麻布十番 2-16-6'],
    ['東京都千代田区三番町2番地4', '千代田区 3番町 2-4'],
    ['東京都千代田区3番町2-4', '千代田区 3番町 2-4'],
  ])('%s → %s', (text, place) => expect(placeOf(text)).toBe(place));

  test.each([
    ['北海道札幌市北区北二十四条西六丁目1-1', '北海道札幌市北区北24条西6-1-1'],
    ['埼玉県川口市大字新堀999-8', '埼玉県川口市新堀999番地8'],
    ['青森県上北郡横浜町字三保野88', '横浜町三保野88'],
    ['東京都千代田区霞ヶ関1-2-3', '千代田区霞が関一丁目2番3号'],
    ['東京都台東区三ノ輪1-2-3', '東京都台東区三の輪1-2-3'],
    ['東京都新宿区四ツ谷1-2-3', '東京都新宿区四ッ谷1-2-3'],
    ['京都府京都市中京区河原町通二条下ル一之船入町537-5', '京都市中京区一ノ船入町537の5'],
    ['京都府京都市下京区西中筋通北小路通上る丸屋町12', '京都府京都市下京区丸屋町12'],
    ['京都府京都市上京区主計町一番一号', '京都市上京区主計町1-1'],
    ['千葉県千葉市中央区髙洲1-2', '千葉市中央区高洲1-2'],
    ['岩手花巻市高木5-6', '岩手県花巻市高木5-6'],
    ['千葉市川市八幡1-1-1', '千葉県市川市八幡1-1-1'],
    ['千葉県巿川市八幡1-1-1', '千葉県市川市八幡1-1-1'],
  ])('%s and %s', (one, other) => expect(placeOf(one)).toBe(placeOf(other)));

  test.each([
    '大阪狭山市今熊1-2',
    '千葉市中央区中央1-2',
    '長野原町大津1-2',
    '仙台市宮城野区榴岡1-2',
    '四日市市諏訪町1-2',
    '大和郡山市北郡山町1-2',
    '廿日市市串戸1-2',
  ])('the name of a city keeps what looks like a prefecture or a district: %s', (text) => {
    expect(splitAddress(text).prefecture).toBe('');
    expect(text.startsWith(splitAddress(text).city)).toBe(true);
    expect(splitAddress(text).numbers).toBe('1-2');
  });
});

describe('a room and a building are told apart from the house', () => {
  test.each([
    ['渋谷区代々木1-2-3-405', '1-2-3', '', '405'],
    ['渋谷区代々木1-2-3 405', '1-2-3', '', '405'],
    ['渋谷区代々木1-2-3　405号室', '1-2-3', '', '405'],
    ['渋谷区代々木1丁目2番3号405', '1-2-3', '', '405'],
    ['渋谷区代々木1-2-3-405号室', '1-2-3', '', '405'],
    ['京都市上京区主計町1番2-403号', '1-2', '', '403'],
    ['渋谷区代々木町12-3-405', '12-3', '', '405'],
    ['渋谷区代々木1-2-3 コーポ若葉201', '1-2-3', 'コーポ若葉', '201'],
    ['渋谷区代々木1-2-3コーポ若葉 201号室', '1-2-3', 'コーポ若葉', '201'],
    ['千代田区永田町1-4-1-レジデンス億万101', '1-4-1', 'レジデンス億万', '101'],
    ['千代田区神田美土代町９番地７千代田２１ビル７階', '9-7', '千代田21ビル', '7f'],
    ['川崎市川崎区駅前本町15番5十五番館ビル', '15-5', '十五番館ビル', ''],
    ['渋谷区代々木1-2-3', '1-2-3', '', ''],
  ])('%s → %s, %s, %s', (text, numbers, building, room) =>
    expect(splitAddress(text)).toMatchObject({ numbers, building, room }),
  );
});

describe('two houses stay two', () => {
  test.each([
    ['渋谷区代々木1-2-3', '渋谷区代々木1-23'],
    ['渋谷区代々木1-2-3', '渋谷区代々木12-3'],
    ['札幌市北区北24条西6-1', '札幌市北区北23条西6-1'],
    ['札幌市北区北24条西6-1', '札幌市北区北24条東6-1'],
    ['千代田区三番町2-4', '千代田区二番町2-4'],
    ['川口市新堀9-8', '川口市新堀町9-8'],
  ])('%s and %s', (one, other) => expect(placeOf(one)).not.toBe(placeOf(other)));
});

test('any text can be split, and what was split splits the same again', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(...'東京都千代田区市川郡町村一二十条丁目番地号の－ー- 1230\u0000\ud800字ヶ上ル京都'),
    }),
  );
  fc.assert(
    fc.property(text, (any) => {
      const { prefecture, city, town, numbers } = splitAddress(any);
      expect(numbers).toMatch(/^[\d-]*$/);
      expect(splitAddress(any)).toEqual(splitAddress(any.normalize('NFKC')));
      expect([prefecture, city, town].every((part) => typeof part === 'string')).toBe(true);
    }),
  );
});
