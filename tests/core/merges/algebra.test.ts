import fc from 'fast-check';
import { afterAll, describe, expect } from 'vitest';
import { verifyInvariants } from '../../../core/verify.ts';
import { scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { accountCount, command, ignoring, run, seen, start, type World } from './commands.ts';
import { bookRows, effectiveState, openShop, redo, undo } from './shop.ts';

/** Undo and redo do what their preview showed, and undo followed at once by redo is as if nothing had happened (S6, S8). */
async function turn(world: World, step: { kind: 'undo' | 'redo'; edge: number }, now: Date): Promise<void> {
  const edgeId = world.edges[step.edge % Math.max(1, world.edges.length)];
  if (edgeId === undefined) return;
  const before = await effectiveState(world.db);
  const result = await (step.kind === 'undo' ? undo : redo)(world, now, edgeId).catch((error) => {
    ignoring('edge_not_active', 'edge_not_void', 'cannot_link')(error);
    return undefined;
  });
  if (!result) return;
  const { seen: preview } = result;
  for (const change of preview.lots) {
    const balance = await lotsNow(world);
    expect(balance.get(change.lotId), `lot ${change.lotId} holds what the preview showed`).toBe(change.afterwards);
  }
  if (step.kind === 'redo') {
    seen.redos++;
    return;
  }
  seen.undos++;
  if (preview.splits) seen.splits++;
  if (preview.uncoveredTotal > 0) seen.uncovered++;
  if (!preview.splits) expect(preview.lots, 'an undo that does not split moves no point (L17)').toEqual([]);
  await redo(world, now, edgeId);
  expect(await effectiveState(world.db), 'redo is the inverse of undo (S6)').toBe(before);
  await undo(world, now, edgeId);
}

async function lotsNow({ db }: World): Promise<Map<number, number>> {
  const { lots } = JSON.parse(await effectiveState(db)) as { lots: { id: number; remaining: number }[] };
  return new Map(lots.map((lot) => [lot.id, lot.remaining]));
}

describe('the algebra of merge and undo, on any sequence of commands', () => {
  onServer.test(
    'the partition, the books and the replay agree after every command; earlier rows never change (S1, S6, S8, L1–L3, L6–L8, L13, L17)',
    async ({ db }) => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 30, maxLength: 60, size: 'max' }), async (commands) => {
          await empty(db);
          const world: World = { ...(await openShop(db, accountCount)), now: start, edges: [], keys: 0 };
          for (const step of commands) {
            const before = await bookRows(db);
            const now = await run(world, step);
            if (step.kind === 'undo' || step.kind === 'redo') await turn(world, step, now);
            const after = new Set(await bookRows(db));
            expect(
              before.filter((row) => !after.has(row)),
              'rows that changed',
            ).toEqual([]);
            expect(await verifyInvariants(db, new Date(world.now), { deep: true })).toEqual([]);
          }
        }),
        { numRuns: scaled(8), endOnFailure: false },
      );
      expect(seen.splits).toBeGreaterThan(5);
      expect(seen.uncovered).toBeGreaterThan(0);
      expect(seen.spendsAcross).toBeGreaterThan(0);
      expect(seen.redos).toBeGreaterThan(0);
    },
    600_000,
  );
  afterAll(() => console.log('commands that took effect', seen));
});
