import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { AccountId, SpendId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { mergeVoids } from '../../db/schema/merges.ts';
import { carries, spends } from '../../db/schema/points.ts';
import type { Context } from '../context.ts';

/** Whether anything these accounts spent was ever left for their later points to pay. */
export async function areOwed(db: Database, accountIds: AccountId[]): Promise<boolean> {
  const found = await db
    .select({ id: carries.id })
    .from(carries)
    .innerJoin(spends, eq(spends.id, carries.spendId))
    .leftJoin(mergeVoids, eq(mergeVoids.id, carries.voidId))
    .where(and(inArray(spends.accountId, accountIds), isNull(mergeVoids.withdrawnAt)))
    .limit(1);
  return found.length > 0;
}

/** Leaves what nobody covers of spends for later points to pay: because of an undo, or of a clawback. */
export async function carryOver(
  { db, now }: Context,
  uncovered: { spendId: SpendId; amount: number }[],
  voidId: VoidId | null,
): Promise<void> {
  const rows = uncovered.filter(({ amount }) => amount > 0);
  if (rows.length === 0) return;
  await db.insert(carries).values(rows.map(({ spendId, amount }) => ({ spendId, amount, voidId, carriedAt: now })));
}
