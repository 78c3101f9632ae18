import { bigint, timestamp } from 'drizzle-orm/pg-core';

/** The primary key every table has: given by the database, or by us when a row must know its own id first. */
export const id = <T extends number>() =>
  bigint({ mode: 'number' }).generatedByDefaultAsIdentity().primaryKey().$type<T>();

/** A reference to an id of another table; the caller adds `.references()`. */
export const ref = <T extends number>() => bigint({ mode: 'number' }).$type<T>();

/** An instant, kept in UTC to the millisecond that a JavaScript `Date` holds. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' });
