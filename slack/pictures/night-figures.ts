import { binCount, binsPerNine } from '../../core/duplicates/certainty.ts';
import type { DetectRun } from '../../core/duplicates/runs.ts';
import type { Words } from '../words/words.ts';
import type { PictureSpec } from './link.ts';
import type { NightPicture } from './night.ts';

type Spec = Extract<PictureSpec, { kind: 'night' }>;

/** What the picture of a look is drawn from; undefined where there is no pair to draw. */
export function nightSpec({ certainty, households }: DetectRun, language: Words['language']): Spec | undefined {
  const { merged, waiting, automatic, review } = certainty ?? {};
  if (!merged || !waiting || automatic === undefined || review === undefined) return undefined;
  if (sum(merged) + sum(waiting) === 0) return undefined;
  return { kind: 'night', merged, waiting, automatic, review, households, language };
}

/** How certain the pairs of a look were, in words. */
export function nightPictureOf({ merged, waiting, automatic, review, households }: Spec, words: Words): NightPicture {
  const { picture: w } = words.nightly;
  const [done, open] = [sum(merged), sum(waiting)];
  const title = w.title(done, open);
  const from = automatic < 1 ? { at: automatic, label: w.from(percentDown(automatic)) } : null;
  const edges = [review, ...nines];
  const surer = waiting.some((count, bin) => count > 0 && 1 - 10 ** -(bin / binsPerNine) >= automatic);
  const notes = [...(surer ? [w.surer] : []), ...(households > 0 ? [w.households(households)] : [])];
  const steps = edges.flatMap((least, step) => {
    const of = (bins: number[]) => sum(bins.slice(step * binsPerNine, (step + 1) * binsPerNine));
    const [joined, asked] = [of(merged), of(waiting)];
    const most = edges[step + 1];
    if (joined + asked === 0) return [];
    return [w.step(percentDown(least), most === undefined ? undefined : percentDown(most), joined, asked)];
  });
  return {
    alt: words.cap.picture.alt([title, ...(from ? [from.label] : []), ...steps, ...notes]),
    title,
    merged: { name: w.merged(done), bins: merged },
    waiting: { name: w.waiting(open), bins: waiting },
    from,
    ticks: edges.map((at) => ({ at, label: `${percentDown(at)}%` })),
    notes: [w.scale, ...notes],
  };
}

const nines = [0.9, 0.99, 0.999, 0.9999];
const sum = (bins: number[]) => bins.slice(0, binCount).reduce((total, count) => total + count, 0);

/** Never rounded up: nothing is wholly certain. */
function percentDown(probability: number): string {
  return String(Math.floor(probability * 10_000 + 1e-6) / 100);
}
