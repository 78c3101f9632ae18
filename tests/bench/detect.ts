import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { lookUp } from '../../core/duplicates/lookup.ts';
import type { MemberValues } from '../../core/duplicates/members.ts';
import { openServer, rowsOf } from '../../db/open.ts';
import { startPostgres } from '../postgres.ts';
import { fillBase } from './member-base.ts';
import { quantile, report } from './table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '780000' },
    rounds: { type: 'string', default: '4000' },
    help: { type: 'boolean', default: false },
  },
});
const folder = positionals[0];
if (options.help || !folder) {
  console.log(
    'npm run bench -- detect [--people 780000] [--rounds 4000] FOLDER\nThe nightly look over a base of so many people (about 1.3 accounts each) on PostgreSQL, by the command that staff use: time and memory of its steps. Then who a newcomer probably is already, beside the bare query by phone, mail and birth date. FOLDER holds the lists of names and addresses.',
  );
  process.exit(options.help ? 0 : 2);
}

const server = await startPostgres();
const accounts = await fillBase(server.url, folder, Number(options.people));
const shop = openServer(server.url, { connectionsMax: 1 });
const { db } = shop;
await musubi('detect', '--merges', 'off');
const looked = await musubi('detect');
report(
  `The look over ${accounts} accounts, its merges left out`,
  looked.steps.map(({ step, seconds, cpu, megabytes }) => ({
    step,
    'wall s': seconds.toFixed(1),
    'CPU s': cpu.toFixed(1),
    MB: megabytes,
  })),
  { bench: 'detect', accounts, ...looked },
);
await lookups(Number(options.rounds));
await shop.close();
await server.stop();
process.exit(0);

type Lap = { step: string; seconds: number; cpu: number; megabytes: number };

/** Runs a command of the program, and tells when it said which line, and what it had used by then. */
async function musubi(...words: string[]): Promise<{ seconds: number; peakMegabytes: number; steps: Lap[] }> {
  const program = spawn(process.execPath, ['bot/cli.ts', ...words], {
    env: { ...process.env, DATABASE_URL: server.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const began = performance.now();
  const [laps, peak]: [Lap[], { megabytes: number }] = [[], { megabytes: 0 }];
  const watch = setInterval(() => {
    peak.megabytes = Math.max(peak.megabytes, used(program.pid)?.megabytes ?? 0);
  }, 100);
  for await (const line of createInterface({ input: program.stdout })) {
    const { cpu, megabytes } = used(program.pid) ?? { cpu: 0, megabytes: 0 };
    laps.push({ step: line.replace(/[0-9,]+/g, 'n').slice(0, 40), seconds: performance.now() / 1e3, cpu, megabytes });
  }
  clearInterval(watch);
  const steps = laps.flatMap(({ step, seconds, cpu, megabytes }, index): Lap[] => {
    const first = laps.findIndex((lap) => lap.step === step);
    if (first !== index) return [];
    const next = laps.find((lap, at) => at > index && lap.step !== step) ?? (laps.at(-1) as Lap);
    return [
      { step, seconds: next.seconds - seconds, cpu: next.cpu - cpu, megabytes: Math.max(megabytes, next.megabytes) },
    ];
  });
  return { seconds: (performance.now() - began) / 1e3, peakMegabytes: peak.megabytes, steps };
}

/** What a process has used so far, as Linux tells it; undefined once it has ended. */
function used(pid: number | undefined): { cpu: number; megabytes: number } | undefined {
  try {
    const [, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const ticks = fields
      .join(') ')
      .split(' ')
      .slice(11, 13)
      .reduce((sum, field) => sum + Number(field), 0);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    return { cpu: ticks / 100, megabytes: Math.round(kilobytes / 1e3) };
  } catch {
    return undefined;
  }
}

async function lookups(rounds: number): Promise<void> {
  const everybody = await comers(rounds);
  for (const { values } of everybody.slice(0, 200)) {
    await lookUp(db, { values });
    await bare(values);
  }
  const times = new Map<string, { looked: number[]; bare: number[]; found: number }>();
  for (const { kind, values } of everybody.slice(200)) {
    const began = performance.now();
    const found = (await lookUp(db, { values })).some(({ zone }) => zone !== 'household');
    const ours = performance.now();
    await bare(values);
    const limit = performance.now() - ours;
    for (const name of [kind, 'all']) {
      const of = times.get(name) ?? { looked: [], bare: [], found: 0 };
      times.set(name, of);
      of.looked.push(ours - began);
      of.bare.push(limit);
      if (found) of.found++;
    }
  }
  const figures = [...times].map(([kind, of]) => ({
    ...{ kind, newcomers: of.looked.length, found: of.found },
    ...{ p50: quantile(of.looked, 0.5), p99: quantile(of.looked, 0.99), most: quantile(of.looked, 1) },
    ...{ bareP50: quantile(of.bare, 0.5), bareP99: quantile(of.bare, 0.99) },
  }));
  report(
    `Who a newcomer probably is already, among ${accounts} accounts`,
    figures.map(({ kind, newcomers, found, ...ms }) => ({
      ...{ newcomer: kind, newcomers, 'probably known': found },
      ...{ 'p50 ms': ms.p50.toFixed(2), 'p99 ms': ms.p99.toFixed(2), 'most ms': ms.most.toFixed(2) },
      ...{ 'bare p50 ms': ms.bareP50.toFixed(2), 'bare p99 ms': ms.bareP99.toFixed(2) },
      ratio: (ms.p50 / ms.bareP50).toFixed(1),
    })),
    { bench: 'detect lookups', accounts, figures },
  );
}

/** Somebody known who comes again with a new mail and another way to write the name; somebody unknown; the filler birthday; a relative. */
async function comers(rounds: number): Promise<{ kind: string; values: MemberValues }[]> {
  const kinds = ['known', 'unknown', 'filler', 'relative'];
  const rows = await rowsOf<{ values: MemberValues }>(
    db,
    sql`select json_object_agg(p.field, p.value) as values from profile_values p
      where p.account_id in (select 1 + (n::bigint * 7919) % ${accounts}::int from generate_series(1, ${rounds}::int) n) group by p.account_id order by p.account_id`,
  );
  return rows.map(({ values }, index) => {
    const kind = kinds[index % kinds.length] as string;
    const changed: Record<string, MemberValues> = {
      known: { mail: `new${index}@example.com`, familyName: `${values.familyName}子` },
      unknown: {
        phone: `0801${String(index).padStart(7, '0')}`,
        ...{ mail: `new${index}@example.com`, birthDate: '1931-05-05', postalCode: '', address: '' },
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
