import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { lookUp } from '../../core/duplicates/lookup.ts';
import type { MemberValues } from '../../core/duplicates/members.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, openServer, rowsOf } from '../../db/open.ts';
import { startPostgres } from '../postgres.ts';
import { quantile, report } from './table.ts';

const { values: options } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '2000' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run bench -- lookup [--accounts 1000000] [--rounds 2000]\nWho a newcomer probably is already, among so many members on PostgreSQL: beside the bare query by phone, mail and birth date.',
  );
  process.exit(0);
}
const accounts = Number(options.accounts);
const rounds = Number(options.rounds);

const server = await startPostgres();
const builder = openServer(server.url);
await migrate(builder);
await builder.close();
const shop = openServer(server.url, { connectionsMax: 1 });
const { db } = shop;
await fill(db);

/**
 * Members by SQL, always the same ones: households of three who share name, address and phone, surnames as uneven as real ones (the commonest has one in a
 * hundred and twenty), birthdays of 70 years with one filler that one in two hundred gives.
 */
async function fill(to: Database): Promise<void> {
  await to.execute(sql`set statement_timeout = 0`);
  await to.execute(sql`set session_replication_role = replica`);
  const indexes = await rowsOf<{ name: string; definition: string }>(
    to,
    sql`select indexname as name, indexdef as definition from pg_indexes where tablename = 'profile_values' and indexname <> 'profile_values_pkey'`,
  );
  for (const { name } of indexes) await to.execute(sql`drop index ${sql.identifier(name)}`);
  await to.execute(sql`insert into accounts (id, person_id, member_number, registered_at)
    select n, n, (10000000 + n)::text, '2026-01-01' from generate_series(1, ${accounts}::int) n`);
  await to.execute(sql`insert into member_counts (persons, accounts) values (${accounts}::int, ${accounts}::int)`);
  const random = (salt: string) =>
    sql.raw(`((('x' || substr(md5('${salt}' || n), 1, 8))::bit(32)::bigint & 2147483647) / 2147483648.0)`);
  const house = sql.raw('(n / 3)');
  const ofHouse = (salt: string) =>
    sql.raw(`((('x' || substr(md5('${salt}' || (n / 3)), 1, 8))::bit(32)::bigint & 2147483647) / 2147483648.0)`);
  const said: [string, ReturnType<typeof sql>][] = [
    ['familyName', sql`'姓' || floor(8000 * power(${ofHouse('f')}, 3))::int`],
    [
      'familyKana',
      sql`'セイ' || translate(floor(6000 * power(${ofHouse('f')}, 3))::int::text, '0123456789', 'アイウエオカキクケコ')`,
    ],
    ['givenName', sql`'名' || floor(3000 * power(${random('g')}, 2))::int`],
    [
      'givenKana',
      sql`'メイ' || translate(floor(1200 * power(${random('g')}, 2))::int::text, '0123456789', 'アイウエオカキクケコ')`,
    ],
    [
      'birthDate',
      sql`case when ${random('x')} < 0.005 then '1980-01-01' else ('1940-01-01'::date + floor(25567 * ${random('b')})::int)::text end`,
    ],
    ['phone', sql`'090' || lpad((case when n % 3 = 0 then n else ${house} * 3 end * 7 % 100000000)::text, 8, '0')`],
    ['mail', sql`'m' || n || '@example.jp'`],
    ['postalCode', sql`lpad(floor(120000 * ${ofHouse('p')})::int::text, 7, '1')`],
    [
      'address',
      sql`'東京都武蔵野市吉祥寺本町' || (1 + ${house} % 9) || '-' || (1 + ${house} / 9 % 40) || '-' || ${house}`,
    ],
  ];
  for (const [field, value] of said) {
    await to.execute(sql`insert into profile_values (account_id, field, value, normalised, source, recorded_at)
      select n, ${field}, v, v, 'import', '2026-01-01' from generate_series(1, ${accounts}::int) n cross join lateral (select ${value} as v) said`);
  }
  for (const { definition } of indexes) await to.execute(sql.raw(definition));
  await to.execute(sql`set session_replication_role = origin`);
  await to.execute(sql`vacuum analyze`);
}

