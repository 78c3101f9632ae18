import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, describe, expect } from 'vitest';
import { previewUndo } from '../../../core/merges/preview.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { EdgeId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { mergeEdges } from '../../../db/schema/merges.ts';
import { scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { accountCount, type Command, command, run, start, type World } from './commands.ts';
import { effectiveState, headquarters, openShop, redo, undo } from './shop.ts';

const account = fc.nat({ max: accountCount - 1 });
const merge: fc.Arbitrary<Command> = fc.record({ kind: fc.constant('merge' as const), a: account, b: account });
/** Many ways between the same few people, and points that went over them. */
const life = fc.array(
  fc.oneof({ weight: 1, arbitrary: merge }, { weight: 2, arbitrary: command.filter(({ kind }) => kind !== 'undo') }),
  { minLength: 20, maxLength: 40, size: 'max' },
);
const partings = fc.array(fc.record({ edge: fc.nat(), choice: fc.nat() }), { minLength: 1, maxLength: 3 });

const counted = { partings: 0, severalCuts: 0, uncovered: 0 };

/**
 * Parting two different people is the undos of the edges marked, one after the other at one moment in the order of their ids; redoing
 * each, the one that parted first, gives the state of before.
 */
async function part(world: World, wish: { edge: number; choice: number }, now: Date): Promise<void> {
  const { db } = world;
  const active = await db.select({ id: mergeEdges.id }).from(mergeEdges).where(eq(mergeEdges.state, 'active'));
  const edgeId = active[wish.edge % Math.max(1, active.length)]?.id;
  if (edgeId === undefined) return;
  const { further, digest, uncovered } = await markUntilParted(world, edgeId, wish.choice, now);
  const cuts = [edgeId, ...further].sort((one, other) => one - other);
  const before = await effectiveState(db);
  const inOrder = await takenBack(world, async (inside) => {
    for (const cut of cuts) await undo(inside, now, cut);
    return settledState(inside.db);
  });
  const undoing = { edgeId, further, reason: 'wrong_person' as const, digest };
  const { settledBy } = await undoMerge(headquarters(world, now), undoing);
  expect(await settledState(db), 'parting is the undos in order').toEqual(inOrder);
  for (const cut of [settledBy, ...cuts.filter((cut) => cut !== settledBy)]) await redo(world, now, cut);
  expect(await effectiveState(db), 'redoing each is the inverse').toBe(before);
  const again = await previewUndo(db, now, edgeId, { further });
  await undoMerge(headquarters(world, now), { ...undoing, digest: again.digest });
  counted.partings++;
  if (further.length > 0) counted.severalCuts++;
  if (uncovered > 0) counted.uncovered++;
}

/** Marks some edge of the nearest way that is left, until there is none. */
async function markUntilParted({ db }: World, edgeId: EdgeId, choice: number, now: Date) {
  const marked: EdgeId[] = [];
  for (;;) {
    const { splits, further, digest, stillJoinedBy, graph, uncoveredTotal } = await previewUndo(db, now, edgeId, {
      further: marked,
    });
    expect(further).toEqual(marked.toSorted((one, other) => one - other));
    if (splits) return { further, digest, uncovered: uncoveredTotal };
    const way = graph.edges.filter(({ requestId }) => stillJoinedBy.includes(requestId));
    marked.push(way[choice % way.length]!.edgeId);
  }
}

/** What settling left: the state, which lots live longer and by which undo, and every sum of the books. */
async function settledState(db: Database) {
  const graces = await rowsOf(
    db,
    sql`select g.lot_id::int as lot, v.edge_id::int as edge, g.expires_at as until from lot_graces g
      join merge_voids v on v.id = g.void_id where g.ceased_at is null order by 1, 2, 3`,
  );
  const entries = await rowsOf(
    db,
    sql`select e.kind, e.lot_id::int as lot, e.spend_id::int as spend, v.edge_id::int as edge, sum(e.amount)::int as amount
      from ledger_entries e left join merge_voids v on v.id = e.void_id group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  );
  return { state: await effectiveState(db), graces, entries };
}

/** Does something and takes it back. */
async function takenBack<Result>(world: World, work: (inside: World) => Promise<Result>): Promise<Result> {
  const results: Result[] = [];
  const back = new Error('taken back');
  await world.db
    .transaction(async (tx) => {
      results.push(await work({ ...world, db: tx as unknown as Database }));
      throw back;
    })
    .catch((reason: unknown) => {
      if (reason !== back) throw reason;
    });
  return results[0]!;
}

describe('parting two different people, after any life', () => {
  onServer.test(
    'is the undos in order, is taken back by the redos, and keeps them apart whatever is merged then (S5–S7, S11, L7, L8, L17)',
    async ({ db }) => {
      await fc.assert(
        fc.asyncProperty(life, partings, fc.array(merge, { maxLength: 4 }), async (commands, wishes, later) => {
          await empty(db);
          const world: World = { ...(await openShop(db, accountCount)), now: start, edges: [], keys: 0 };
          for (const step of commands) await run(world, step);
          for (const wish of wishes) {
            world.now += 60_000;
            await part(world, wish, new Date(world.now));
          }
          for (const step of later) await run(world, step);
          expect(await verifyInvariants(db, new Date(world.now), { deep: true })).toEqual([]);
        }),
        { numRuns: scaled(12), endOnFailure: true },
      );
      expect(counted.partings).toBeGreaterThan(10);
      expect(counted.severalCuts).toBeGreaterThan(2);
      expect(counted.uncovered).toBeGreaterThan(0);
    },
    600_000,
  );
  afterAll(() => console.log('partings that took effect', counted));
});
