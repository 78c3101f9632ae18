import { eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { summaryOf } from '../core/members/summary.ts';
import { balanceOf } from '../core/points/balance.ts';
import type { AdjustmentId } from '../db/ids.ts';
import type { Database } from '../db/open.ts';
import { staff, stores } from '../db/schema/shop.ts';
import { pointAdjustments } from '../db/schema/till.ts';
import type { AdjustmentShown } from './blocks/adjust.ts';

/** An adjustment as its card shows it now, and the channel of the store that asked. */
export async function adjustmentShown(
  db: Database,
  adjustmentId: AdjustmentId,
  now: Date,
): Promise<(AdjustmentShown & { channel: string | null }) | undefined> {
  const decider = alias(staff, 'decider');
  const [row] = await db
    .select({
      adjustment: pointAdjustments,
      storeName: stores.name,
      channel: stores.slackChannel,
      askedBy: staff.name,
      decidedBy: decider.name,
    })
    .from(pointAdjustments)
    .innerJoin(stores, eq(stores.id, pointAdjustments.storeId))
    .innerJoin(staff, eq(staff.id, pointAdjustments.requestedByStaffId))
    .leftJoin(decider, eq(decider.id, pointAdjustments.decidedByStaffId))
    .where(eq(pointAdjustments.id, adjustmentId));
  if (!row) return undefined;
  const { accountId } = row.adjustment;
  const member = await summaryOf(db, accountId, now);
  const { spendable } = await balanceOf(db, accountId, now);
  return { ...row, decidedBy: row.decidedBy ?? undefined, member, spendable };
}
