import { box, colours, picture, text, widthOf } from './svg.ts';

/** Stacked bars, one a week. `parts` are the sizes of each part from the ground up, in the order of `legend`. */
export type WeekBars = {
  alt: string;
  legend: [string, string, string];
  note: string;
  bars: { label: string; parts: number[] }[];
};

const [width, height] = [800, 330];
const ground = 268;
const [start, end] = [36, 764];
const barWidthMax = 38;
const gap = 3;

/** How many merges there were each week, by where they came from: told by fill, by frame and by the number above. */
export function drawWeeks({ alt, legend, note, bars }: WeekBars): string {
  const highest = Math.max(4, ...bars.map(({ parts }) => total(parts)));
  const unit = (ground - 104) / highest;
  const step = (end - start) / Math.max(bars.length, 1);
  const barWidth = Math.min(barWidthMax, step - 14);
  const every = Math.ceil((bars.length * 46) / (end - start));
  return picture(width, height, alt, [
    stripes,
    ...legendOf(legend),
    text(end, 46, note, { anchor: 'end', fill: colours.ink2 }),
    `<path d="M${start} ${ground + 1}H${end}" stroke="${colours.lineStrong}" stroke-width="2"/>`,
    ...bars.flatMap(({ label, parts }, index) => {
      const middle = start + step * (index + 0.5);
      const shown =
        index % every === 0 ? [text(middle, ground + 28, label, { anchor: 'middle', fill: colours.ink2 })] : [];
      return [...stack(middle - barWidth / 2, barWidth, parts, unit), ...shown];
    }),
  ]);
}

function stack(x: number, barWidth: number, parts: number[], unit: number): string[] {
  let top = ground;
  const boxes = parts.flatMap((part, index) => {
    if (part === 0) return [];
    const tall = Math.max(part * unit - gap, 3);
    top -= tall + gap;
    return [box(x, top, barWidth, tall, `rx="3" ${fills[index] ?? fills[0]}`)];
  });
  const count = total(parts);
  if (count === 0) return [];
  return [...boxes, text(x + barWidth / 2, top - 8, String(count), { anchor: 'middle', weight: 500 })];
}

function legendOf(words: [string, string, string]): string[] {
  let x = start;
  return words.flatMap((word, index) => {
    const at = x;
    x += 26 + widthOf(word, 17) + 28;
    return [box(at, 32, 17, 17, `rx="3" ${fills[index] ?? ''}`), text(at + 26, 46, word)];
  });
}

const total = (parts: number[]) => parts.reduce((sum, part) => sum + part, 0);

const fills = [
  `fill="${colours.ink}"`,
  `fill="${colours.ai}"`,
  `fill="url(#stripes)" stroke="${colours.ink2}" stroke-width="1.5"`,
];

const stripes = `<defs><pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="${colours.surface}"/><rect width="2" height="8" fill="${colours.ink2}"/></pattern></defs>`;
