import { type Reason, reasonsOf } from '../../core/duplicates/evidence.ts';
import type { Model } from '../../core/duplicates/model.ts';
import type { Table } from '../../core/duplicates/table.ts';
import type { DuplicatesWords } from '../words/duplicates.ja.ts';

/** Why two rows are thought to be one person, and what speaks against it, each strongest first. */
export type Reasons = { agree: string[]; differ: string[] };

const agreeMost = 3;
const differMost = 2;
/** Below this many bits a reason tells nobody anything. */
const leastBits = 0.5;

/** The reasons of a pair in words; the parts of an address speak as one. */
export function reasonsInWords(
  words: DuplicatesWords,
  table: Table,
  model: Model,
  one: number,
  other: number,
): Reasons {
  const reasons = addressAsOne(reasonsOf(table, model, one, other)).filter(
    ({ weight }) => Math.abs(weight) > leastBits,
  );
  const said = (chosen: Reason[]) => [...new Set(chosen.map((reason) => phraseOf(words, reason)))];
  return {
    agree: said(reasons.filter(({ weight }) => weight > 0)).slice(0, agreeMost),
    differ: said(reasons.filter(({ weight }) => weight < 0)).slice(0, differMost),
  };
}

/** The same in one line. */
export function reasonLine({ reasons: { between } }: DuplicatesWords, { agree, differ }: Reasons): string {
  return [...agree, ...differ].join(between);
}

/** Town, numbers and room as one reason: the same if town and numbers are, near if only the town is. The postal code says that once more. */
function addressAsOne(reasons: Reason[]): Reason[] {
  const parts = reasons.filter(({ feature }) => ['town', 'numbers', 'room'].includes(feature));
  if (parts.length === 0) return reasons;
  const differs = (feature: string) => parts.some((part) => part.feature === feature && part.level === 'differs');
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const level = differs('town') ? 'differs' : differs('numbers') ? 'alike' : 'same';
  const address = { feature: 'address', level, weight: level === 'differs' ? -Math.abs(weight) : weight, rare: false };
  const others = reasons.filter((reason) => !parts.includes(reason) && reason.feature !== 'postal');
  return [...others, address].sort((x, y) => Math.abs(y.weight) - Math.abs(x.weight));
}

function phraseOf({ reasons }: DuplicatesWords, { feature, level, rare }: Reason): string {
  const known = (reasons as unknown as Record<string, Record<string, (rare: string) => string>>)[feature];
  const said = known?.[level]?.(rare ? reasons.rare : '');
  return said ?? (reasons.other as Record<string, (column: string) => string>)[level]?.(feature) ?? feature;
}
