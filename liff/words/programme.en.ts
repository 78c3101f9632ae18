import { figure } from './dates.ts';
import type { programmeJa } from './programme.ja.ts';

const yen = (amount: number) => `¥${figure(amount)}`;

/** The same in English. */
export const programmeEn: typeof programmeJa = {
  name: ({ ja, en }) => en ?? ja,
  tier: 'Your tier',
  missing: (next, missingYen) => `*${yen(missingYen)}* to *${next}*`,
  top: 'The highest tier',
  sum: (sumYen) => `${yen(sumYen)} in the last 12 months`,
  from: (next, fromYen) => `${next} from ${yen(fromYen)}`,
  holds: (tier, lastDay) => `${tier} is yours until *${lastDay}* at least.`,
  progress: (sumYen, fromYen) => `${yen(sumYen)} of ${yen(fromYen)}`,
  campaigns: 'Campaigns now',
  until: (lastDay) => `until ${lastDay}`,
  multiplier: (percent) => `${figure(percent / 100)}× points`,
  points: (points) => `${figure(points)}\u00a0pt extra`,
  minimum: (amount) => `purchases of ${yen(amount)} or more`,
  dot: ' · ',
  base: 'Base',
  rate: (group, percent) => `${group ?? 'Base'} (${figure(percent / 100)}×)`,
  reason: (name, points) => `${name} ${figure(points)}\u00a0pt`,
  plus: ' + ',
};
