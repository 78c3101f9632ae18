import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, pgView } from 'drizzle-orm/pg-core';
import { instant } from '../columns.ts';
import type { AccountId, PersonId } from '../ids.ts';

/** Merged accounts are one person: said once, here. Every figure, segment and picture reads persons from this view. */
export const people = pgView('people', {
  personId: bigint({ mode: 'number' }).$type<PersonId>().notNull(),
  accountIds: bigint({ mode: 'number' }).array().$type<AccountId[]>().notNull(),
  accountCount: integer().notNull(),
  live: boolean().notNull(),
  registeredAt: instant().notNull(),
}).as(sql`
  select person_id, array_agg(id order by id) as account_ids, count(*)::int as account_count,
    bool_or(closed_at is null) as live, min(registered_at) as registered_at
  from accounts where kind = 'member' group by person_id`);
