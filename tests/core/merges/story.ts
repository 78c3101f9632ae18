import { sql } from 'drizzle-orm';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { ask, type Deed, type Ending, type Life } from './life.ts';

/** Draws the same numbers for the same seed: a story can be told again. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const often: Deed['kind'][] = ['earn', 'spend', 'spend', 'spend', 'approve', 'approve', 'undo', 'undo', 'redo'];

/** The next thing that somebody does in an endless story; undefined when the dice name something that cannot be asked for. */
export async function nextDeed(
  life: Life,
  now: Date,
  key: string,
  roll: (below: number) => number,
): Promise<Deed | undefined> {
  const kind = often[roll(often.length)] as Deed['kind'];
  const accountId = life.accountIds[roll(life.accountIds.length)] as AccountId;
  switch (kind) {
    case 'earn':
      return { kind, key, accountId, amount: 1 + roll(200), days: 60 + roll(300), once: roll(4) === 0 };
    case 'spend':
      return { kind, key, accountId, amount: 1 + roll(60) };
    case 'undo':
    case 'redo': {
      const edges = await rowsOf<{ edgeId: EdgeId }>(
        life.db,
        sql`select id::int as "edgeId" from merge_edges where state = ${kind === 'undo' ? 'active' : 'void'} order by id`,
      );
      const edge = edges[roll(edges.length)];
      return edge && { kind, key, edgeId: edge.edgeId };
    }
    default: {
      const [partner] = life.accountIds.filter((id) => id !== accountId).slice(roll(life.accountIds.length - 1));
      const asked = await ask(life, now, accountId, partner as AccountId);
      return asked && { kind: 'approve', key, asked };
    }
  }
}

/** What was promised to somebody: this deed came to this ending. */
export type Promised = { deed: Deed; ending: Ending };

/** The acknowledged deeds whose trace is not in the database; a deed leaves the same trace whenever it is looked for. */
export async function missing(db: Database, promised: Promised[]): Promise<Promised[]> {
  const lots = new Set(
    (await rowsOf<{ key: string }>(db, sql`select key from lots where source = 'life'`)).map(({ key }) => key),
  );
  const spends = await rowsOf<{ key: string; amount: number }>(db, sql`select key, amount from spends`);
  const spent = new Map(spends.map(({ key, amount }) => [key, amount]));
  const changes = new Map(
    (
      await rowsOf<{ id: number; joined: number; undone: number; redone: number }>(
        db,
        sql`select e.id::int, 1 as joined, count(v.id)::int as undone, count(v.withdrawn_at)::int as redone
          from merge_edges e left join merge_voids v on v.edge_id = e.id group by e.id`,
      )
    ).map((row) => [row.id, row]),
  );
  const told = Map.groupBy(
    promised.filter(({ ending }) => 'edgeId' in ending),
    ({ ending }) => `${ending.kind} ${(ending as { edgeId: EdgeId }).edgeId}`,
  );
  return promised.filter(({ deed, ending }) => {
    switch (ending.kind) {
      case 'earned':
        return !lots.has(deed.key);
      case 'spent':
        return spent.get(deed.key) !== ending.taken;
      case 'refused':
        return false;
      default: {
        const times = told.get(`${ending.kind} ${ending.edgeId}`)?.length ?? 0;
        return (changes.get(ending.edgeId)?.[ending.kind] ?? 0) < times;
      }
    }
  });
}

/** How many deeds the database holds: each leaves one lot or one audit row of its kind. */
export async function countDeeds(db: Database): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    db,
    sql`select (select count(*) from lots where source = 'life')::int + (select count(*) from audit_entries
      where action in ('points.spent', 'merge.joined', 'merge.undone', 'merge.redone'))::int as count`,
  );
  return row?.count ?? 0;
}
