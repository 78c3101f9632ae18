import { Temporal } from 'temporal-polyfill';

export const shopTimeZone = 'Asia/Tokyo';

/** The civil time of an instant in the shop's time zone. */
export function civil(at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(shopTimeZone);
}

/** The instant of a civil time. */
export function instantOf(time: Temporal.ZonedDateTime): Date {
  return new Date(time.epochMilliseconds);
}

/** `days` × 24 civil days later at the same wall-clock time. */
export function daysLater(at: Date, days: number): Date {
  return instantOf(civil(at).add({ days }));
}

/** 00:00 of the day that follows `days` whole civil days after `at`: a wait that ends with a business day. */
export function startOfDayAfter(at: Date, days: number): Date {
  return instantOf(civil(at).startOfDay().add({ days }));
}

/** The first instant after the month that lies `months` after the month of `at`: what "until the end of that month" means. */
export function afterMonthEnd(at: Date, months: number): Date {
  return instantOf(
    civil(at)
      .with({ day: 1 })
      .startOfDay()
      .add({ months: months + 1 }),
  );
}

/** The last civil day on which something that ends at `end` is still good. */
export function lastDayBefore(end: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(end.getTime() - 1)
    .toZonedDateTimeISO(shopTimeZone)
    .toPlainDate();
}