/** Somebody known who comes again with a new mail and another way to write the name; somebody unknown; the filler birthday; a relative. */
async function comers(): Promise<{ kind: string; values: MemberValues }[]> {
  const kinds = ['known', 'unknown', 'filler', 'relative'];
  const rows = await rowsOf<{ account: number; values: MemberValues }>(
    db,
    sql`select p.account_id::int as account, json_object_agg(p.field, p.value) as values from profile_values p
      where p.account_id in (select 1 + (n::bigint * 7919) % ${accounts}::int from generate_series(1, ${rounds}::int) n) group by 1 order by 1`,
  );
  return rows.map(({ values }, index) => {
    const kind = kinds[index % kinds.length] as string;
    const changed: Record<string, MemberValues> = {
      known: { mail: `new${index}@example.com`, familyName: `${values.familyName}子` },
      unknown: {
        phone: `0801${String(index).padStart(7, '0')}`,
        mail: `new${index}@example.com`,
        birthDate: '1931-05-05',
        postalCode: '',
        address: '',
      },
      filler: { birthDate: '1980-01-01', phone: '', mail: '' },
      relative: { givenName: '某', givenKana: 'ボウ', birthDate: '2001-02-03', mail: '' },
    };
    return { kind, values: { ...values, ...changed[kind] } };
  });
}

/** What a query by contact and birth date costs alone, through the same index. */
function bare({ phone, mail, birthDate, familyName }: MemberValues) {
  return rowsOf(
    db,
    sql`(select account_id from profile_values where field = 'phone' and normalised = ${phone ?? ''} limit 60)
      union (select account_id from profile_values where field = 'mail' and normalised = ${mail ?? ''} limit 60)
      union (select b.account_id from profile_values b join profile_values n on n.account_id = b.account_id and n.field = 'familyName' and n.normalised = ${familyName ?? ''}
        where b.field = 'birthDate' and b.normalised = ${birthDate ?? ''} limit 60)`,
  );
}

const everybody = await comers();
for (const { values } of everybody.slice(0, 200)) {
  await lookUp(db, { values });
  await bare(values);
}
const times = new Map<string, { looked: number[]; bare: number[]; found: number; most: number }>();
for (const { kind, values } of everybody) {
  const of = times.get(kind) ?? { looked: [], bare: [], found: 0, most: 0 };
  times.set(kind, of);
  const began = performance.now();
  const found = await lookUp(db, { values });
  const looked = performance.now();
  await bare(values);
  of.looked.push(looked - began);
  of.bare.push(performance.now() - looked);
  if (found.some(({ zone }) => zone !== 'household')) of.found++;
}
const all = [...times.values()];
times.set('all', {
  looked: all.flatMap(({ looked }) => looked),
  bare: all.flatMap((one) => one.bare),
  found: all.reduce((sum, { found }) => sum + found, 0),
  most: 0,
});
const figures = [...times].map(([kind, one]) => ({
  kind,
  newcomers: one.looked.length,
  found: one.found,
  p50: quantile(one.looked, 0.5),
  p99: quantile(one.looked, 0.99),
  most: quantile(one.looked, 1),
  bare: quantile(one.bare, 0.5),
  ratio: quantile(one.looked, 0.5) / quantile(one.bare, 0.5),
}));
report(
  `Who a newcomer probably is already, among ${accounts} members, PostgreSQL, nothing learned yet`,
  figures.map(({ kind, newcomers, found, ...ms }) => ({
    ...{ newcomer: kind, newcomers, 'probably known': found },
    ...{ 'p50 ms': ms.p50.toFixed(2), 'p99 ms': ms.p99.toFixed(2), 'most ms': ms.most.toFixed(2) },
    ...{ 'bare query p50 ms': ms.bare.toFixed(2), ratio: ms.ratio.toFixed(1) },
  })),
  { bench: 'lookup', accounts, figures },
);
await shop.close();
await server.stop();
process.exit(0);
