import { civil, instantOf } from '../calendar.ts';

/** The demo shop's time: everything in it is told from the moment it opens. */
export type Moments = {
  now: Date;
  /** `day` of the month that lies `months` before this one, at `hour` in the shop's time zone. */
  monthsAgo: (months: number, day: number, hour?: number, minute?: number) => Date;
  /** `days` before today, at `hour` in the shop's time zone. */
  daysAgo: (days: number, hour?: number, minute?: number) => Date;
  minutesAgo: (minutes: number) => Date;
  /** How many months (30.44 days) lie between an instant and now. */
  ageMonths: (at: Date) => number;
};

const monthMs = 30.44 * 86_400_000;

/** Tells the time of the demo shop from `now`. */
export function momentsOf(now: Date): Moments {
  const today = civil(now).startOfDay();
  return {
    now,
    monthsAgo: (months, day, hour = 14, minute = 20) =>
      instantOf(today.with({ day: 1 }).subtract({ months }).with({ day }).add({ hours: hour, minutes: minute })),
    daysAgo: (days, hour = 14, minute = 20) =>
      instantOf(today.subtract({ days }).add({ hours: hour, minutes: minute })),
    minutesAgo: (minutes) => new Date(now.getTime() - minutes * 60_000),
    ageMonths: (at) => (now.getTime() - at.getTime()) / monthMs,
  };
}
