import type { Words } from '../words/words.ts';
import type { Gauge } from './gauge.ts';

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
