import { sql } from 'drizzle-orm';
import type { AccountId, VoidId } from '../../db/ids.ts';
import { prepared } from '../../db/prepared.ts';
import { ledgerEntries, lotGraces } from '../../db/schema/points.ts';
import type { Context } from '../context.ts';
import { factsOf } from './facts.ts';
import { planSettlement, type Settlement } from './settlement.ts';

/** What a settlement comes of: the undo or redo of a void, or something that happened to one spend or lot. */
export type Cause = { kind: 'settle'; voidId: VoidId } | { kind: 'spend' | 'refund' | 'settle' };

/** Writes a settlement into the books, dated now, and names what it comes of. Earlier rows stay as they are. */
export async function writeSettlement({ db, now }: Context, cause: Cause, settlement: Settlement): Promise<void> {
  const { moves, lapses, reversals, uncovered, graces } = settlement;
  const voidId = 'voidId' in cause ? cause.voidId : null;
  const about = { voidId, recordedAt: now };
  const rows: (typeof ledgerEntries.$inferInsert)[] = [
    ...moves.map(({ spender: _, ...row }) => ({ ...row, ...about, kind: cause.kind })),
    // Only an end is a lapse that its owner sees; what one had taken before the lot lived on is not seen a second time.
    ...lapses.map(({ ended, ...row }) => ({
      ...row,
      ...about,
      kind: row.amount < 0 && ended ? ('expire' as const) : ('grace' as const),
    })),
    ...reversals.map((row) => ({ ...row, ...about, kind: 'reattribute' as const })),
    ...uncovered.map((row) => ({ ...row, ...about, kind: 'uncovered' as const })),
  ];
  if (rows.length > 0) await db.insert(ledgerEntries).values(rows);
  const changed = [...Map.groupBy([...moves, ...lapses, ...reversals], (row) => row.lotId)];
  if (changed.length > 0)
    await changeLots(db, {
      lotIds: changed.map(([lotId]) => lotId),
      changes: changed.map(([, rows]) => rows.reduce((total, row) => total + row.amount, 0)),
    });
  if (graces.length > 0 && voidId !== null) {
    await db
      .insert(lotGraces)
      .values(
        graces.map(({ lotId, expiresAt, apartFrom }) => ({ lotId, voidId, expiresAt: new Date(expiresAt), apartFrom })),
      );
  }
}

/**
 * Brings the books of one person, whose accounts are locked, to what its facts come to, and answers what changed. Only what was spent
 * from `from` on can change. After this an `uncovered` of the settlement is what nobody covers.
 */
export async function settleBooks(
  booking: Context,
  accountIds: AccountId[],
  cause: Cause,
  from: Date,
): Promise<Settlement> {
  const { db, now } = booking;
  const { facts, recorded } = await factsOf(db, accountIds, now, { from: from.getTime() });
  const settlement = planSettlement(facts, recorded, now.getTime());
  await writeSettlement(booking, cause, settlement);
  return settlement;
}

const value = sql.placeholder;
/** By the ids themselves and not by a join to them: of a list whose length the planner cannot know, a join reads all lots. */
const changeLots = prepared(sql`
  update lots set remaining = remaining + (${value('changes')}::int[])[array_position(${value('lotIds')}::bigint[], id)]
  where id = any(${value('lotIds')}::bigint[])`);
