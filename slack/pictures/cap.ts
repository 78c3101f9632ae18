import { type Gauge, gaugeParts } from './gauge.ts';
import { box, colours, fitted, picture, text, widthOf } from './svg.ts';

/** One way things may go: from so many persons now, the cap is reached after so many days, most likely between two others. */
export type CapRow = {
  kind: 'asIs' | 'cleaned';
  name: string;
  when: string;
  from: number;
  expected: number;
  earliest: number;
  latest: number | null;
};

/** How full the shop is and what is to come, with its words. `span` is how many days the chart shows. */
export type CapPicture = {
  alt: string;
  title: string;
  gauge: Omit<Gauge, 'alt'>;
  rows: CapRow[];
  span: number;
  cap: number;
  limit: string;
  start: string[];
  note: string;
  /** `ofYear` counts from 0. */
  months: { days: number; ofYear: number; label: string }[];
};

const width = 800;
const [left, right] = [176, 764];
const gaugeTop = 64;
const rowsTop = 262;
const rowHeight = 50;
const chartHeight = 130;
const looks = {
  asIs: { fill: colours.ink, dash: '' },
  cleaned: { fill: colours.ai, dash: ' stroke-dasharray="9 6"' },
};

/** A gauge above, and below it when each way reaches the cap: told by a mark, a bar of eight times in ten, and a line from today. */
export function drawCap({ alt, title, gauge, rows, span, cap, limit, start, note, months }: CapPicture): string {
  const top = rowsTop + rows.length * rowHeight + 14;
  const ground = top + chartHeight;
  const height = rows.length > 0 ? ground + 72 : rowsTop - 18;
  const x = (days: number) => left + (Math.min(days, span) / span) * (right - left);
  const lowest = Math.min(cap, ...rows.map(({ from }) => from));
  const y = (persons: number) => top + ((cap - persons) / Math.max(1, cap - lowest)) * (chartHeight - 24);
  const chart = [
    box(left, top - 1, right - left, 2, `fill="${colours.shu}"`),
    text(32, top + 6, fitted(limit, 17, left - 44), { fill: colours.shuInk, weight: 700 }),
    `<path d="M${left} ${ground}H${right}" stroke="${colours.lineStrong}" stroke-width="2"/>`,
    ...monthTicks(months, x, ground),
    ...rows.flatMap((row, index) => [
      ...path(row, { x, y, top, row: rowsTop + index * rowHeight }),
      ...(index === 0 || y(row.from) - y(rows[0]?.from ?? 0) > 21
        ? [text(32, y(row.from) + 6, start[index] ?? '', { fill: looks[row.kind].fill })]
        : []),
    ]),
    text(32, ground + 56, note, { fill: colours.ink2 }),
  ];
  return picture(width, height, alt, [
    text(32, 50, fitted(title, 26, width - 64), { size: 26, weight: 700 }),
    `<g transform="translate(0 ${gaugeTop})">${gaugeParts(gauge).join('\n')}</g>`,
    ...(rows.length > 0 ? chart : []),
  ]);
}

type Place = { x: (days: number) => number; y: (persons: number) => number; top: number; row: number };

/** Name, bar, mark and date in a row of its own; from the mark a dotted line down to where its line meets the cap. */
function path({ kind, name, when, from, expected, earliest, latest }: CapRow, { x, y, top, row }: Place): string[] {
  const { fill, dash } = looks[kind];
  const [at, bar] = [x(expected), row + 30];
  const end = latest === null ? right : x(latest);
  const half = widthOf(when, 17) / 2;
  const middle = Math.min(Math.max(at, left + half), right - half);
  const marked =
    kind === 'asIs'
      ? `<circle cx="${at}" cy="${bar}" r="7" fill="${fill}"/>`
      : box(at - 6.5, bar - 6.5, 13, 13, `fill="${fill}"`);
  return [
    text(32, bar + 6, fitted(name, 17, left - 44), { fill, weight: 700 }),
    box(x(earliest), bar - 5, Math.max(4, end - x(earliest)), 10, `rx="5" fill="${colours.sand}"`),
    marked,
    text(middle, bar - 13, when, { anchor: 'middle', weight: 700, fill }),
    `<path d="M${at} ${bar + 8}V${top}" stroke="${fill}" stroke-width="1.5" stroke-dasharray="2 4"/>`,
    `<path d="M${left} ${y(from)}L${at} ${top}" stroke="${fill}" stroke-width="3" fill="none"${dash}/>`,
  ];
}

/** As many names of months as stand clear of one another, January always among them. */
function monthTicks(months: CapPicture['months'], x: (days: number) => number, ground: number): string[] {
  const [first, second] = months;
  const apart = first && second ? x(second.days) - x(first.days) : right - left;
  const every = [1, 3, 6].find((step) => step * apart >= nameWidth) ?? 12;
  return months.flatMap(({ days, ofYear, label }) => {
    const at = x(days);
    const tick = box(at - 1, ground, 2, 6, `fill="${colours.lineStrong}"`);
    const clear = at + widthOf(label, 17) / 2 < width - 8;
    if (!clear || ofYear % every !== 0) return [tick];
    return [tick, text(at, ground + 27, label, { anchor: 'middle', fill: colours.ink2 })];
  });
}

const nameWidth = 76;
