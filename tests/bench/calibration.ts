import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Bin, calibrationOf, run, syntheticSet } from './linkage-runs.ts';
import { readSet, tableOfSet } from './linkage-sets.ts';
import { report } from './table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '80000' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const folder = positionals[0];
if (options.help || !folder) {
  console.log(
    'npm run bench -- calibration FOLDER [--people 80000] [--out picture.svg]\nWhether a probability means what it says: predicted against found, in ten parts, over the labelled Japanese file and a made one of so many people.',
  );
  process.exit(options.help ? 0 : 2);
}

const sets = [readSet(folder, 'jp_members_dev'), syntheticSet(folder, Number(options.people))];
const curves = sets.map((set) => {
  const bins = calibrationOf(run(set, tableOfSet(set)).links);
  return { name: set.name, bins, error: meanError(bins) };
});
report(
  'Predicted and found',
  curves.flatMap(({ name, bins }) =>
    bins.map(({ from, pairs, predicted, found }) => ({
      ...{ file: name, from: from.toFixed(1), pairs, predicted: predicted.toFixed(3), found: found.toFixed(3) },
      'plus or minus': (1.96 * Math.sqrt((found * (1 - found)) / pairs)).toFixed(3),
    })),
  ),
  { bench: 'calibration', curves },
);
if (options.out) writeFileSync(options.out, picture());

/** The mean distance between predicted and found, over all pairs. */
function meanError(bins: Bin[]): number {
  const all = bins.reduce((sum, { pairs }) => sum + pairs, 0);
  return bins.reduce((sum, { pairs, predicted, found }) => sum + pairs * Math.abs(predicted - found), 0) / all;
}

/** Both files against the line on which a probability is exactly what is found; a dot is as large as its pairs are many. */
function picture(): string {
  const [side, left, top] = [480, 70, 50];
  const [x, y] = [(share: number) => left + share * side, (share: number) => top + (1 - share) * side];
  const colours = ['#8c2f39', '#2f5d8c'];
  const ticks = Array.from({ length: 6 }, (_, tick) => tick / 5);
  const label = (text: string, at: string, more = '') => `<text ${at} ${more}>${text}</text>`;
  const lines = curves.map(({ name, bins, error }, index) => {
    const colour = colours[index] ?? '#444444';
    const path = bins.map(({ predicted, found }) => `${x(predicted)},${y(found)}`).join(' ');
    const dots = bins.map(
      ({ predicted, found, pairs }) =>
        `<circle cx="${x(predicted)}" cy="${y(found)}" r="${3 + Math.log10(pairs)}" fill="${colour}"/>`,
    );
    const legend = y(0.93 - index * 0.06);
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...dots,
      `<circle cx="${x(0.04)}" cy="${legend - 5}" r="6" fill="${colour}"/>`,
      label(`${name}: ${(100 * error).toFixed(1)} points off on average`, `x="${x(0.07)}" y="${legend}"`),
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="610" viewBox="0 0 620 610" font-family="sans-serif" font-size="14" fill="#222222">
<rect width="620" height="610" fill="#ffffff"/>
${label('What was predicted of pairs, and how many were one person', `x="${left}" y="30"`, 'font-size="18"')}
${ticks.map((tick) => `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" stroke="#e4e0d8"/>`).join('\n')}
${ticks.map((tick) => label(tick.toFixed(1), `x="${x(tick)}" y="${y(0) + 22}"`, 'text-anchor="middle"') + label(tick.toFixed(1), `x="${left - 10}" y="${y(tick) + 5}"`, 'text-anchor="end"')).join('\n')}
<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#999999" stroke-dasharray="6 6"/>
${lines.join('\n')}
${label('predicted', `x="${x(0.5)}" y="${y(0) + 48}"`, 'text-anchor="middle"')}
${label('found', `x="22" y="${y(0.5)}"`, `text-anchor="middle" transform="rotate(-90 22 ${y(0.5)})"`)}
</svg>
`;
}
