import fc from 'fast-check';
import { afterAll, describe, expect } from 'vitest';
import { historyOf } from '../../../core/activities/history.ts';
import type { Decision } from '../../../core/merges/inferred.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { partition } from '../../../core/merges/together.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { countedPurchases } from '../../../core/points/tier.ts';
import { Refusal } from '../../../core/refusal.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import { scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { buy, factRows, openCounter, undoWith, visit } from './byName.ts';
import { bookRows, join, pay, redo, type Shop } from './shop.ts';

const accountCount = 3;
const start = Date.parse('2026-01-10T03:00:00Z');
const dayMs = 86_400_000;

const account = fc.nat({ max: accountCount - 1 });
const edge = fc.nat({ max: 20 });
const whole = (min: number, max: number) => fc.integer({ min, max });
const one = <Kind extends string>(kind: Kind) => fc.constant(kind);
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: one('merge'), a: account, b: account }) },
  { weight: 7, arbitrary: fc.record({ kind: one('buy'), account, byName: whole(0, 3) }) },
  { weight: 2, arbitrary: fc.record({ kind: one('visit'), account }) },
  { weight: 7, arbitrary: fc.record({ kind: one('spend'), account, percent: whole(30, 100) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: one('undo'), edge, pick: whole(0, 5), carry: fc.boolean(), until: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: one('redo'), edge }) },
  { weight: 4, arbitrary: fc.record({ kind: one('wait'), days: whole(5, 20) }) },
);
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

/** Everybody joined with everybody: chance alone seldom joins two by several ways. */
const ring: Command[] = [
  { kind: 'merge', a: 0, b: 1 },
  { kind: 'merge', a: 1, b: 2 },
  { kind: 'merge', a: 0, b: 2 },
];

/** What the test itself knows of a fact: where and when it was recorded, and which undo gave it to whom. */
type Known = {
  kind: Decision['kind'];
  id: number;
  at: number;
  accountId: AccountId;
  given?: { by: EdgeId; to: AccountId };
};
type Join = { edgeId: EdgeId; a: AccountId; b: AccountId; from: number; to: number | null };
type World = Shop & { now: number; joins: Join[]; known: Known[]; yen: number };

const seen = { undos: 0, several: 0, asked: 0, moved: 0, uncovered: 0, redos: 0, givenBack: 0 };
const id = (index: number) => (index + 1) as AccountId;

async function run(world: World, step: Command): Promise<void> {
  world.now += 60_000;
  const now = new Date(world.now);
  switch (step.kind) {
    case 'wait':
      world.now += step.days * dayMs;
      return;
    case 'buy': {
      const accountId = id(step.account);
      const byName = step.byName > 0;
      const purchaseId = await buy(world, now, accountId, 20_000, byName ? 'inferred' : 'presented');
      world.yen += 20_000;
      if (byName) world.known.push({ kind: 'purchase', id: purchaseId, at: world.now, accountId });
      return;
    }
    case 'visit': {
      const accountId = id(step.account);
      const visitId = await visit(world, now, accountId);
      world.known.push({ kind: 'activity', id: visitId, at: world.now, accountId });
      return;
    }
    case 'spend': {
      const { spendable } = await balanceOf(world.db, id(step.account), now);
      const amount = Math.ceil((spendable * step.percent) / 100);
      if (amount > 0) await pay(world, now, id(step.account), amount);
      return;
    }
    case 'merge':
      return merge(world, now, id(step.a), id(step.b));
    case 'undo':
      return part(world, now, step);
    case 'redo':
      return rejoin(world, now, step.edge);
  }
}

async function merge(world: World, now: Date, a: AccountId, b: AccountId): Promise<void> {
  if (a === b) return;
  const edgeId = await join(world, now, a, b).catch(refusedAs('already_one'));
  if (edgeId !== undefined) world.joins.push({ edgeId, a, b, from: world.now, to: null });
}

/**
 * Undoes an edge, perhaps with all others that join its two, leaves some of what is in question and gives the rest away, and looks
 * whether it came as shown.
 */
async function part(world: World, now: Date, step: Extract<Command, { kind: 'undo' }>): Promise<void> {
  const standing = world.joins.filter(({ to }) => to === null);
  const join = standing[step.edge % Math.max(1, standing.length)];
  if (!join) return;
  const further = step.until ? await allBetween(world, now, join.edgeId) : [];
  const { inferred } = await previewUndo(world.db, now, join.edgeId, { further });
  const cuts = world.joins.filter(({ edgeId }) => edgeId === join.edgeId || further.includes(edgeId));
  const inQuestion = questioned(world, cuts);
  expect(inferred.map(({ kind, id: fact }) => `${kind} ${fact}`).toSorted(), 'the list of A2').toEqual(
    inQuestion.map(({ kind, id: fact }) => `${kind} ${fact}`).toSorted(),
  );
  const decisions = inferred.flatMap(({ kind, id: fact, choices }): Decision[] => {
    const to = [...choices, undefined][(fact + step.pick) % (choices.length + 1)];
    return to === undefined ? [] : [{ kind, id: fact, to }];
  });
  const uncovered = step.carry ? 'carry' : 'absorb';
  const undoing = undoWith(world, now, join.edgeId, decisions, { further, uncovered });
  const done = await undoing.catch(refusedAs('second_needed'));
  if (!done) return;
  for (const cut of cuts) cut.to = world.now;
  for (const { kind, id: fact, to } of decisions)
    (world.known.find((known) => known.kind === kind && known.id === fact) as Known).given = {
      by: done.settledBy,
      to,
    };
  for (const side of done.seen.splits ? done.seen.sides : [])
    expect((await balanceOf(world.db, side.accountIds[0]!, now)).total, 'a side holds what the preview showed').toBe(
      side.points,
    );
  seen.undos++;
  if (cuts.length > 1 && decisions.length > 0) seen.several++;
  seen.asked += inferred.length;
  seen.moved += decisions.length;
  if (decisions.length > 0 && done.seen.uncoveredTotal > 0) seen.uncovered++;
}

