import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';

/**
 * The design that ours stands against: a merge points every row of one account at the other. To be undone it must remember which
 * rows those were. Only what a purchase touches is moved here; a whole shop has more tables. The guards that refuse it look away.
 */
export async function moveRows(db: Database, to: AccountId, from: AccountId): Promise<number[][]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`select id from accounts where id in (${to}, ${from}) order by id for update`);
    const moved: number[][] = [];
    for (const table of tables) {
      const rows = await rowsOf<{ id: number }>(
        tx,
        sql`update ${sql.identifier(table)} set account_id = ${to} where account_id = ${from} returning id::int`,
      );
      moved.push(rows.map(({ id }) => id));
    }
    return moved;
  });
}

/** Points the rows back; points that the one has used of the other in between are nobody's concern here. */
export async function moveBack(db: Database, to: AccountId, from: AccountId, moved: number[][]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`select id from accounts where id in (${to}, ${from}) order by id for update`);
    for (const [index, table] of tables.entries()) {
      await tx.execute(
        sql`update ${sql.identifier(table)} set account_id = ${from} where id = any(${sql.param(moved[index])}::bigint[])`,
      );
    }
  });
}

const tables = ['purchases', 'lots', 'spends', 'ledger_entries'] as const;
