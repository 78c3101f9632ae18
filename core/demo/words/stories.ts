import type { ProfileInput } from '../../members/profile.ts';
import type { ChannelCode, StoreCode } from '../plan.ts';

/** `[months, day]`: that day of the month so many months ago. `{ days }`: so many days ago. */
export type When = [months: number, day: number] | { days: number };

/** A card with a story. `bought`: when, through which channel, and the goods by code, one for each piece. */
export type Story = {
  key: string;
  number: string;
  store: StoreCode;
  channel: ChannelCode;
  staff?: string;
  since: When;
  profile: ProfileInput;
  /** What was on file before, and when it changed. */
  former?: { values: ProfileInput; changed: When };
  welcome: 'given' | 'pending' | 'none';
  bought: [when: When, channel: ChannelCode, ...products: string[]][];
  visited?: When[];
  /** Visits that staff put down by name, without a card. */
  guessed?: When[];
  /** Points used, always in the store. */
  spent?: [when: When, points: number][];
};

const saitoHome = { postalCode: '180-0000', address: '東京都武蔵野市さくら町3-12-5' };
const takahashiHome = { postalCode: '248-0000', address: '神奈川県鎌倉市梅園町2-7-3', phone: '0467-00-2290' };
const nishimuraHome = { postalCode: '657-0000', address: '兵庫県神戸市灘区若葉町4-2-11' };
const name = (familyName: string, givenName: string, familyKana: string, givenKana: string): ProfileInput => ({
  ...{ familyName, givenName, familyKana, givenKana },
});

/** What 380 points and 260 points were earned with. */
const basket380 = [
  ...['fitted-pillow', 'cotton-pillow-cover', 'bath-towel'],
  ...['chamomile-tea', 'chamomile-tea', 'chamomile-tea'],
];
const basket260 = ['linen-pad', 'chamomile-tea', 'chamomile-tea', 'roasted-tea', 'roasted-tea'];

