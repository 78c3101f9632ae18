import { civil } from '../../calendar.ts';
import { defaultRules } from '../../points/programme.ts';
import { type ProgrammeRules, readRules } from '../../points/rules.ts';
import type { Moments } from '../moments.ts';

/** A version of the demo shop's rules and since when, or from when, it counts. */
export type DemoVersion = { version: number; effectiveAt: Date; rules: ProgrammeRules };

const programmeMonths = 90;

/**
 * The rules of the demo shop: plain ones for years, three tiers and two campaigns since last month, one that is over and one that runs,
 * and a campaign of the new year that is decided already.
 */
export function programmeOf({ monthsAgo, daysAgo }: Moments): DemoVersion[] {
  const day = (at: Date) => civil(at).toPlainDate().toString();
  const tiers = [
    { code: 'crescent', name: '三日月会員', nameEn: 'Crescent', fromYen: 0 },
    { code: 'half', name: '半月会員', nameEn: 'Half moon', fromYen: 200_000, percent: 120 },
    { code: 'full', name: '満月会員', nameEn: 'Full moon', fromYen: 600_000, percent: 150 },
  ];
  const teaTime = {
    ...{ code: 'tea-time', name: '秋の夜長のお茶', nameEn: 'Tea for long autumn nights' },
    ...{ from: day(monthsAgo(1, 5)), until: day(monthsAgo(1, 20)) },
    ...{ when: { groups: ['お茶'] }, gives: { kind: 'multiplier', percent: 300 } },
  };
  const warmBed = {
    ...{ code: 'warm-bed', name: '冬のねじたく2倍', nameEn: 'Double points on winter bedding' },
    ...{ from: day(daysAgo(2)), until: day(daysAgo(-14)) },
    ...{ when: { groups: ['掛けもの', '敷きもの'] }, gives: { kind: 'multiplier', percent: 200 } },
  };
  const firstDream = {
    ...{ code: 'first-dream', name: '初夢のまくら市', nameEn: 'Pillow fair of the first dream' },
    ...{ from: day(monthsAgo(-2, 2)), until: day(monthsAgo(-2, 12)) },
    ...{ when: { groups: ['まくら'], minimumYen: 10_000 }, gives: { kind: 'points', points: 500 } },
  };
  return [
    { version: 1, effectiveAt: monthsAgo(programmeMonths, 1, 0, 0), rules: defaultRules },
    {
      version: 2,
      effectiveAt: monthsAgo(1, 1, 0, 0),
      rules: readRules({ ...defaultRules, tiers, campaigns: [teaTime, warmBed] }),
    },
    {
      version: 3,
      effectiveAt: monthsAgo(-1, 1, 0, 0),
      rules: readRules({ ...defaultRules, tiers, campaigns: [warmBed, firstDream] }),
    },
  ];
}
