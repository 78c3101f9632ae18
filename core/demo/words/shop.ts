import type { ChannelCode, StoreCode } from '../plan.ts';

/** Phones of the shop: exchanges that are given to nobody. */
export const storeFacts: Record<StoreCode, { phone: string; hours: string | null }> = {
  kichijoji: { phone: '0422-00-1100', hours: '11:00–19:00' },
  kamakura: { phone: '0467-00-1100', hours: '11:00–19:00' },
  kobe: { phone: '078-000-1100', hours: '11:00–19:00' },
  hq: { phone: '0422-00-1000', hours: null },
};

type ChannelRole = 'own_store' | 'online' | 'mall' | 'catalogue' | 'department_store' | 'app';

/** Where the shop meets its members; LINE is the hub between the others. */
export const channelFacts: { code: ChannelCode; name: string; role: ChannelRole }[] = [
  { code: 'store', name: '直営店舗', role: 'own_store' },
  { code: 'online', name: 'オンラインショップ', role: 'online' },
  { code: 'mall', name: 'モール', role: 'mall' },
  { code: 'catalogue', name: 'カタログ', role: 'catalogue' },
  { code: 'department', name: '百貨店の催事', role: 'department_store' },
  { code: 'line', name: 'LINE', role: 'app' },
];

/** Why the shop turned requests down, by who had asked; written by staff, read by staff. */
export const rejectionReasons: Record<string, string> = {
  'namesake-one': 'お名前の読みは同じでしたが、生年月日の違う別の方でした',
  'twin-one': 'ごきょうだいの会員証でした。お二人とも、これまでどおりお使いいただきます',
};
