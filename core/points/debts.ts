import { type SQL, sql } from 'drizzle-orm';
import type { AccountId, SpendId, VoidId } from '../../db/ids.ts';
import { carries } from '../../db/schema/points.ts';
import type { Context } from '../context.ts';

/** Whether anything these accounts spent was ever left for their later points to pay, as a column of a larger statement. */
export function owedColumn(accountIds: SQL): SQL {
  return sql`exists (select from spends s join carries c on c.spend_id = s.id
    where s.account_id = any(${accountIds}) and c.ceased_at is null)`;
}

/** Leaves what nobody covers of spends for later points to pay: because of an undo, or of a clawback. */
export async function carryOver(
  { db, now }: Context,
  uncovered: { spendId: SpendId; amount: number; apartFrom?: AccountId[] }[],
  voidId: VoidId | null,
): Promise<void> {
  const rows = uncovered.filter(({ amount }) => amount > 0);
  if (rows.length === 0) return;
  await db
    .insert(carries)
    .values(
      rows.map(({ spendId, amount, apartFrom = [] }) => ({ spendId, amount, apartFrom, voidId, carriedAt: now })),
    );
}
