import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect } from 'vitest';
import { civil as civilTime, daysLater, shopTimeZone, startOfDayAfter } from '../../core/calendar.ts';
import { defaultRules } from '../../core/points/programme.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { checkSums } from '../../core/wholeness.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { bookRows, openShop } from '../core/merges/shop.ts';
import { scaled } from '../scale.ts';
import { empty, onServer } from '../setup.ts';
import { accountIds, carryOut, commandLists, opening, type World } from './commands.ts';
import { found } from './found.ts';
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
  'L3, L8, L13, L14 the database and the model agree after every command, the sums hold, no row and no closed day ever changes',
  async ({ db }) => {
    const covered = { merged: 0, undone: 0, redone: 0, spent: 0, reversed: 0, closedDays: 0 };
    let lists = 0;
    await fc.assert(
      fc.asyncProperty(commandLists, async (commands) => {
        lists++;
        await empty(db);
        const shop = await openShop(db, accountIds.length, { coolOffDays });
        const model: World = { machine: createOracle(accountIds, civil), now: opening, edges: [] };
        const real: World = { machine: createDatabaseMachine(shop), now: opening, edges: [] };
        for (const command of commands) {
          const [before, days] = [await bookRows(db), await sumsByDay(db)];
          const said = JSON.stringify(command);
          const outcome = await carryOut(real, command);
          expect(outcome.kind, said).toBe((await carryOut(model, command)).kind);
          const [seen, meant] = await Promise.all([real, model].map(({ machine, now }) => machine.observe(now)));
          expect(inWords(comparable(seen!)), said).toBe(inWords(comparable(meant!)));
          const after = new Set(await bookRows(db));
          expect(before.filter((row) => !after.has(row))).toEqual([]);
          expect(await checkSums(db), said).toEqual([]);
          const today = civilDay(real.now);
          const [closed, closedThen] = [days, await sumsByDay(db)].map((all) => all.filter(({ day }) => day < today));
          expect(closedThen, said).toEqual(closed);
          if (closed!.length > 0) covered.closedDays++;
          if (outcome.kind in covered) covered[outcome.kind as keyof typeof covered]++;
        }
        expect(await verifyInvariants(db, new Date(real.now), { deep: true })).toEqual([]);
      }),
      {
        numRuns: scaled(8),
        examples: Object.values(found).map((commands) => [commands]),
        interruptAfterTimeLimit: 240_000,
      },
    );
    for (const [situation, times] of Object.entries(covered))
      expect(times, `${situation} in ${JSON.stringify(covered)}`).toBeGreaterThan(lists / 20);
  },
  600_000,
);

const civilDay = (at: number) => civilTime(new Date(at)).toPlainDate().toString();

/** What the books say of each day of the shop and each account, by the day a row is dated. */
function sumsByDay(db: Database): Promise<{ day: string }[]> {
  return rowsOf(
    db,
    sql`select to_char(recorded_at at time zone ${shopTimeZone}, 'YYYY-MM-DD') as day, account_id::int as account, kind,
      sum(amount)::int as sum, count(*)::int as rows from ledger_entries group by 1, 2, 3 order by 1, 2, 3`,
  );
}
