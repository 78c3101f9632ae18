import type { Database } from '../../db/open.ts';
import { openPairs } from '../duplicates/openPairs.ts';
import { expectedSaved } from '../duplicates/saved.ts';
import { countMembers, type MemberCount } from '../members/count.ts';
import { type Forecast, forecast } from './forecast.ts';
import { weeklyGrowth } from './growth.ts';
import { type CapSettings, capSettings } from './settings.ts';

/** How full the shop is, and what is to come. `cleaning` is what looking at the likely duplicates is expected to save. */
export type CapOutlook = {
  count: MemberCount;
  settings: CapSettings;
  /** Persons more in a week, on average over `weeks` whole weeks. */
  growth: { weeks: number; perWeek: number };
  cleaning: { pairs: number; saved: number };
  /** Without a cap there is nothing to forecast. */
  asIs: Forecast | null;
  cleaned: Forecast | null;
};

/** The number of members against the cap at `now`, with the day it is reached as things are and with the duplicates joined. */
export async function capOutlook(db: Database, now: Date): Promise<CapOutlook> {
  const [count, settings] = [await countMembers(db), await capSettings(db)];
  const weeks = await weeklyGrowth(db, now);
  const pairs = await openPairs(db);
  const saved = expectedSaved(pairs.map(({ probability, personA: a, personB: b }) => ({ a, b, probability })));
  const left = count.cap === null ? null : count.cap - count.persons;
  const sum = weeks.reduce((total, week) => total + week, 0);
  return {
    count,
    settings,
    growth: { weeks: weeks.length, perWeek: weeks.length === 0 ? 0 : sum / weeks.length },
    cleaning: { pairs: pairs.length, saved },
    asIs: left === null ? null : forecast(weeks, left),
    cleaned: left === null ? null : forecast(weeks, left + saved),
  };
}
