import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AlertId, StaffId } from '../ids.ts';
import { staff } from './shop.ts';

export const abuseRules = [
  'many_registrations',
  'same_contact',
  'many_requests',
  'spend_after_merge',
  'uncovered_merges',
  'same_few_cards',
  'merge_spend_undo',
  'welcome_again',
] as const;
export type AbuseRule = (typeof abuseRules)[number];

/** What an alert is about: ids, tails and figures, never a name, a contact or a whole number. */
export type AlertFacts = Record<string, string | number | string[]>;

/** A pattern that somebody should look at. It does nothing by itself. */
export const abuseAlerts = pgTable(
  'abuse_alerts',
  {
    id: id<AlertId>(),
    rule: text().$type<AbuseRule>().notNull(),
    /** The pattern itself: the same one found again is the same alert. */
    key: text().notNull().unique(),
    facts: jsonb().$type<AlertFacts>().notNull(),
    foundAt: instant().notNull(),
    acknowledgedAt: instant(),
    acknowledgedByStaffId: ref<StaffId>().references(() => staff.id),
    note: text(),
  },
  (t) => [
    index('abuse_alerts_found').on(t.foundAt),
    check('abuse_alerts_acknowledged', sql`(${t.acknowledgedAt} is null) = (${t.acknowledgedByStaffId} is null)`),
  ],
);
