import type { Forecast } from '../core/cap/forecast.ts';
import type { CapOutlook } from '../core/cap/outlook.ts';
import type { PictureSpec, Reach } from './pictures/link.ts';
import { civilDay } from './words/dates.ts';
import type { Words } from './words/words.ts';

/** Beyond this a date would pretend to know. */
const farDays = 3 * 365;
const dayMs = 86_400_000;

/** A forecast in whole days, as sentences and pictures use it. */
export function reachOf(forecast: Forecast): Reach {
  if (forecast.kind !== 'days') return forecast.kind;
  const { expected, earliest, latest } = forecast;
  if (expected > farDays) return 'far';
  const shown = latest !== null && latest <= farDays ? Math.round(latest) : null;
  return { expected: Math.round(expected), earliest: Math.round(earliest), latest: shown };
}

/** What joining the likely duplicates is expected to save, in whole persons. */
export function savedOf({ cleaning }: CapOutlook): number {
  return Math.round(cleaning.saved);
}

/** When the cap is reached, as it is and once joined: mrkdwn sentences, and the small print of how wide that is and what it rests on. */
export function outlookSentences(
  outlook: CapOutlook,
  now: Date,
  { cap: w }: Words,
): { said: string[]; small: string[] } {
  const { asIs, cleaned, cleaning, growth, count } = outlook;
  if (asIs === null || cleaned === null) return { said: [w.noCap], small: [] };
  const saved = savedOf(outlook);
  const when = (days: number) => w.about(new Date(now.getTime() + days * dayMs), now);
  const [reach, later] = [reachOf(asIs), reachOf(cleaned)];
  const first = typeof reach === 'string' ? w[reach] : w.asIs(when(reach.expected));
  const room = saved < 1 ? [] : [cleanedSentence(later, reach, { pairs: cleaning.pairs, saved }, when, w)];
  if (typeof reach === 'string') {
    const basis = reach === 'far' ? [w.basis(growth.weeks, growth.perWeek)] : [];
    return { said: [first, ...room], small: [...basis, ...neverRefused(count.cap, w)] };
  }
  const width =
    reach.latest === null ? w.widthOpen(when(reach.earliest)) : w.width(when(reach.earliest), when(reach.latest));
  const small = [width, w.basis(growth.weeks, growth.perWeek), ...neverRefused(count.cap, w)];
  return { said: [first, ...room], small };
}

function cleanedSentence(
  later: Reach,
  asIs: Reach,
  { pairs, saved }: { pairs: number; saved: number },
  when: (days: number) => string,
  w: Words['cap'],
): string {
  if (typeof asIs === 'string' || later === 'reached') return w.saves(pairs, saved);
  if (later === 'far') return w.cleanedFar(pairs, saved);
  return typeof later === 'string' ? w.saves(pairs, saved) : w.cleaned(pairs, saved, when(later.expected));
}

function neverRefused(cap: number | null, w: Words['cap']): string[] {
  return cap === null ? [] : [w.never];
}

/** What the picture of the outlook is drawn from; undefined without a cap. */
export function capSpec(
  outlook: CapOutlook,
  day: string,
  language: Words['language'],
): Extract<PictureSpec, { kind: 'cap' }> | undefined {
  const { count, asIs, cleaned } = outlook;
  const { persons, accounts, cap } = count;
  if (cap === null || asIs === null || cleaned === null) return undefined;
  const saved = savedOf(outlook);
  const later = saved < 1 ? null : reachOf(cleaned);
  return { kind: 'cap', persons, accounts, cap, day, asIs: reachOf(asIs), cleaned: later, saved, language };
}

/** The instant so many days after the day of a picture. */
export function afterDays(day: string, days: number): Date {
  return new Date(civilDay(day).getTime() + days * dayMs);
}
