import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import type { AccountId, EdgeId } from '../../db/ids.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, openServer, rowsOf } from '../../db/open.ts';
import { approve, ask, openLife } from '../core/merges/life.ts';
import { pay, redo, undo } from '../core/merges/shop.ts';
import { failing } from '../failing.ts';
import { startPostgres } from '../postgres.ts';
import { moveBack, moveRows } from './merge-moving.ts';
import { median, report } from './table.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    small: { type: 'string', default: '10' },
    large: { type: 'string', default: '10000' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run bench -- merge [--rounds 5] [--small 10] [--large 10000]\nMerge, spend across, undo and redo of accounts with few and with many purchases and lots, beside a design that moves their rows, on PostgreSQL with fsync (NUMBERS W3).',
  );
  process.exit(0);
}
const rounds = Number(options.rounds);
const sizes = [Number(options.small), Number(options.large)] as const;
const bought = new Date('2026-05-01T03:00:00Z');
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const opening = Date.parse('2026-11-21T05:00:00Z');

const server = await startPostgres({ fsync: true });
const shop = openServer(server.url);
await migrate(shop);
const { db } = shop;

/** Two accounts for each round and size: a pair is used once, so that no round stands on the history of another. */
const life = await openLife(db, rounds * 2 * sizes.length);
await fill(db);

/** Purchases with a lot and its ledger row each, long settled; the last lot still holds points, as it would in a shop. */
async function fill(to: Database): Promise<void> {
  await to.execute(sql`insert into channels (code, name, role) values ('till', 'till', 'store')`);
  for (const [index, size] of sizes.entries()) {
    const [first, last] = [1 + index * rounds * 2, (index + 1) * rounds * 2];
    const each = sql`generate_series(${first}::int, ${last}::int) a cross join generate_series(1, ${size}::int) n`;
    await to.execute(sql`insert into purchases (account_id, channel_id, bought_at, recorded_at, total_yen, attribution, source, source_id)
      select a, (select id from channels limit 1), ${bought.toISOString()}::timestamptz, ${bought.toISOString()}::timestamptz, 1000, 'presented', 'bench', a || ' ' || n from ${each}`);
    await to.execute(sql`insert into lots (account_id, amount, remaining, earned_at, recorded_at, available_at, expires_at, origin, source, key)
      select a, 10, case when n > ${size} - 10 then 10 else 0 end, ${bought.toISOString()}::timestamptz, ${bought.toISOString()}::timestamptz,
        ${bought.toISOString()}::timestamptz, ${new Date(opening + 300 * dayMs).toISOString()}::timestamptz, 'purchase', 'bench', a || ' ' || n from ${each}`);
  }
  await to.execute(
    sql`insert into ledger_entries (kind, account_id, lot_id, amount, recorded_at) select 'earn', account_id, id, amount, recorded_at from lots`,
  );
  await to.execute(
    sql`insert into spends (account_id, amount, spent_at, key) select account_id, 10, recorded_at + interval '1 day', 'old ' || id from lots where remaining = 0`,
  );
  await to.execute(sql`insert into ledger_entries (kind, account_id, lot_id, spend_id, amount, recorded_at)
    select 'spend', l.account_id, l.id, s.id, -10, s.spent_at from lots l join spends s on s.key = 'old ' || l.id`);
  await to.execute(sql`analyze`);
}

const steps = [
  ...['merge', 'spend', 'undo', 'redo', 'spend across', 'undo after it', 'redo after it'],
  ...['rows moved', 'rows moved back'],
] as const;
type Step = (typeof steps)[number];
const times = new Map<string, number[]>();
const statements = new Map<string, string[]>();

async function timed<Result>(step: Step, size: number, work: (on: Database) => Promise<Result>): Promise<Result> {
  const { db: counted, log } = failing(db);
  const started = performance.now();
  const result = await work(counted);
  const key = `${step} ${size}`;
  times.set(key, [...(times.get(key) ?? []), performance.now() - started]);
  statements.set(key, log.statements);
  return result;
}

/** The life of one pair: joined, parted and joined again, then the same once points have crossed; then the same rows moved to one account and back. */
async function round(size: number, a: AccountId, b: AccountId, at: number): Promise<void> {
  const on = (counted: Database) => ({ ...life, db: counted });
  const asked = await ask(life, new Date(at), a, b);
  if (!asked) throw new Error('the pair could not be asked for');
  const edgeId: EdgeId = await timed('merge', size, (counted) => approve(on(counted), new Date(at + minuteMs), asked));
  const then = (minutes: number) => new Date(at + minutes * minuteMs);
  await timed('spend', size, (counted) => pay(on(counted), then(2), a, 10));
  await timed('undo', size, (counted) => undo(on(counted), then(3), edgeId));
  await timed('redo', size, (counted) => redo(on(counted), then(4), edgeId));
  await timed('spend across', size, (counted) => pay(on(counted), then(5), a, 150));
  await timed('undo after it', size, (counted) => undo(on(counted), then(6), edgeId));
  await timed('redo after it', size, (counted) => redo(on(counted), then(7), edgeId));
  const moved = await timed('rows moved', size, (counted) => moveRows(counted, a, b));
  await timed('rows moved back', size, (counted) => moveBack(counted, a, b, moved));
}

for (let index = 0; index < rounds; index++) {
  for (const [place, size] of sizes.entries()) {
    const a = (1 + place * rounds * 2 + index * 2) as AccountId;
    await round(size, a, (a + 1) as AccountId, opening + dayMs + index * 60 * minuteMs);
  }
}

const [small, large] = sizes;
const figures = steps.map((step) => {
  const [few, many] = [median(times.get(`${step} ${small}`) ?? []), median(times.get(`${step} ${large}`) ?? [])];
  const sent = statements.get(`${step} ${large}`)?.length ?? 0;
  return { step, few, many, ratio: many / few, statements: sent };
});
report(
  `Merge and undo with ${small} and ${large} purchases and lots an account, ${rounds} rounds, PostgreSQL with fsync, medians`,
  figures.map(({ step, few, many, ratio, statements: sent }) => ({
    what: step,
    [`ms with ${small}`]: few.toFixed(1),
    [`ms with ${large}`]: many.toFixed(1),
    ratio: ratio.toFixed(2),
    statements: sent,
  })),
  { bench: 'merge', ...Object.fromEntries(figures.map(({ step, ...figure }) => [step, figure])) },
);
const rows = await rowsOf<{ count: number }>(db, sql`select count(*)::int as count from purchases`);
if (rows[0]?.count !== rounds * 2 * (small + large)) throw new Error('rows were lost');
await shop.close();
await server.stop();
process.exit(0);