/** The edges that have to be undone with one until its two part: of each way that is left, the last. */
async function allBetween(world: World, now: Date, edgeId: EdgeId, further: EdgeId[] = []): Promise<EdgeId[]> {
  const { splits, stillJoinedBy, graph } = await previewUndo(world.db, now, edgeId, { further });
  const next = graph.edges.find(({ requestId }) => requestId === stillJoinedBy.at(-1));
  return splits || !next ? further : allBetween(world, now, edgeId, [...further, next.edgeId]);
}

async function rejoin(world: World, now: Date, index: number): Promise<void> {
  const undone = world.joins.filter(({ to }) => to !== null);
  const join = undone[index % Math.max(1, undone.length)];
  if (!join) return;
  const done = await redo(world, now, join.edgeId).catch(refusedAs('edge_not_void'));
  if (!done) return;
  for (const other of world.joins)
    if (
      other !== join &&
      other.to === null &&
      other.a + other.b === join.a + join.b &&
      other.a * other.b === join.a * join.b
    )
      other.to = world.now;
  join.to = null;
  const back = world.known.filter(({ given }) => given?.by === join.edgeId);
  for (const fact of back) delete fact.given;
  expect(done.seen.movesBack, 'what a redo gives back').toBe(back.length);
  seen.redos++;
  seen.givenBack += back.length;
}

/** From scratch: the facts by name of which nobody has decided, and that were one person, ever since, with somebody who now leaves. */
function questioned({ joins, known, now }: World, cuts: Join[]): Known[] {
  const all = Array.from({ length: accountCount }, (_, index) => id(index));
  const after = partition(
    all,
    joins.filter((join) => !cuts.includes(join) && join.to === null),
  );
  const moments = joins.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
  const wereOne = (a: AccountId, b: AccountId, since: number) =>
    [since, ...moments.filter((moment) => moment > since && moment < now)].every((moment) => {
      const leaders = partition(
        all,
        joins.filter(({ from, to }) => from <= moment && (to === null || to > moment)),
      );
      return leaders.get(a) === leaders.get(b);
    });
  return known.filter(
    ({ given, accountId, at }) =>
      given === undefined &&
      all.some((other) => after.get(other) !== after.get(accountId) && wereOne(accountId, other, at)),
  );
}

function refusedAs(...codes: string[]) {
  return (reason: unknown): undefined => {
    if (reason instanceof Refusal && codes.includes(reason.code)) return undefined;
    throw reason;
  };
}

describe('facts recorded by name, on any sequence of merges, undos and redos', () => {
  onServer.test(
    'A1 rows never change, the shop sold what it sold, every fact counts once and the books hold; A2 an undo asks exactly the open ones',
    async ({ db }) => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 30, maxLength: 50, size: 'max' }), async (commands) => {
          await empty(db);
          const world: World = { ...(await openCounter(db, accountCount)), now: start, joins: [], known: [], yen: 0 };
          for (const step of [...ring, ...commands]) {
            const before = [...(await bookRows(db)), ...(await factRows(db))];
            await run(world, step);
            const after = new Set([...(await bookRows(db)), ...(await factRows(db))]);
            expect(
              before.filter((row) => !after.has(row)),
              'rows that changed',
            ).toEqual([]);
            const deep = step.kind === 'undo' || step.kind === 'redo';
            expect(await verifyInvariants(db, new Date(world.now), { deep })).toEqual([]);
            const sold = await countedPurchases(db, world.accountIds, new Date(world.now + 1));
            expect(
              sold.reduce((sum, { yen }) => sum + yen, 0),
              'net zero',
            ).toBe(world.yen);
          }
          for (const { accountId, given, at } of world.known) {
            const { items } = await historyOf(db, [given?.to ?? accountId], { limit: 1_000 });
            expect(
              items.some((item) => item.at.getTime() === at),
              'a fact stands where it was decided',
            ).toBe(true);
          }
        }),
        { numRuns: scaled(20), endOnFailure: true },
      );
      expect(seen.asked).toBeGreaterThan(20);
      expect(seen.moved).toBeGreaterThan(10);
      expect(seen.several).toBeGreaterThan(0);
      expect(seen.uncovered).toBeGreaterThan(0);
      expect(seen.givenBack).toBeGreaterThan(0);
    },
    600_000,
  );
  afterAll(() => console.log('what took effect', seen));
});
