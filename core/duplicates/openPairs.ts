import { sql } from 'drizzle-orm';
import type { AccountId, PersonId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';

/** Two living cards of different persons that are probably one person, and that nobody has decided about. */
export type OpenPair = { a: AccountId; b: AccountId; personA: PersonId; personB: PersonId; probability: number };

/** The pairs that wait to be looked at, surest first; without those of whom somebody said that they are different people. */
export function openPairs(db: Database, limit?: number): Promise<OpenPair[]> {
  return rowsOf<OpenPair>(
    db,
    sql`select p.a::int, p.b::int, x.person_id::int as "personA", y.person_id::int as "personB", p.probability
      from duplicate_pairs p join accounts x on x.id = p.a join accounts y on y.id = p.b
      where p.state = 'open' and p.zone in ('automatic', 'review')
        and x.closed_at is null and y.closed_at is null and x.person_id <> y.person_id
        and (least(x.person_id, y.person_id), greatest(x.person_id, y.person_id)) not in (
          select least(v.person_id, w.person_id), greatest(v.person_id, w.person_id)
          from cannot_links c join accounts v on v.id = c.a join accounts w on w.id = c.b where c.lifted_at is null)
      order by p.probability desc, p.id ${limit === undefined ? sql`` : sql`limit ${limit}`}`,
  );
}
