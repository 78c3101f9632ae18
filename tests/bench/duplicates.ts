import { parseArgs } from 'node:util';
import { findDuplicates } from '../../core/duplicates/find.ts';
import { qualityOf, readSet, setNames, tableOfSet, truePairsOf } from './linkage-sets.ts';
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
  const { source, person, household } = set;
  const started = performance.now();
  const table = tableOfSet(set);
  const fits = source && ((one: number, other: number) => source[one] !== source[other]);
  const { links, compared } = findDuplicates(table, { ...(fits && { fits }) });
  const seconds = (performance.now() - started) / 1_000;
  const right = (link: { one: number; other: number }) => person[link.one] === person[link.other];
  const quality = qualityOf(
    links
      .filter(({ one, other }) => !fits || fits(one, other))
      .map((link) => ({ same: link.same, right: right(link) })),
    truePairsOf(set),
  );
  const family = household && links.filter((link) => !right(link) && household[link.one] === household[link.other]);
  const familyAt = (least: number) => family?.filter(({ same }) => same >= least).length ?? null;
  return { name, rows: table.size, compared, ...quality, family: [0.5, 0.95, 0.995, 0.999].map(familyAt), seconds };
});
report(
  'Duplicates in labelled files, unsupervised, one configuration',
  figures.map(
    ({
      name,
      rows,
      truePairs,
      f1,
      precision,
      recall,
      bestF1,
      bestAt,
      recallAtPrecision,
      family,
      compared,
      seconds,
    }) => ({
      ...{ file: name, rows, 'true pairs': truePairs, compared },
      ...{
        F1: f1.toFixed(4),
        precision: precision.toFixed(4),
        recall: recall.toFixed(4),
        'best F1': bestF1.toFixed(4),
        at: bestAt.toFixed(3),
      },
      ...{
        'recall at P 0.995': recallAtPrecision.toFixed(4),
        'family .5/.95/.995/.999': family[0] === null ? '' : family.join('/'),
        seconds: seconds.toFixed(2),
      },
    }),
  ),
  { bench: 'duplicates', figures },
);
