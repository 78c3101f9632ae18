import { and, type Column, eq, type SQL, sql } from 'drizzle-orm';
import type { PurchaseId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { activities, purchases } from '../../db/schema/activities.ts';
import { mergeVoids } from '../../db/schema/merges.ts';
import { reattributions } from '../../db/schema/reattributions.ts';

/** What the rows have as their source that took a fact's place on another account; their source id is the decision's. */
export const reattributed = 'reattribution';

/**
 * Whether the purchase or activity of this id counts: staff said at no standing undo that it is somebody else's, and it is no row that
 * took a fact's place by an undo since withdrawn. Every reader of facts asks this, once, here; a lot counts as its purchase does.
 * `without` is an undo that a redo is about to withdraw.
 */
export function isCounted(kind: 'purchase' | 'activity', id: Column | SQL, without?: VoidId): SQL {
  return sql`(not ${isReversed(kind, id, without)} and not ${isWithdrawn(kind, id, without)})`;
}

/** Whether a standing undo put another row in the place of this fact. */
function isReversed(kind: 'purchase' | 'activity', id: Column | SQL, without?: VoidId): SQL {
  const own = kind === 'purchase' ? sql`r.purchase_id` : sql`r.activity_id`;
  return sql`exists (select from ${reattributions} r join ${mergeVoids} v on v.id = r.void_id
    where ${own} = ${id} and r.from_account_id <> r.to_account_id and ${stands(without)})`;
}

/** Whether this row took the place of a fact that is back in it. */
function isWithdrawn(kind: 'purchase' | 'activity', id: Column | SQL, without?: VoidId): SQL {
  const table = kind === 'purchase' ? purchases : activities;
  const own = kind === 'purchase' ? sql`r.purchase_id` : sql`r.activity_id`;
  return sql`exists (select from ${reattributions} r join ${mergeVoids} v on v.id = r.void_id
      join ${table} n on n.source = ${reattributed} and n.source_id = r.id::text
    where n.id = ${id} and ${own} is not null and not ${stands(without)})`;
}

/** The purchase whose place a purchase took, as SQL; null for any other. What paid for it was paid with that one. */
export function originOf(purchaseId: PurchaseId): SQL {
  return sql`(select r.purchase_id from ${purchases} n join ${reattributions} r on r.id::text = n.source_id
    where n.id = ${purchaseId} and n.source = ${reattributed})`;
}

/** Whether a purchase counts at this moment. */
export async function purchaseCounts(db: Database, purchaseId: PurchaseId): Promise<boolean> {
  return (await db.$count(purchases, and(eq(purchases.id, purchaseId), isCounted('purchase', purchases.id)))) > 0;
}

function stands(without?: VoidId): SQL {
  return without === undefined ? sql`v.withdrawn_at is null` : sql`(v.withdrawn_at is null and v.id <> ${without})`;
}
