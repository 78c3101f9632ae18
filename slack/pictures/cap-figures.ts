import { afterDays } from '../cap.ts';
import { civilDay } from '../words/dates.ts';
import type { Words } from '../words/words.ts';
import type { CapPicture, CapRow } from './cap.ts';
import { gaugeOf } from './home-figures.ts';
import type { PictureSpec, Reach } from './link.ts';

type Spec = Extract<PictureSpec, { kind: 'cap' }>;

const daysLeast = 56;
const monthsMost = 40;

/** The gauge and the forecast of the cap, in words. */
export function capPictureOf(spec: Spec, words: Words): CapPicture {
  const { persons, cap, day, asIs, cleaned, saved } = spec;
  const { cap: w } = words;
  const at = (days: number) => w.about(afterDays(day, days), civilDay(day));
  const title = typeof asIs === 'string' ? w.picture.titleOf[asIs] : w.picture.title(at(asIs.expected));
  const row = (kind: CapRow['kind'], reach: Reach | null, from: number): CapRow[] =>
    reach === null || typeof reach === 'string'
      ? []
      : [{ kind, ...reach, from, name: w.picture[kind], when: w.picture.about(at(reach.expected)) }];
  const rows = [...row('asIs', asIs, persons), ...row('cleaned', cleaned, persons - saved)];
  const span = Math.max(daysLeast, ...rows.flatMap(({ expected, latest }) => [expected, latest ?? 0])) * 1.06;
  const gauge = gaugeOf(spec, words);
  const widths = rows.map(({ name, when, earliest, latest }) => {
    const width = latest === null ? w.widthOpen(at(earliest)) : w.width(at(earliest), at(latest));
    return w.picture.way(name, when, width);
  });
  return {
    alt: w.picture.alt([title, gauge.alt, ...widths]),
    title,
    gauge,
    rows: typeof asIs === 'string' ? [] : rows,
    span,
    cap,
    limit: w.picture.limit(cap),
    start: rows.map(({ from, kind }) => (kind === 'asIs' ? w.picture.now(from) : w.picture.persons(from))),
    note: w.picture.note,
    months: monthsWithin(day, span, w),
  };
}

/** The first of each month within the span, in days from the day of the picture, and what it is called. */
function monthsWithin(day: string, span: number, w: Words['cap']): CapPicture['months'] {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return Array.from({ length: monthsMost }, (_, index) => {
    const first = new Date(Date.UTC(year, month + index, 1));
    const days = Math.round((first.getTime() - Date.parse(`${day}T00:00:00Z`)) / 86_400_000);
    const ofYear = first.getUTCMonth();
    const label = w.picture.month(ofYear + 1, ofYear === 0 ? first.getUTCFullYear() : null);
    return { days, ofYear, label };
  }).filter(({ days }) => days <= span);
}
