import { and, asc, getTableColumns, gt, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { AccountId, LotId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { lots, prolongations } from '../../db/schema/points.ts';
import { isFrozen } from '../merges/component.ts';
import { gracesOf, joinsAmong, toLot } from './facts.ts';
import { firstUsesIn } from './firstUses.ts';
import type { Joins, LaterEnd, Lot } from './reach.ts';

/** The live lots of one person as a spend sees them. */
export type Wallet = Joins & {
  lots: Lot[];
  graces: LaterEnd[];
  remaining: Map<LotId, number>;
  firstUse: Map<LotId, number>;
  frozen: boolean;
};

/** The lots that still hold points, and the once-only lots whose use decides which of them is spendable. */
export async function walletOf(db: Database, accountIds: AccountId[], now: Date): Promise<Wallet> {
  const live = or(gt(lots.remaining, 0), isNotNull(lots.onceKey));
  const prolonged = sql<boolean>`exists (select from ${prolongations} where ${prolongations.accountId} = ${lots.accountId})`;
  const rows = await db
    .select({ ...getTableColumns(lots), prolonged })
    .from(lots)
    .where(and(inArray(lots.accountId, accountIds), live))
    .orderBy(asc(lots.id));
  const endsLater = rows.some((row) => row.prolonged || (row.expiresAt && row.expiresAt <= now));
  return {
    ...(await joinsAmong(db, accountIds)),
    lots: rows.map(toLot),
    remaining: new Map(rows.map((row) => [row.id, row.remaining])),
    graces: endsLater ? await gracesOf(db, accountIds) : [],
    firstUse: await firstUsesIn(
      db,
      rows.filter((row) => row.onceKey !== null).map((row) => row.id),
    ),
    frozen: accountIds.length > 1 && (await isFrozen(db, accountIds)),
  };
}
