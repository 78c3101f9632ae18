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
import { openPeers } from './ledger-peer.ts';
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
    'npm run bench -- ledger [--seconds 5] [--rounds 3]\nEarning and spending points at 1, 8 and 20 clients, beside a minimal double-entry transfer and one by an SQL function, on PostgreSQL with fsync, in one run (NUMBERS L9).',
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

const { bare, peer } = await openPeers(sql, accountCount);

let keys = 0;
/** Time goes on from deed to deed, as it does in a shop. */
const moving = () => ({ ...context, now: new Date(later.getTime() + ++keys) });
const anyAccount = () => 1 + Math.floor(Math.random() * accountCount);
function twoAccounts(): [number, number] {
  const from = anyAccount();
  return [from, (from % accountCount) + 1];
}
const deeds = {
  bare: () => bare(...twoAccounts()),
  peer: () => peer(...twoAccounts()),
  spend: () => spend(moving(), { accountId: anyAccount() as AccountId, amount: 1, key: `spend ${keys}` }),
  earn: () =>
    earn(moving(), {
      accountId: anyAccount() as AccountId,
      amount: 10,
      origin: 'adjustment',
      source: 'bench',
      key: `earn ${keys}`,
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
  peer: [] as number[],
  spend: [] as number[],
  earn: [] as number[],
}));
for (let round = 0; round < rounds; round++) {
  for (const row of found) for (const name of names) row[name].push(await measure(name, row.clients, seconds));
}

const statements = { spend: await statementsOf('spend'), earn: await statementsOf('earn'), bare: 2, peer: 1 };
const shown = { bare: 'two-row transfer', peer: 'transfer by SQL function', spend: 'spend', earn: 'earn' };
const medians = found.map(({ clients, ...each }) => {
  const middle = (name: Name) => median(each[name]);
  const ratio = (name: Name, to: 'bare' | 'peer') => (middle(name) / middle(to)).toFixed(2);
  return { clients, middle, ratio };
});
const figures = medians.flatMap(({ clients, middle, ratio }) =>
  names.map((name) => ({
    what: shown[name],
    clients,
    'per second': Math.round(middle(name)),
    'to two-row': ratio(name, 'bare'),
    'to function': ratio(name, 'peer'),
    statements: statements[name],
  })),
);
report(`Points ledger, ${rounds} rounds of ${seconds} s, ${accountCount} accounts, PostgreSQL with fsync`, figures, {
  bench: 'ledger',
  statements,
  perSecond: medians.map(({ clients, middle, ratio }) => ({
    clients,
    ...Object.fromEntries(names.map((name) => [name, Math.round(middle(name))])),
    spendRatio: Number(ratio('spend', 'bare')),
    earnRatio: Number(ratio('earn', 'bare')),
    spendToPeer: Number(ratio('spend', 'peer')),
    earnToPeer: Number(ratio('earn', 'peer')),
  })),
});
await sql.end();
await shop.close();
await server.stop();
process.exit(0);
