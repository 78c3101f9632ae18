import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, CapAlertId } from '../ids.ts';
import { accounts } from './members.ts';

/** Per cent of the member cap from which on headquarters are told. */
export const capMarks = [80, 90, 100] as const;
export type CapMark = (typeof capMarks)[number];

/** The number of persons passed a mark of the cap upward; while it stands (`endedAt` is null) the same mark is not told again. */
export const capAlerts = pgTable(
  'cap_alerts',
  {
    id: id<CapAlertId>(),
    mark: integer().$type<CapMark>().notNull(),
    persons: integer().notNull(),
    cap: integer().notNull(),
    passedAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [
    uniqueIndex('cap_alerts_one_standing').on(t.mark).where(sql`${t.endedAt} is null`),
    check('cap_alerts_mark', sql`${t.mark} in (80, 90, 100)`),
  ],
);

/**
 * What is known of a card in the shop's own system, where the cap is that system's: that its number is to stay, that it was listed as
 * one that may be deleted there because `keptAccountId` stays, and since when it is gone.
 */
export const shopIds = pgTable(
  'shop_ids',
  {
    id: id<number>(),
    accountId: ref<AccountId>()
      .notNull()
      .unique()
      .references(() => accounts.id),
    chosenAt: instant(),
    keptAccountId: ref<AccountId>().references(() => accounts.id),
    listedAt: instant(),
    goneAt: instant(),
  },
  (t) => [
    index('shop_ids_kept').on(t.keptAccountId),
    check('shop_ids_listed', sql`(${t.listedAt} is null) = (${t.keptAccountId} is null)`),
    check('shop_ids_gone', sql`${t.goneAt} is null or ${t.listedAt} is not null`),
    check('shop_ids_two', sql`${t.keptAccountId} <> ${t.accountId}`),
  ],
);
