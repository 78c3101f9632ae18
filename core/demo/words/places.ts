import type { StoreCode } from '../plan.ts';

/** A city and its general postal code (the one without a district), so that no address is anybody's. */
export type City = { name: string; postalCode: string; weight: number };

/** Where the members of each store live. */
export const citiesOf: Record<StoreCode, City[]> = {
  kichijoji: [
    { name: '東京都武蔵野市', postalCode: '180-0000', weight: 5 },
    { name: '東京都三鷹市', postalCode: '181-0000', weight: 4 },
    { name: '東京都杉並区', postalCode: '166-0000', weight: 3 },
    { name: '東京都練馬区', postalCode: '176-0000', weight: 2 },
  ],
  kamakura: [
    { name: '神奈川県鎌倉市', postalCode: '248-0000', weight: 5 },
    { name: '神奈川県逗子市', postalCode: '249-0000', weight: 2 },
    { name: '神奈川県藤沢市', postalCode: '251-0000', weight: 3 },
  ],
  kobe: [
    { name: '兵庫県神戸市中央区', postalCode: '650-0000', weight: 4 },
    { name: '兵庫県神戸市灘区', postalCode: '657-0000', weight: 3 },
    { name: '兵庫県西宮市', postalCode: '662-0000', weight: 2 },
  ],
  hq: [{ name: '東京都武蔵野市', postalCode: '180-0000', weight: 1 }],
};

/** District names of the kind every town has. */
export const districts = [
  'さくら町',
  'みどり町',
  '若葉町',
  '泉町',
  '宮前',
  '東台',
  '西山',
  '本町通り',
  '梅園町',
  '松葉町',
];

export const buildings = ['コーポ若葉', 'メゾン泉', 'みどり荘', 'パレス宮前', 'ハイツ松葉'];