/** The people a visitor of the demo meets, and the cards they may not know of. Names and numbers of the cast are in cast.json. */
export const stories: Story[] = [
  {
    key: 'yuko',
    number: '20487153',
    store: 'kichijoji',
    channel: 'line',
    staff: 'morishita',
    since: [7, 11],
    profile: {
      ...name('齋藤', '優子', 'サイトウ', 'ユウコ'),
      ...{ birthDate: '1978-06-17', phone: '090-0000-5371', mail: 'yuko.saito@example.jp', ...saitoHome },
    },
    former: { values: { phone: '0422-00-3348' }, changed: [4, 19] },
    welcome: 'given',
    bought: [
      [[6, 3], 'store', 'linen-sheet'],
      [[4, 19], 'store', 'gauze-ket', 'gauze-ket'],
      [[2, 13], 'online', 'cotton-futon'],
      [{ days: 3 }, 'store', 'kumo-mattress'],
    ],
    visited: [[1, 17]],
    spent: [],
  },
  {
    key: 'yuko-old',
    number: '20316624',
    store: 'kamakura',
    channel: 'store',
    since: [66, 15],
    profile: {
      ...name('斎藤', '優子', 'サイトウ', 'ユウコ'),
      ...{ birthDate: '1978-06-17', phone: '090-0000-1826', mail: 'yuko.saito@example.jp' },
    },
    welcome: 'none',
    bought: [
      [[66, 15], 'store', 'down-pillow'],
      [[56, 8], 'store', 'bath-towel', 'bath-towel'],
      [[47, 12], 'store', 'duvet-cover'],
      [[38, 23], 'store', 'box-sheet', 'box-sheet'],
      [[29, 6], 'store', 'box-sheet'],
      [[20, 18], 'store', 'bath-towel', 'bath-towel'],
      [[12, 15], 'store', 'down-duvet'],
      [[10, 10], 'store', 'silk-futon'],
      [[8, 14], 'store', 'hinoki-bed'],
    ],
    spent: [[[29, 6], 150]],
  },
  {
    key: 'yuko-maiden',
    number: '20283309',
    store: 'kobe',
    channel: 'department',
    since: [78, 10],
    profile: {
      ...name('髙橋', '優子', 'タカハシ', 'ユウコ'),
      ...{ birthDate: '1978-06-17', phone: '090-0000-3309', mail: 'y.takahashi@example.com' },
    },
    welcome: 'none',
    bought: [
      [[78, 10], 'department', 'gauze-ket'],
      [[71, 4], 'catalogue', 'bath-towel', 'bath-towel'],
    ],
    spent: [],
  },
  {
    key: 'yuko-in-law',
    number: '20410498',
    store: 'kobe',
    channel: 'store',
    since: [34, 9],
    profile: { ...name('齋藤', '裕子', 'サイトウ', 'ユウコ'), phone: '0422-00-3348', ...saitoHome },
    welcome: 'none',
    bought: [
      [[33, 20], 'store', 'wool-blanket'],
      [[9, 22], 'store', ...basket380],
      [[5, 7], 'store', ...basket260],
    ],
    spent: [],
  },
  {
    key: 'misaki',
    number: '20490318',
    store: 'kobe',
    channel: 'line',
    staff: 'nada',
    since: [2, 8],
    profile: {
      ...name('アレクサンドラ・フォンテーヌ', '美咲', 'アレクサンドラ・フォンテーヌ', 'ミサキ'),
      ...{ birthDate: '1989-03-03', phone: '070-0000-2208', mail: 'misaki.f@example.jp' },
      ...{ postalCode: '650-0000', address: '兵庫県神戸市中央区泉町1-9-14 メゾン泉302' },
    },
    welcome: 'given',
    bought: [
      [[2, 8], 'store', 'down-pillow', 'cotton-pillow-cover'],
      [[1, 19], 'online', 'roasted-tea', 'roasted-tea'],
    ],
    visited: [[1, 5]],
    spent: [],
  },
  {
    key: 'misaki-old',
    number: '20358821',
    store: 'kobe',
    channel: 'store',
    since: [51, 22],
    profile: {
      ...name('ﾌｫﾝﾃｰﾇ', 'ﾐｻｷ', 'ﾌｫﾝﾃｰﾇ', 'ﾐｻｷ'),
      ...{ birthDate: '1989/3/3', phone: '07000006150', mail: 'misaki.f@example.jp' },
    },
    welcome: 'none',
    bought: [
      [[51, 22], 'store', 'linen-pad'],
      [[30, 2], 'mall', 'gauze-pajama'],
      [[11, 16], 'store', 'wool-pad', 'duvet-cover'],
      [[6, 21], 'store', 'linen-duvet-cover'],
    ],
    spent: [],
  },
  {
    key: 'takahashi',
    number: '20473342',
    store: 'kamakura',
    channel: 'line',
    staff: 'hayama',
    since: [12, 3],
    profile: {
      ...name('髙橋', '和夫', 'タカハシ', 'カズオ'),
      ...{ birthDate: '1951-02-11', mail: 'kazuo.takahashi@example.jp', ...takahashiHome },
    },
    welcome: 'given',
    bought: [
      [[11, 9], 'store', 'wool-blanket', 'wool-pad'],
      [[7, 25], 'store', 'down-pillow'],
      [[3, 4], 'store', 'gauze-ket'],
      [[1, 12], 'catalogue', 'roasted-tea', 'chamomile-tea'],
    ],
    visited: [[5, 18]],
    spent: [[[3, 4], 500]],
  },
  {
    key: 'takahashi-old',
    number: '20302290',
    store: 'kichijoji',
    channel: 'store',
    since: [71, 12],
    profile: {
      ...name('高橋', '和夫', 'タカハシ', 'カズオ'),
      ...{ birthDate: '1951-02-11', phone: '0422-00-7730', mail: 'kazuo.takahashi@example.jp' },
      ...{ postalCode: '181-0000', address: '東京都三鷹市宮前4-5-2' },
    },
    welcome: 'none',
    bought: [
      [[71, 12], 'store', 'cotton-futon'],
      [[44, 8], 'store', 'down-duvet'],
      [[23, 14], 'store', 'fitted-pillow', 'cotton-pillow-cover'],
      [[11, 2], 'online', 'box-sheet', 'box-sheet', 'dry-sheet'],
      [[4, 27], 'online', 'linen-sheet'],
    ],
    spent: [],
  },
  {
    key: 'kenta',
    number: '20473359',
    store: 'kamakura',
    channel: 'line',
    since: [12, 3],
    profile: {
      ...name('髙橋', '健太', 'タカハシ', 'ケンタ'),
      ...{ birthDate: '1984-08-30', mail: 'kenta.takahashi@example.com', ...takahashiHome },
    },
    welcome: 'none',
    bought: [
      [[10, 18], 'online', 'fitted-pillow'],
      [[5, 5], 'online', 'bath-towel', 'bath-towel'],
      [[2, 23], 'store', 'roasted-tea'],
    ],
    spent: [],
  },
  {
    key: 'fumiko',
    number: '20473365',
    store: 'kamakura',
    channel: 'store',
    since: [12, 3],
    profile: { ...name('髙橋', '文子', 'タカハシ', 'フミコ'), birthDate: '1954-05-19', ...takahashiHome },
    welcome: 'none',
    bought: [
      [[12, 3], 'store', 'silk-wear', 'silk-wear'],
      [[6, 14], 'store', 'gauze-pajama'],
    ],
    spent: [],
  },
  {
    key: 'yoshida',
    number: '20481029',
    store: 'kichijoji',
    channel: 'line',
    staff: 'morishita',
    since: [9, 14],
    profile: {
      ...name('𠮷田', '茜', 'ヨシダ', 'アカネ'),
      ...{ birthDate: '1991-11-04', phone: '080-0000-4417', mail: 'akane.yoshida@example.com' },
      ...{ postalCode: '166-0000', address: '東京都杉並区西山2-3-9 ハイツ松葉205' },
    },
    welcome: 'given',
    bought: [
      [[9, 14], 'store', 'gauze-pajama', 'silk-wear'],
      [[5, 28], 'online', 'linen-pad'],
      [[1, 3], 'store', 'box-sheet', 'box-sheet'],
    ],
    visited: [[3, 8]],
    spent: [[[1, 3], 300]],
  },
  {
    key: 'yoshida-old',
    number: '20340073',
    store: 'kichijoji',
    channel: 'online',
    since: [58, 5],
    profile: {
      ...name('中島', '茜', 'ナカジマ', 'アカネ'),
      ...{ birthDate: '1991-11-04', phone: '080-0000-4417', mail: 'akane.nakajima@example.jp' },
      ...{ postalCode: '176-0000', address: '東京都練馬区東台1-14-3' },
    },
    welcome: 'none',
    bought: [
      [[58, 5], 'online', 'gauze-ket'],
      [[33, 19], 'online', 'duvet-cover', 'cotton-pillow-cover'],
      [[11, 24], 'store', 'wool-pad'],
      [[10, 8], 'online', 'chamomile-tea', 'chamomile-tea'],
    ],
    spent: [],
  },
  {
    key: 'mitsuko',
    number: '20415577',
    store: 'kichijoji',
    channel: 'line',
    staff: 'yamaguchi',
    since: [32, 16],
    profile: {
      ...name('五十嵐', '美津子', 'イガラシ', 'ミツコ'),
      ...{ birthDate: '1957-09-23', phone: '090-0000-5577', mail: 'mitsuko.igarashi@example.jp' },
      ...{ postalCode: '180-0000', address: '東京都武蔵野市本町通り4-8-2' },
    },
    welcome: 'given',
    bought: [
      [[32, 16], 'store', 'fitted-pillow', 'cotton-pillow-cover'],
      [[30, 9], 'store', 'linen-sheet', 'linen-pillow-cover'],
      [[27, 21], 'store', 'gauze-ket', 'gauze-ket'],
      [[25, 6], 'store', 'silk-futon'],
      [[24, 18], 'catalogue', 'roasted-tea', 'roasted-tea'],
      [[22, 11], 'store', 'wool-blanket', 'wool-pad'],
      [[21, 3], 'store', 'duvet-cover'],
      [[19, 15], 'store', 'gauze-pajama'],
      [[18, 8], 'store', 'linen-pad'],
      [[17, 24], 'online', 'bath-towel', 'bath-towel'],
      [[14, 20], 'store', 'down-pillow'],
      [[13, 7], 'store', 'roasted-tea', 'chamomile-tea'],
      [[11, 26], 'store', 'down-duvet', 'duvet-cover'],
      [[10, 17], 'department', 'silk-futon', 'wool-pad'],
      [[9, 5], 'store', 'cotton-futon', 'dry-sheet'],
      [[8, 19], 'store', 'kumo-mattress', 'kumo-mattress', 'soba-pillow', 'soba-pillow'],
      [[7, 13], 'store', 'hinoki-bed', 'box-sheet', 'box-sheet'],
      [[5, 9], 'store', 'linen-sheet'],
      [[4, 22], 'store', 'gauze-ket', 'bath-towel', 'bath-towel'],
      [[3, 17], 'store', 'gauze-pajama'],
      [[2, 25], 'online', 'roasted-tea', 'roasted-tea', 'chamomile-tea'],
      [[1, 11], 'store', 'wool-blanket'],
      [{ days: 16 }, 'store', 'bath-towel', 'bath-towel'],
    ],
    visited: [
      [20, 4],
      [15, 13],
      [12, 6],
      [6, 18],
      [3, 2],
      [1, 25],
    ],
    spent: [
      [[21, 3], 1_000],
      [[14, 20], 1_200],
      [[8, 19], 800],
      [[3, 17], 500],
    ],
  },
  {
    key: 'mitsuko-old',
    number: '20295541',
    store: 'kichijoji',
    channel: 'store',
    since: [74, 7],
    profile: {
      ...name('五十嵐', 'みつ子', 'イガラシ', 'ミツコ'),
      ...{ birthDate: '1957-09-23', phone: '090-0000-5577', mail: 'igarashi@example.ne.jp' },
    },
    welcome: 'none',
    bought: [
      [[74, 7], 'store', 'cotton-futon'],
      [[60, 15], 'store', 'down-duvet'],
      [[41, 11], 'store', 'wool-blanket'],
      [[9, 1], 'store', 'roasted-tea', 'roasted-tea'],
    ],
    spent: [],
  },
  {
    key: 'haruka',
    number: '20488846',
    store: 'kobe',
    channel: 'line',
    staff: 'nada',
    since: [5, 20],
    profile: {
      ...name('田村', '晴香', 'タムラ', 'ハルカ'),
      ...{ birthDate: '1994-04-12', phone: '070-0000-8846', mail: 'haruka0412@example.com' },
      ...{ postalCode: '657-0000', address: '兵庫県神戸市灘区みどり町2-11-6 パレス宮前103' },
    },
    welcome: 'given',
    bought: [
      [[5, 20], 'store', 'linen-pad'],
      [[2, 16], 'online', 'bath-towel', 'bath-towel'],
      [{ days: 2 }, 'store', 'kumo-mattress'],
    ],
    visited: [[1, 8]],
    spent: [],
  },
  {
    key: 'haruka-maiden',
    number: '20475120',
    store: 'kobe',
    channel: 'line',
    since: [11, 12],
    profile: {
      ...name('岡田', '晴香', 'オカダ', 'ハルカ'),
      ...{ birthDate: '1994-04-12', phone: '070-0000-3120', mail: 'haruka0412@example.com' },
    },
    welcome: 'given',
    bought: [
      [[11, 12], 'store', 'duvet-cover'],
      [[9, 26], 'online', 'cotton-pillow-cover', 'cotton-pillow-cover'],
    ],
    spent: [],
  },
  {
    key: 'sora',
    number: '20491660',
    store: 'kichijoji',
    channel: 'line',
    since: { days: 0 },
    profile: { ...name('小野寺', '空', 'オノデラ', 'ソラ'), birthDate: '2001-01-15', phone: '080-0000-1660' },
    welcome: 'pending',
    bought: [],
    spent: [],
  },
  {
    key: 'aoi',
    number: '20486201',
    store: 'kobe',
    channel: 'line',
    since: [7, 18],
    profile: {
      ...name('西村', '葵', 'ニシムラ', 'アオイ'),
      ...{ birthDate: '1996-12-02', phone: '070-0000-6201', mail: 'aoi.nishimura@example.com', ...nishimuraHome },
    },
    welcome: 'given',
    bought: [
      [[7, 18], 'store', 'fitted-pillow', 'cotton-pillow-cover'],
      [[3, 22], 'online', 'gauze-ket'],
    ],
    spent: [],
  },
  {
    key: 'kaoru',
    number: '20486218',
    store: 'kobe',
    channel: 'store',
    since: [7, 18],
    profile: {
      ...name('西村', '薫', 'ニシムラ', 'カオル'),
      ...{ birthDate: '1996-12-02', phone: '070-0000-6218', mail: 'kaoru.nishimura@example.com', ...nishimuraHome },
    },
    welcome: 'none',
    bought: [
      [[7, 18], 'store', 'fitted-pillow'],
      [[4, 2], 'store', 'linen-pad'],
      [[1, 20], 'store', 'roasted-tea'],
    ],
    spent: [],
  },
  {
    key: 'newcomer-ichiro-old',
    number: '20329914',
    store: 'kamakura',
    channel: 'store',
    since: [62, 19],
    profile: {
      ...name('斉藤', '一郎', 'サイトウ', 'イチロウ'),
      ...{ birthDate: '1966-10-10', phone: '090-0000-9914', mail: 'ichiro.saito@example.jp' },
      ...{ postalCode: '249-0000', address: '神奈川県逗子市泉町5-3-1' },
    },
    welcome: 'none',
    bought: [
      [[62, 19], 'store', 'cotton-futon'],
      [[36, 13], 'store', 'down-duvet'],
      [[17, 6], 'store', 'gauze-ket'],
      [[8, 28], 'store', 'down-pillow', 'cotton-pillow-cover'],
      [[3, 15], 'store', 'box-sheet', 'box-sheet'],
    ],
    spent: [[[8, 28], 100]],
  },
  {
    key: 'iwata-old',
    number: '20324418',
    store: 'kichijoji',
    channel: 'store',
    since: [64, 2],
    profile: {
      ...name('岩田', '節子', 'イワタ', 'セツコ'),
      ...{ birthDate: '1955-03-28', phone: '090-0000-4418', mail: 'setsuko.iwata@example.jp' },
    },
    welcome: 'none',
    bought: [
      [[64, 2], 'store', 'down-duvet'],
      [[26, 9], 'store', 'fitted-pillow'],
      [[10, 24], 'store', 'silk-futon'],
    ],
    spent: [],
  },
  {
    key: 'iwata',
    number: '20482207',
    store: 'kichijoji',
    channel: 'line',
    staff: 'morishita',
    since: [9, 20],
    profile: {
      ...name('岩田', '節子', 'イワタ', 'セツコ'),
      ...{ phone: '080-0000-2207', mail: 's.iwata@example.com' },
      ...{ postalCode: '180-0000', address: '東京都武蔵野市泉町2-6-1' },
    },
    welcome: 'none',
    bought: [
      [[9, 22], 'store', ...basket380],
      [[5, 7], 'store', ...basket260],
      [{ days: 18 }, 'store', 'roasted-tea'],
    ],
    guessed: [{ days: 16 }],
    spent: [[{ days: 18 }, 1_000]],
  },
  {
    key: 'staff-morishita',
    number: '20443071',
    store: 'kichijoji',
    channel: 'store',
    since: [22, 1],
    profile: {
      ...name('森下', 'さやか', 'モリシタ', 'サヤカ'),
      ...{ birthDate: '1990-05-08', phone: '080-0000-3071', mail: 'sayaka.morishita@example.jp' },
    },
    welcome: 'none',
    bought: [
      [[20, 12], 'store', 'fitted-pillow'],
      [[6, 28], 'store', 'roasted-tea', 'roasted-tea'],
    ],
    spent: [],
  },
  {
    key: 'staff-kitamura',
    number: '20455836',
    store: 'kamakura',
    channel: 'store',
    since: [18, 5],
    profile: {
      ...name('北村', '航', 'キタムラ', 'ワタル'),
      ...{ birthDate: '1995-02-27', phone: '070-0000-5836', mail: 'wataru.kitamura@example.jp' },
    },
    welcome: 'none',
    bought: [[[13, 11], 'store', 'down-pillow']],
    spent: [],
  },
];
