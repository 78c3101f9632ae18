import { binsPerNine, ninesMost, ninesOf } from '../../core/duplicates/certainty.ts';
import { box, colours, fitted, picture, text, widthOf } from './svg.ts';

/** One kind of pair: its name with its figure, and how many lie in each bin of certainty. */
export type NightSeries = { name: string; bins: number[] };

/** The pairs of a look by how certain they are, with its words. From the bin of `from` on pairs are sure, where any are. */
export type NightPicture = {
  alt: string;
  title: string;
  merged: NightSeries;
  waiting: NightSeries;
  from: { bin: number; label: string } | null;
  ticks: { at: number; label: string }[];
  notes: string[];
};

const width = 800;
const [left, right] = [32, 768];
const [top, ground] = [176, 350];
const binWidth = (right - left) / (binsPerNine * ninesMost + 1);
const size = 23;
/** Up to so many in a bin are drawn one by one. */
const singlyMost = 6;
const dot = 26;
const number = new Intl.NumberFormat('en-US');

const looks = {
  merged: { fill: colours.ink, stroke: colours.ink },
  waiting: { fill: colours.surface, stroke: colours.ai },
};

/** How certain the pairs of a look were: those that were merged are filled, those that wait are hollow; few are drawn as dots, many as bars. */
export function drawNight({ alt, title, merged, waiting, from, ticks, notes }: NightPicture): string {
  const stacks = merged.bins.map((count, bin): Stack => ({ merged: count, waiting: waiting.bins[bin] ?? 0 }));
  const most = Math.max(...stacks.map(both));
  const singly = most <= singlyMost;
  const unit = (ground - top - 34) / Math.max(1, most);
  return picture(width, ground + 62 + notes.length * 34, alt, [
    text(left, 52, fitted(title, 28, right - left), { size: 28, weight: 700 }),
    ...(from ? sureZone(from) : []),
    ...label('waiting', waiting, left, singly),
    ...label('merged', merged, 400, singly),
    ...stacks.flatMap((stack, bin) => (singly ? dots(stack, bin) : bar(stack, bin, unit, both(stack) === most))),
    `<path d="M${left} ${ground}H${right}" stroke="${colours.lineStrong}" stroke-width="2"/>`,
    ...ticks.flatMap(({ at, label }) => [
      box(x(at) - 1, ground, 2, 8, `fill="${colours.lineStrong}"`),
      text(x(at), ground + 34, label, { size, anchor: 'middle', fill: colours.ink2 }),
    ]),
    ...notes.map((note, index) =>
      text(left, ground + 74 + index * 34, fitted(note, 22, right - left), { size: 22, fill: colours.ink2 }),
    ),
  ]);
}

type Stack = { merged: number; waiting: number };
const both = ({ merged, waiting }: Stack) => merged + waiting;
const total = (bins: number[]) => bins.reduce((sum, count) => sum + count, 0);
const x = (probability: number) => left + ninesOf(probability) * binsPerNine * binWidth;

/** Where pairs are sure: a tinted ground, and at its edge from how much on. */
function sureZone({ bin, label }: { bin: number; label: string }): string[] {
  const edge = left + bin * binWidth;
  const toTheLeft = edge - left > widthOf(label, size) + 12;
  return [
    box(edge, top - 36, right - edge, ground - top + 36, `fill="${colours.side}"`),
    `<path d="M${edge} ${top - 36}V${ground}" stroke="${colours.ink2}" stroke-width="2" stroke-dasharray="6 5"/>`,
    text(edge + (toTheLeft ? -10 : 10), top - 14, label, {
      ...{ size, fill: colours.ink2 },
      anchor: toTheLeft ? 'end' : 'start',
    }),
  ];
}

function label(kind: keyof Stack, { name, bins }: NightSeries, at: number, singly: boolean): string[] {
  if (total(bins) === 0) return [];
  const { fill, stroke } = looks[kind];
  const sign = singly
    ? `<circle cx="${at + 10}" cy="95" r="8.5" fill="${fill}" stroke="${stroke}" stroke-width="3"/>`
    : box(at + 1.5, 86.5, 17, 17, `rx="3" fill="${fill}" stroke="${stroke}" stroke-width="3"`);
  return [sign, text(at + 30, 104, fitted(name, 24, 330), { size: 24, weight: 700 })];
}

function dots({ merged, waiting }: Stack, bin: number): string[] {
  return Array.from({ length: merged + waiting }, (_, index) => {
    const { fill, stroke } = looks[index < merged ? 'merged' : 'waiting'];
    const y = ground - 16 - index * dot;
    return `<circle cx="${middleOf(bin)}" cy="${y}" r="9.5" fill="${fill}" stroke="${stroke}" stroke-width="3"/>`;
  });
}

/** Merged from the ground up, waiting on top; whatever is there is seen. The highest bar says how many it is. */
function bar(stack: Stack, bin: number, unit: number, highest: boolean): string[] {
  const at = left + bin * binWidth + 3;
  let y = ground;
  const parts = (['merged', 'waiting'] as const).flatMap((kind) => {
    if (stack[kind] === 0) return [];
    const tall = Math.max(stack[kind] * unit, 5);
    y -= tall;
    const { fill, stroke } = looks[kind];
    return [box(at + 1, y + 1, binWidth - 8, tall - 2, `fill="${fill}" stroke="${stroke}" stroke-width="2"`)];
  });
  const said = number.format(both(stack));
  const half = widthOf(said, size) / 2;
  const middle = Math.min(middleOf(bin), right - half);
  return highest
    ? [...parts, text(middle, y - 8, said, { size, weight: 700, anchor: 'middle', halo: colours.paper })]
    : parts;
}

const middleOf = (bin: number) => left + (bin + 0.5) * binWidth;
