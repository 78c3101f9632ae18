import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaled } from '../scale.ts';
import { createBooks } from './books.ts';
import { accountIds, calendar, carryOut, commandLists, opening, type World } from './commands.ts';
import { inWords } from './machine.ts';
import { createOracle } from './oracle.ts';

test('the books that are kept row by row equal the model played from scratch, after every command (L8)', async () => {
  await fc.assert(
    fc.asyncProperty(commandLists, async (commands) => {
      const worlds = [createBooks, createOracle].map(
        (create): World => ({ machine: create(accountIds, calendar), now: opening, edges: [] }),
      );
      for (const command of commands) {
        const outcomes = [];
        for (const world of worlds) outcomes.push(await carryOut(world, command));
        expect(outcomes[0], JSON.stringify(command)).toEqual(outcomes[1]);
        const [books, oracle] = await Promise.all(worlds.map(({ machine, now }) => machine.observe(now)));
        expect(inWords(books!), JSON.stringify(command)).toBe(inWords(oracle!));
      }
    }),
    { numRuns: scaled(200) },
  );
});
