import { box, colours, fitted, picture, text, widthOf } from './svg.ts';

/** Two bars for each name: the points that were given, and those a draft would have given. */
export type DryRunBars = {
  alt: string;
  title: string;
  legend: [string, string];
  rows: { label: string; did: number; would: number }[];
};

const width = 800;
const [start, end] = [32, 768];
const labelWidth = 190;
const figureWidth = 120;
const rowHeight = 62;
const top = 112;
const number = new Intl.NumberFormat('en-US');

/** What was given in sand, what would be in ink, each with its figure. */
export function drawDryRun({ alt, title, legend, rows }: DryRunBars): string {
  const highest = Math.max(1, ...rows.flatMap(({ did, would }) => [did, would]));
  const from = start + labelWidth;
  const length = (points: number) => (points / highest) * (end - figureWidth - from);
  const bar = (y: number, points: number, fill: string, weight: 400 | 700) => [
    box(from, y, Math.max(length(points), 2), 20, `rx="4" fill="${fill}"`),
    text(from + length(points) + 10, y + 16, number.format(points), { weight }),
  ];
  return picture(width, top + rows.length * rowHeight + 20, alt, [
    text(start, 50, fitted(title, 22, end - start), { size: 22, weight: 700 }),
    box(from, 72, 17, 17, `rx="3" fill="${colours.sand}"`),
    text(from + 26, 86, legend[0], { fill: colours.ink2 }),
    box(from + 60 + widthOf(legend[0], 17), 72, 17, 17, `rx="3" fill="${colours.ink}"`),
    text(from + 86 + widthOf(legend[0], 17), 86, legend[1], { fill: colours.ink2 }),
    ...rows.flatMap(({ label, did, would }, index) => {
      const y = top + index * rowHeight;
      return [
        text(start, y + 28, fitted(label, 17, labelWidth - 16)),
        ...bar(y, did, colours.sand, 400),
        ...bar(y + 24, would, colours.ink, 700),
      ];
    }),
  ]);
}
