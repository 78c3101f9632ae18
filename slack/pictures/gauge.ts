import { box, colours, picture, text, widthOf } from './svg.ts';

/** Persons against the number the shop may hold, with its words. Shares are 0–1. */
export type Gauge = {
  alt: string;
  persons: string;
  unit: string;
  left: string;
  note: string;
  share: number;
  marks: number[];
};

const [width, height] = [800, 176];
const [start, length] = [32, 736];

/** One bar: how much of the allowance is used, with marks where it begins to matter. The last mark passed is red. */
export function drawGauge(gauge: Gauge): string {
  return picture(width, height, gauge.alt, gaugeParts(gauge));
}

/** The parts of the bar, for a picture that holds more; they take the width of 800 and 176 in height. */
export function gaugeParts({ persons, unit, left, note, share, marks }: Omit<Gauge, 'alt'>): string[] {
  const used = Math.min(Math.max(share, 0), 1) * length;
  const passed = marks.filter((mark) => share >= mark).at(-1);
  const at = (mark: number) => start + mark * length;
  return [
    text(start, 66, persons, { size: 44, weight: 700 }),
    text(start + widthOf(persons, 44) + 10, 66, unit, { size: 20, fill: colours.ink2 }),
    text(start + length, 64, left, {
      size: 20,
      weight: 700,
      anchor: 'end',
      fill: passed ? colours.shuInk : colours.ink,
    }),
    box(start, 90, length, 20, `rx="10" fill="${colours.line}"`),
    box(start, 90, Math.max(used, 20), 20, `rx="10" fill="${colours.ink}"`),
    passed ? box(at(passed) - 1.5, 90, 3, 20, `fill="${colours.shu}"`) : '',
    ...[...marks, 1].flatMap((mark) => [
      box(at(mark) - (mark === 1 ? 2 : 1), 116, 2, 7, `fill="${colours.lineStrong}"`),
      text(mark === 1 ? start + length : at(mark), 147, `${Math.round(mark * 100)}%`, {
        anchor: mark === 1 ? 'end' : 'middle',
        weight: mark === passed ? 700 : 400,
        fill: mark === passed ? colours.shuInk : colours.ink2,
      }),
    ]),
    text(start, 147, note, { fill: colours.ink2 }),
  ];
}
