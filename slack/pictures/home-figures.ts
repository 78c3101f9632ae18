import { civilDay } from '../words/dates.ts';
import type { Words } from '../words/words.ts';
import type { DryRunBars } from './dry-run.ts';
import type { Gauge } from './gauge.ts';
import type { WeekBars } from './weeks.ts';

export type CountFigures = { persons: number; accounts: number; cap: number };

const marks = [0.8, 0.9];

/** The gauge of persons against the cap, in words. */
export function gaugeOf({ persons, accounts, cap }: CountFigures, { home }: Words): Gauge {
  return {
    alt: home.gaugeAlt(persons, cap, accounts),
    persons: home.persons(persons),
    unit: home.ofCap(cap),
    left: home.left(cap - persons),
    note: home.accounts(accounts),
    share: persons / cap,
    marks,
  };
}

/** The bars of the last weeks, in words. */
export function weekBarsOf(weeks: [string, number, number, number][], { home }: Words): WeekBars {
  const bars = weeks.map(([monday, ...parts]) => ({ label: home.weekLabel(monday), parts }));
  const said = bars
    .filter(({ parts }) => parts.some((part) => part > 0))
    .map(({ label, parts }) => home.weekAlt(label, ...parts));
  return { alt: home.weeksAlt(said), legend: home.weekLegend, note: home.weekNote, bars };
}

export type DryRunFigures = { month: string; total: [number, number]; rows: [string, number, number][] };

/** The bars of a dry run, in words: each store, or whatever has a name, as it was and as it would be. */
export function dryRunBarsOf({ month, total, rows }: DryRunFigures, words: Words): DryRunBars {
  const { dry } = words.programme;
  const title = dry.picture(words.month(civilDay(month)), ...total);
  const said = rows.map(([name, did, would]) => dry.row(name, did, would).replaceAll('*', ''));
  return {
    alt: [title, ...said].join(' '),
    title,
    legend: dry.legend,
    rows: rows.map(([label, did, would]) => ({ label, did, would })),
  };
}
