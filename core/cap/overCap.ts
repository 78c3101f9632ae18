import { sql } from 'drizzle-orm';
import type { AccountId, PersonId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { countMembers } from '../members/count.ts';

/** Who came when the shop was full: how many there are, and the newest of them, each by a card of theirs. */
export type OverCap = { count: number; accountIds: AccountId[] };

const living = sql`kind = 'member' and closed_at is null`;

/**
 * The persons for whom the cap has no place, newest first: as many as there are too many. It follows from who there is now, so a merge or
 * a leaving makes room by itself, and nobody is changed by being on it.
 */
export async function overCap(db: Database, limit: number): Promise<OverCap> {
  const count = await tooMany(db);
  if (count === 0) return { count, accountIds: [] };
  const rows = await rowsOf<{ id: AccountId }>(
    db,
    sql`select min(id)::int as id from accounts where ${living} group by person_id
      order by person_id desc limit ${Math.min(count, limit)}`,
  );
  return { count, accountIds: rows.map(({ id }) => id) };
}

/** Whether this person is one of them: as many newer ones as there are too many, and it is not. */
export async function isOverCap(db: Database, personId: PersonId): Promise<boolean> {
  const count = await tooMany(db);
  if (count === 0) return false;
  const newer = await rowsOf<{ one: number }>(
    db,
    sql`select 1 as one from accounts where ${living} and person_id > ${personId} group by person_id limit ${count}`,
  );
  return newer.length < count;
}

async function tooMany(db: Database): Promise<number> {
  const { persons, cap } = await countMembers(db);
  return cap === null ? 0 : Math.max(0, persons - cap);
}
