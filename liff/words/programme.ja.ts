import { figure } from './dates.ts';

const yen = (amount: number) => `${figure(amount)}円`;

/** What the mini-app says of tiers and campaigns. Days come in as they are said. */
export const programmeJa = {
  name: ({ ja }: { ja: string; en: string | null }) => ja,
  tier: '会員のランク',
  missing: (next: string, missingYen: number) => `*${next}*まで *${yen(missingYen)}*`,
  top: 'いちばん上のランクです',
  sum: (sumYen: number) => `この12か月のお買いもの ${yen(sumYen)}`,
  from: (next: string, fromYen: number) => `${yen(fromYen)}から${next}`,
  holds: (tier: string, lastDay: string) => `${tier}は、*${lastDay}*までお約束しています。`,
  progress: (sumYen: number, fromYen: number) => `${yen(fromYen)}のうち${yen(sumYen)}`,
  campaigns: 'ただいまのキャンペーン',
  until: (lastDay: string) => `${lastDay}まで`,
  multiplier: (percent: number) => `ポイント${figure(percent / 100)}倍`,
  points: (points: number) => `${figure(points)}\u00a0ptを加算`,
  minimum: (amount: number) => `${yen(amount)}以上のお買いもの`,
  dot: ' ・ ',
  base: '基本',
  rate: (group: string | null, percent: number) => `${group ?? '基本'}(${figure(percent / 100)}倍)`,
  reason: (name: string, points: number) => `${name} ${figure(points)}\u00a0pt`,
  plus: ' ＋ ',
};
