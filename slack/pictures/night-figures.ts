import { binCount, binsPerNine, ninesOf } from '../../core/duplicates/certainty.ts';
import type { DetectRun } from '../../core/duplicates/runs.ts';
import type { Words } from '../words/words.ts';
import type { PictureSpec } from './link.ts';
import type { NightPicture } from './night.ts';

type Spec = Extract<PictureSpec, { kind: 'night' }>;

/** What the picture of a look is drawn from; undefined where there is no pair to draw. */
export function nightSpec({ certainty, households }: DetectRun, language: Words['language']): Spec | undefined {
  const { merged, waiting, sure, automatic, review } = certainty ?? {};
  if (!merged || !waiting || sure === undefined || automatic === undefined || review === undefined) return undefined;
  if (sum(merged) + sum(waiting) === 0) return undefined;
  return { kind: 'night', merged, waiting, sure, automatic, review, households, language };
}

/** How certain the pairs of a look were, in words. */
export function nightPictureOf(
  { merged, waiting, sure, automatic, review, households }: Spec,
  words: Words,
): NightPicture {
  const { picture: w } = words.nightly;
  const [done, open] = [sum(merged), sum(waiting)];
  const title = w.title(done, open);
  const line = Math.floor(ninesOf(automatic) * binsPerNine + 1e-6);
  const from = automatic < 1 ? { bin: line, label: w.from(percentDown(automatic)) } : null;
  const edges = [review, ...nines];
  const notes = [...(from && sure > 0 ? [w.surer(sure)] : []), ...(households > 0 ? [w.households(households)] : [])];
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
    waiting: { name: w.waiting(open), bins: from ? besideLine(waiting, open - sure, line) : waiting },
    from,
    ticks: edges.map((at) => ({ at, label: `${percentDown(at)}%` })),
    notes: [w.scale, ...notes],
  };
}

/** The line lies at the edge of a bin; of those in it, whoever is not sure stands on the other side. */
function besideLine(waiting: number[], unsure: number, line: number): number[] {
  const below = Math.min(waiting[line] ?? 0, Math.max(0, unsure - sum(waiting.slice(0, line))));
  return waiting.map((count, bin) => count + (bin === line - 1 ? below : 0) - (bin === line ? below : 0));
}

const nines = [0.9, 0.99, 0.999, 0.9999];
const sum = (bins: number[]) => bins.slice(0, binCount).reduce((total, count) => total + count, 0);

/** Never rounded up: nothing is wholly certain. */
function percentDown(probability: number): string {
  return String(Math.floor(probability * 10_000 + 1e-6) / 100);
}
