import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { scaled } from '../scale.ts';
import { empty, onEmbedded } from '../setup.ts';
import { carryOut, listsOf, openWorld } from './people.ts';
import { type PeopleLaw, privacyOfPeople, structureOfPeople, viewOfPeople } from './people-laws.ts';

const laws: PeopleLaw[] = [...structureOfPeople, ...viewOfPeople, ...privacyOfPeople];
const runs = scaled(2);

describe('laws of persons, for any commands on the database', () => {
  onEmbedded.test.for(laws)('$name', { timeout: 900_000 }, async ({ kinds, covers, watch, holds }, { db }) => {
    const covered = new Map<string, number>();
    const count = (what: string) => covered.set(what, (covered.get(what) ?? 0) + 1);
    const property = fc.asyncProperty(listsOf(kinds), async (commands) => {
      await empty(db);
      const world = await openWorld(db);
      for (const command of commands) {
        const before = await watch?.(world);
        const outcome = await carryOut(world, command);
        await holds({ world, command, outcome, covered: count }, before);
      }
    });
    await fc.assert(property, { numRuns: runs, seed: 20_261_122, endOnFailure: true });
    // A few lives are the same each time, and chosen to hold everything; with more lives each situation must come up again and again.
    const rare = covers.filter((what) => (covered.get(what) ?? 0) < runs / 2);
    expect(rare, JSON.stringify([...covered])).toEqual([]);
  });
});
