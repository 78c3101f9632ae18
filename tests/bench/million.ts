import { createReadStream, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage, resourceUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { growTable, type Table } from '../../core/duplicates/table.ts';
import { calibrationOf, run, syntheticColumns, zonesOf } from './linkage-runs.ts';
import type { LabelledSet } from './linkage-sets.ts';
import { syntheticHeader, writeSynthetic } from './synthetic.ts';
import { report } from './table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { people: { type: 'string', default: '780000' }, help: { type: 'boolean', default: false } },
});
const folder = positionals[0];
if (options.help || !folder) {
  console.log(
    'npm run bench -- million [--people 780000] FOLDER\nTime, memory and quality over a made file of so many people (about 1.3 records each), beside files of 10 and 100 thousand. FOLDER holds the lists of names and addresses.',
  );
  process.exit(options.help ? 0 : 2);
}

type Lap = { step: string; cpu: number; wall: number; megabytes: number };

const sampleRows = 1_000;
const home = await mkdtemp(join(tmpdir(), 'million-'));
const runs = [];
const most = Number(options.people);
for (const people of [...[10_000, 100_000].filter((size) => size < most), most]) runs.push(await measure(people));
await rm(home, { recursive: true });

const share = (value: number) => value.toFixed(4);
report(
  'How the threshold grows with the file',
  runs.map(({ rows, compared, quality, zones }) => ({
    ...{ rows, 'true pairs': quality.truePairs, compared, F1: share(quality.f1) },
    ...{ precision: share(quality.precision), recall: share(quality.recall), 'best at': quality.bestAt.toFixed(3) },
    ...{ 'automatic from': zones.threshold.toFixed(5), automatic: zones.automatic, wrong: zones.automaticWrong },
    ...{ 'in a household': zones.automaticFamily, 'its recall': share(zones.automaticRecall), review: zones.review },
    'precision of review': share(zones.reviewRight / zones.review),
  })),
  { bench: 'million sizes' },
);
const largest = runs.at(-1);
report('Predicted and found', largest?.bins.map(roundedBin) ?? [], { bench: 'million calibration' });
report('Steps of the largest file', largest?.laps.map(roundedLap) ?? [], {
  bench: 'million',
  runs,
  peakMegabytes: Math.round(resourceUsage().maxRSS / 1_000),
});

async function measure(people: number) {
  const file = join(home, `${people}.csv`);
  await writeSynthetic(folder as string, { people }, file);
  const laps: Lap[] = [];
  let [cpu, wall, step] = [cpuUsage().user, performance.now(), 'reading'];
  const lap = (next: string) => {
    const [cpuNow, wallNow] = [cpuUsage().user, performance.now()];
    const megabytes = Math.round(process.memoryUsage().rss / 1e6);
    laps.push({ step, cpu: (cpuNow - cpu) / 1e6, wall: (wallNow - wall) / 1e3, megabytes });
    [cpu, wall, step] = [cpuNow, wallNow, next];
  };
  const table = await read(file);
  lap('compiling keys');
  const found = run(truthOf(file), table, { progress: lap });
  lap('');
  const { compared, quality } = found;
  return { people, rows: table.size, compared, quality, zones: zonesOf(found), bins: calibrationOf(found.links), laps };
}

/** Reads a file row by row, the first ones twice: they tell what its columns hold. */
async function read(file: string): Promise<Table> {
  const sample: string[][] = [];
  let growing: ReturnType<typeof growTable> | undefined;
  for await (const row of createReadStream(file).pipe(parse({ from_line: 2 })) as AsyncIterable<string[]>) {
    if (growing) growing.add(row);
    else if (sample.push(row) === sampleRows) {
      growing = growTable(syntheticColumns, sample);
      for (const first of sample) growing.add(first);
    }
  }
  return (growing ?? growTable(syntheticColumns, sample)).done();
}

function truthOf(file: string): LabelledSet {
  const truth = readFileSync(`${file}.truth`, 'utf8').trimEnd().split('\n');
  const column = (place: number) => truth.map((line) => line.split(',')[place] as string);
  return {
    ...{ name: file, header: syntheticHeader, columns: syntheticColumns, rows: [], source: undefined },
    ...{ person: column(1), household: column(2) },
  };
}

function roundedLap({ step, cpu, wall, megabytes }: Lap) {
  return { step, 'CPU s': cpu.toFixed(2), 'wall s': wall.toFixed(2), MB: megabytes };
}

function roundedBin({ from, pairs, predicted, found }: ReturnType<typeof calibrationOf>[number]) {
  return { from, pairs, predicted: predicted.toFixed(3), found: found.toFixed(3) };
}
