import { parseArgs } from 'node:util';
import postgres from 'postgres';
import type { Context } from '../../core/context.ts';
import { earn } from '../../core/points/earn.ts';
import { spend } from '../../core/points/spend.ts';
import type { AccountId } from '../../db/ids.ts';
import { migrate } from '../../db/migrate.ts';
import { openServer } from '../../db/open.ts';
import { failing } from '../failing.ts';
import { startPostgres } from '../postgres.ts';
import { median, report } from './table.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run bench -- ledger [--seconds 5] [--rounds 3]\nEarning and spending points against a minimal double-entry transfer, at 1, 8 and 20 clients, on PostgreSQL with fsync, in one run (NUMBERS L9).',
  );
  process.exit(0);
}
const [seconds, rounds] = [Number(options.seconds), Number(options.rounds)];
const accountCount = 1_000;
const clientCounts = [1, 8, 20];
const now = new Date('2026-11-21T05:00:00Z');
const later = new Date('2026-11-22T05:00:00Z');

const server = await startPostgres({ fsync: true });
const shop = openServer(server.url, { connectionsMax: Math.max(...clientCounts) });
await migrate(shop);
const sql = postgres(server.url, { max: Math.max(...clientCounts), onnotice: () => {} });
const context: Context = { db: shop.db, now: later, secret: 'bench', actor: { kind: 'system', job: 'bench' } };

await sql`insert into accounts (id, person_id, member_number, registered_at)
  select n, n, (20000000 + n)::text, ${now} from generate_series(1, ${accountCount}::int) n`;
for (let id = 1; id <= accountCount; id++) {
  const purse = { amount: 1_000_000_000, origin: 'import', source: 'bench', key: `purse ${id}` } as const;
  await earn({ ...context, now }, { accountId: id as AccountId, ...purse });
}

/** The least that can be called a ledger: two balances change and two rows say why; no lots, no ends, no keys, no audit. */
await sql`create table bare_accounts (id int primary key, balance bigint not null)`;
await sql`create table bare_entries (id bigint generated always as identity primary key, account_id int not null references bare_accounts,
  amount bigint not null, balance bigint not null, at timestamptz not null default now())`;
await sql`insert into bare_accounts select n, 1000000000 from generate_series(1, ${accountCount}::int) n`;

function bareTransfer(from: number, to: number): Promise<unknown> {
  return sql.begin(async (tx) => {
    await tx`select id from bare_accounts where id in (${from}, ${to}) order by id for update`;
    await tx`with moved as (update bare_accounts set balance = balance + case id when ${from} then -1 else 1 end
        where id in (${from}, ${to}) returning id, balance)
      insert into bare_entries (account_id, amount, balance) select id, case id when ${from} then -1 else 1 end, balance from moved`;
  });
}

let keys = 0;
const anyAccount = () => 1 + Math.floor(Math.random() * accountCount);
const deeds = {
  bare: () => {
    const from = anyAccount();
    return bareTransfer(from, (from % accountCount) + 1);
  },
  spend: () => spend(context, { accountId: anyAccount() as AccountId, amount: 1, key: `spend ${++keys}` }),
  earn: () =>
    earn(context, {
      accountId: anyAccount() as AccountId,
      amount: 10,
      origin: 'adjustment',
      source: 'bench',
      key: `earn ${++keys}`,
    }),
};
type Name = keyof typeof deeds;

/** Transactions per second of so many clients, each doing one after the other. */
async function measure(name: Name, clients: number, durationSec: number): Promise<number> {
  const started = performance.now();
  const end = started + durationSec * 1_000;
  let done = 0;
  const client = async () => {
    while (performance.now() < end) {
      await deeds[name]();
      done++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (done * 1_000) / (performance.now() - started);
}

/** How many statements one of them sends, begin and commit not counted. */
async function statementsOf(name: 'spend' | 'earn'): Promise<number> {
  const { db, log } = failing(shop.db);
  const accountId = 1 as AccountId;
  if (name === 'spend') await spend({ ...context, db }, { accountId, amount: 1, key: 'counted' });
  else await earn({ ...context, db }, { accountId, amount: 1, origin: 'adjustment', source: 'bench', key: 'counted' });
  return log.statements.length;
}

const names = Object.keys(deeds) as Name[];
for (const name of names) await measure(name, 8, 1);
const found = clientCounts.map((clients) => ({
  clients,
  bare: [] as number[],
  spend: [] as number[],
  earn: [] as number[],
}));
for (let round = 0; round < rounds; round++) {
  for (const row of found) for (const name of names) row[name].push(await measure(name, row.clients, seconds));
}

const statements = { spend: await statementsOf('spend'), earn: await statementsOf('earn'), bare: 2 };
const figures = found.flatMap(({ clients, ...each }) =>
  names.map((name) => ({
    what: { bare: 'two-row transfer, the limit', spend: 'spend', earn: 'earn' }[name],
    clients,
    'per second': Math.round(median(each[name])),
    ratio: name === 'bare' ? '' : (median(each[name]) / median(each.bare)).toFixed(2),
    statements: statements[name],
  })),
);
report(`Points ledger, ${rounds} rounds of ${seconds} s, ${accountCount} accounts, PostgreSQL with fsync`, figures, {
  bench: 'ledger',
  statements,
  perSecond: found.map(({ clients, ...each }) => ({
    clients,
    ...Object.fromEntries(names.map((name) => [name, Math.round(median(each[name]))])),
    spendRatio: Number((median(each.spend) / median(each.bare)).toFixed(3)),
    earnRatio: Number((median(each.earn) / median(each.bare)).toFixed(3)),
  })),
});
await sql.end();
await shop.close();
await server.stop();
process.exit(0);
