import { and, eq, inArray, isNotNull, min, sql } from 'drizzle-orm';
import type { LotId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { ledgerEntries, spends } from '../../db/schema/points.ts';
import { instantAt } from './start.ts';

/** When each of these lots was first used by a spend that still uses it, as the books say; with `before`, only by spends made earlier. */
export async function firstUsesIn(db: Database, lotIds: LotId[], before?: number): Promise<Map<LotId, number>> {
  if (lotIds.length === 0) return new Map();
  const used = db
    .select({ lotId: ledgerEntries.lotId, spendId: ledgerEntries.spendId })
    .from(ledgerEntries)
    .where(and(inArray(ledgerEntries.lotId, lotIds), isNotNull(ledgerEntries.spendId)))
    .groupBy(ledgerEntries.lotId, ledgerEntries.spendId)
    .having(sql`sum(${ledgerEntries.amount}) < 0`)
    .as('used');
  const rows = await db
    .select({ lotId: used.lotId, at: min(spends.spentAt) })
    .from(used)
    .innerJoin(spends, eq(spends.id, used.spendId))
    .where(before === undefined ? undefined : sql`${spends.spentAt} < ${instantAt(before)}`)
    .groupBy(used.lotId);
  return new Map(rows.flatMap(({ lotId, at }) => (lotId && at ? [[lotId, at.getTime()] as const] : [])));
}
