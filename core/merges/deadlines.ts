import { civil, instantOf } from '../calendar.ts';

/** Every wait and limit of a request, in one place. */
export const deadlines = {
  codeMinutes: 10,
  codeTries: 5,
  /** Tries a day for one card, and for one phone or mail, whoever makes them and however they found it. */
  triesPerTargetPerDay: 15,
  resendSeconds: 60,
  resendsPerRequest: 5,
  requestsPerMemberPerDay: 5,
  requestsPerTargetPerDay: 5,
  provingHours: 24,
  remindHours: 4,
  escalateHours: 24,
  expireDays: 14,
  /** Up to so many points on either card, whoever serves at the counter may also approve; above, a colleague looks as well. */
  counterPointsMax: 5_000,
  /** Up to so many points may one person leave to the shop, or to a member's later points, by an undo; above, a second one confirms. */
  uncoveredAloneMax: 1_000,
};

const opensAt = 11;
const closesAt = 19;
const hourMs = 3_600_000;

/** `hours` from now. */
export function hoursLater(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * hourMs);
}

/** `minutes` from now. */
export function minutesLater(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

/** `hours` of opening time (11 to 19 o'clock, Asia/Tokyo) after `at`: nobody is reminded at night of what came in the evening. */
export function openHoursLater(at: Date, hours: number): Date {
  let time = civil(at);
  let leftMs = hours * hourMs;
  for (;;) {
    const opens = time.startOfDay().with({ hour: opensAt });
    const closes = time.startOfDay().with({ hour: closesAt });
    const from = time.epochMilliseconds < opens.epochMilliseconds ? opens : time;
    const todayMs = Math.max(0, closes.epochMilliseconds - from.epochMilliseconds);
    if (leftMs <= todayMs) return instantOf(from.add({ milliseconds: leftMs }));
    leftMs -= todayMs;
    time = opens.add({ days: 1 });
  }
}
