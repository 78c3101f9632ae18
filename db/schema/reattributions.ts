import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, instant, ref } from '../columns.ts';
import type { AccountId, PurchaseId, ReattributionId, VoidId } from '../ids.ts';
import { activities, purchases } from './activities.ts';
import { accounts } from './members.ts';
import { mergeVoids } from './merges.ts';

/**
 * Whose an inferred fact is, as staff decided at an undo. Where the two accounts differ this row is the reversal of the fact, and what
 * takes its place on the other account has the source `reattribution` and this row's id; both count while the void stands. Append-only.
 */
export const reattributions = pgTable(
  'reattributions',
  {
    id: id<ReattributionId>(),
    voidId: ref<VoidId>()
      .notNull()
      .references(() => mergeVoids.id),
    purchaseId: ref<PurchaseId>().references(() => purchases.id),
    activityId: ref<number>().references(() => activities.id),
    fromAccountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    toAccountId: ref<AccountId>()
      .notNull()
      .references(() => accounts.id),
    decidedBy: text().notNull(),
    decidedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('reattributions_purchase').on(t.purchaseId, t.voidId),
    uniqueIndex('reattributions_activity').on(t.activityId, t.voidId),
    index('reattributions_void').on(t.voidId),
    check('reattributions_one_fact', sql`num_nonnulls(${t.purchaseId}, ${t.activityId}) = 1`),
  ],
);
