import { inArray } from 'drizzle-orm';
import type { LotId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type EarnReason, lots } from '../../db/schema/points.ts';

/** Why lots hold what they were given, where more than the usual rate gave it. */
export async function reasonsOf(db: Database, lotIds: LotId[]): Promise<Map<LotId, EarnReason[]>> {
  if (lotIds.length === 0) return new Map();
  const rows = await db.select({ id: lots.id, reasons: lots.reasons }).from(lots).where(inArray(lots.id, lotIds));
  return new Map(rows.flatMap(({ id, reasons }) => (reasons && !isUsual(reasons) ? [[id, reasons]] : [])));
}

function isUsual(reasons: EarnReason[]): boolean {
  return reasons.every((reason) => reason.kind === 'base' && reason.percent === 100);
}
