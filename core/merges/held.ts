import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { balanceOf } from '../points/balance.ts';

/**
 * How many points joining two persons would hold back at `now`: of each once-only benefit that both sides can spend, the lot
 * used first stays, else the earliest.
 */
export async function pointsHeldByJoining(db: Database, one: AccountId, other: AccountId, now: Date): Promise<number> {
  const sides = [await balanceOf(db, one, now), await balanceOf(db, other, now)];
  const free = sides.map(({ lots }) => lots.filter((lot) => !lot.held).map((lot) => lot.lotId));
  if (free.some((lotIds) => lotIds.length === 0)) return 0;
  const [row] = await rowsOf<{ held: number }>(
    db,
    sql`
    select coalesce(sum(remaining), 0)::int as held from (
      select l.remaining, row_number() over (partition by l.once_key order by used.at nulls last, l.recorded_at, l.id) as place
      from lots l left join lateral (select min(recorded_at) as at from ledger_entries where lot_id = l.id and kind = 'spend') used on true
      where l.id = any(${sql.param(free.flat())}::bigint[]) and l.once_key is not null
    ) once where place > 1`,
  );
  return row?.held ?? 0;
}
