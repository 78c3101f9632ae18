import fc from 'fast-check';
import { expect } from 'vitest';
import { daysLater, startOfDayAfter } from '../../core/calendar.ts';
import { defaultRules } from '../../core/points/programme.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { bookRows, openShop } from '../core/merges/shop.ts';
import { scaled } from '../scale.ts';
import { empty, onServer } from '../setup.ts';
import { accountIds, carryOut, commandLists, opening, type World } from './commands.ts';
import { type Calendar, inWords } from './machine.ts';
import { createOracle } from './oracle.ts';
import { comparable, createDatabaseMachine } from './shop.ts';

const coolOffDays = 1;
/** The calendar of the shop in the database: civil days in Tokyo. */
const civil: Calendar = {
  coolOff: (at) => startOfDayAfter(new Date(at), coolOffDays).getTime(),
  grace: (at) => daysLater(new Date(at), defaultRules.graceDays).getTime(),
};

onServer.test(
  'the database and the model agree after every command, and no row of the books ever changes (L3, L7, L8, L13)',
  async ({ db }) => {
    await fc.assert(
      fc.asyncProperty(commandLists, async (commands) => {
        await empty(db);
        const shop = await openShop(db, accountIds.length, { coolOffDays });
        const model: World = { machine: createOracle(accountIds, civil), now: opening, edges: [] };
        const real: World = { machine: createDatabaseMachine(shop), now: opening, edges: [] };
        for (const command of commands) {
          const before = await bookRows(db);
          const said = JSON.stringify(command);
          expect((await carryOut(real, command)).kind, said).toBe((await carryOut(model, command)).kind);
          const [seen, meant] = await Promise.all([real, model].map(({ machine, now }) => machine.observe(now)));
          expect(inWords(comparable(seen!)), said).toBe(inWords(comparable(meant!)));
          const after = new Set(await bookRows(db));
          expect(before.filter((row) => !after.has(row))).toEqual([]);
        }
        expect(await verifyInvariants(db, new Date(real.now), { deep: true })).toEqual([]);
      }),
      { numRuns: scaled(8), interruptAfterTimeLimit: 240_000 },
    );
  },
  600_000,
);
