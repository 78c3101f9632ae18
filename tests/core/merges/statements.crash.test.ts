import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { type Breaking, Broken, failing } from '../../failing.ts';
import { scaled } from '../../scale.ts';
import { databases } from '../../setup.ts';
import { type Asked, ask, carryOut, type Deed, type Ending, type Life, openLife } from './life.ts';
import { give, join, pay, undo } from './shop.ts';

const at = (minutes: number) => new Date(Date.parse('2026-11-21T05:00:00Z') + minutes * 60_000);
const [a, b, c, d] = [1, 2, 3, 4] as AccountId[] as [AccountId, AccountId, AccountId, AccountId];
const now = at(60);
const embeddedPlaces = 6;

/** 1 and 2 are one and have spent across; 3 and 4 were one, spent across and were parted; 1 and 3 wait for approval. */
type World = { life: Life; standing: EdgeId; parted: EdgeId; asked: Asked };

async function openWorld(db: Database): Promise<World> {
  const life = await openLife(db, 4);
  for (const accountId of [a, b, c, d]) await give(life, at(0), accountId, 100);
  const standing = await join(life, at(1), a, b);
  const parted = await join(life, at(1), c, d);
  await pay(life, at(2), a, 150);
  await pay(life, at(2), c, 130);
  await undo(life, at(3), parted);
  return { life, standing, parted, asked: (await ask(life, at(4), a, c)) as Asked };
}

type Case = { name: string; deed: (world: World) => Deed; grew: string[]; again: (first: Ending) => unknown };

const refused = (code: string) => () => ({ kind: 'refused', code });
const same = (first: Ending) => first;
const cases: Case[] = [
  {
    name: 'earn',
    deed: () => ({ kind: 'earn', key: 'crash', accountId: a, amount: 30, days: 90, once: false }),
    grew: ['ledger_entries', 'lots'],
    again: same,
  },
  {
    name: 'spend',
    deed: () => ({ kind: 'spend', key: 'crash', accountId: b, amount: 40 }),
    grew: ['audit_entries', 'ledger_entries', 'spends'],
    again: same,
  },
  {
    name: 'approve',
    deed: ({ asked }) => ({ kind: 'approve', key: 'crash', asked }),
    grew: ['audit_entries', 'merge_edges', 'outbox', 'purse_links', 'together'],
    again: refused('request_closed'),
  },
  {
    name: 'undo',
    deed: ({ standing }) => ({ kind: 'undo', key: 'crash', edgeId: standing }),
    grew: ['audit_entries', 'ledger_entries', 'merge_voids', 'outbox'],
    again: refused('edge_not_active'),
  },
  {
    name: 'redo',
    deed: ({ parted }) => ({ kind: 'redo', key: 'crash', edgeId: parted }),
    grew: ['audit_entries', 'ledger_entries', 'outbox', 'together'],
    again: refused('edge_not_void'),
  },
];

/** Every row of every table as text, and how many each table has; read in one statement, because it is read often. */
async function everything(db: Database): Promise<{ rows: string; counts: Map<string, number> }> {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const each = tables.map(({ name }) => `select '${name}' as name, t::text as row from ${name} t`);
  const rows = await rowsOf<{ name: string; row: string }>(db, sql.raw(`${each.join(' union all ')} order by 1, 2`));
  const counts = new Map([...Map.groupBy(rows, ({ name }) => name)].map(([name, ofIt]) => [name, ofIt.length]));
  return { rows: rows.map(({ name, row }) => `${name} ${row}`).join('\n'), counts };
}

/** All places on a server; on the embedded database, where each costs more, some of them, spread evenly, or all in a full run. */
function placesIn(statements: string[], name: string): number[] {
  const wanted = name === 'server' ? statements.length : Math.min(statements.length, scaled(embeddedPlaces));
  return Array.from({ length: wanted }, (_, index) => Math.floor((index * statements.length) / wanted));
}

/** Carries out a deed on a database that breaks, and answers the statements that were sent until then. */
async function breakOff(world: World, deed: Deed, breaking: Breaking): Promise<string[]> {
  const { db, log } = failing(world.life.db, breaking);
  const ending = await carryOut({ ...world.life, db }, now, deed).catch((reason: Error) => rootOf(reason));
  expect(log.broke, `${deed.kind} ${JSON.stringify(breaking)}`).toBe(true);
  expect(ending).toBeInstanceOf(Broken);
  return log.statements;
}

function rootOf(reason: Error): Error {
  return reason.cause instanceof Error ? rootOf(reason.cause) : reason;
}

describe.each(databases)('a crash on $name', ({ test, name }) => {
  test.for(cases)(
    'at any statement of $name leaves nothing, and after the commit all of it (C5)',
    async (one, { db }) => {
      const world = await openWorld(db);
      const deed = one.deed(world);
      const before = await everything(db);
      const statements = await breakOff(world, deed, { when: 'before', statement: 'commit' });
      expect((await everything(db)).rows, 'before the commit').toBe(before.rows);
      expect(statements.length).toBeGreaterThan(1);
      for (const index of placesIn(statements, name)) {
        for (const when of ['before', 'after'] as const) {
          await breakOff(world, deed, { when, statement: index + 1 });
          expect((await everything(db)).rows, `${when} ${statements[index]}`).toBe(before.rows);
        }
      }
      await breakOff(world, deed, { when: 'after', statement: 'commit' });
      const after = await everything(db);
      for (const table of one.grew)
        expect(after.counts.get(table) ?? 0, table).toBeGreaterThan(before.counts.get(table) ?? 0);
      expect(await verifyInvariants(db, now, { deep: true })).toEqual([]);

      const [first, second] = [await carryOut(world.life, now, deed), await carryOut(world.life, now, deed)];
      expect(first).toEqual(one.again(second));
      if (one.again === same) expect(first.kind).not.toBe('refused');
      expect((await everything(db)).rows).toBe(after.rows);
    },
  );
});
