import { eq, sql } from 'drizzle-orm';
import type { VoidId } from '../../db/ids.ts';
import { ledgerEntries, lotGraces, lots } from '../../db/schema/points.ts';
import type { Context } from '../context.ts';
import type { Settlement } from './settlement.ts';

/** Writes a settlement into the books, dated now, and names the undo it belongs to. Earlier rows stay as they are. */
export async function writeSettlement({ db, now }: Context, voidId: VoidId, settlement: Settlement): Promise<void> {
  const { moves, lapses, uncovered, graces } = settlement;
  const about = { voidId, recordedAt: now };
  const rows: (typeof ledgerEntries.$inferInsert)[] = [
    ...moves.map((row) => ({ ...row, ...about, kind: 'settle' as const })),
    ...lapses.map((row) => ({ ...row, ...about, kind: row.amount > 0 ? ('grace' as const) : ('expire' as const) })),
    ...uncovered.map((row) => ({ ...row, ...about, kind: 'uncovered' as const })),
  ];
  if (rows.length > 0) await db.insert(ledgerEntries).values(rows);
  for (const [lotId, changes] of Map.groupBy([...moves, ...lapses], (row) => row.lotId)) {
    const change = changes.reduce((total, row) => total + row.amount, 0);
    await db
      .update(lots)
      .set({ remaining: sql`${lots.remaining} + ${change}` })
      .where(eq(lots.id, lotId));
  }
  if (graces.length > 0) {
    await db
      .insert(lotGraces)
      .values(graces.map(({ lotId, expiresAt }) => ({ lotId, voidId, expiresAt: new Date(expiresAt) })));
  }
}
