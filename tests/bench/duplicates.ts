import { resourceUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { run, zonesOf } from './linkage-runs.ts';
import { readSet, setNames, tableOfSet } from './linkage-sets.ts';
import { report } from './table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, help: { type: 'boolean', default: false } },
});
const folder = positionals[0];
if (options.help || !folder) {
  console.log(
    'npm run bench -- duplicates FOLDER [--only NAME,…]\nHow well the matcher meets labelled files of persons (CSV), one configuration for all, nothing learned from labels.',
  );
  process.exit(options.help ? 0 : 2);
}

const figures = (options.only?.split(',') ?? setNames).map((name) => {
  const set = readSet(folder, name);
  const started = performance.now();
  const table = tableOfSet(set);
  const found = run(set, table);
  const seconds = (performance.now() - started) / 1_000;
  const familyAt = (least: number) => found.links.filter(({ same, family }) => family && same >= least).length;
  return {
    ...{ name, rows: table.size, compared: found.compared, ...found.quality, seconds },
    family: set.household ? [0.5, 0.95, 0.995, 0.999].map(familyAt) : null,
    zones: zonesOf(found),
  };
});
const peakMegabytes = Math.round(resourceUsage().maxRSS / 1_000);

const share = (value: number) => value.toFixed(4);
report(
  'Duplicates in labelled files, unsupervised, one configuration',
  figures.map(({ name, rows, compared, family, seconds, zones, ...quality }) => ({
    ...{ file: name, rows, 'true pairs': quality.truePairs, compared },
    ...{ F1: share(quality.f1), precision: share(quality.precision), recall: share(quality.recall) },
    ...{ 'best F1': share(quality.bestF1), at: quality.bestAt.toFixed(3) },
    'recall at P 0.995': share(quality.recallAtPrecision),
    'family .5/.95/.995/.999': family?.join('/') ?? '',
    seconds: seconds.toFixed(2),
  })),
  { bench: 'duplicates', figures, peakMegabytes },
);
report(
  'By zones: what the machine does by itself, and what staff are shown',
  figures.map(({ name, zones }) => ({
    ...{ file: name, 'automatic from': zones.threshold.toFixed(4), automatic: zones.automatic },
    ...{ wrong: zones.automaticWrong, 'in a household': zones.automaticFamily, recall: share(zones.automaticRecall) },
    ...{ review: zones.review, precision: zones.review ? share(zones.reviewRight / zones.review) : '' },
  })),
  { bench: 'duplicates zones', peakMegabytes },
);
