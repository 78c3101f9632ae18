import type { Link } from '../../core/duplicates/groups.ts';
import type { Zoned } from '../../core/duplicates/zoned.ts';
import type { Reading } from './columns.ts';
import { type Masked, maskedRow } from './masked.ts';
import type { Reasons } from './reasons.ts';
import type { Example } from './report.ts';
import { type CsvFile, rowsOf } from './rows.ts';

/** How many examples of each kind are shown, and about how many pairs are looked at for them. */
const shown = { automatic: 2, review: 4, household: 2 };
const lookedAt = 300;

type Picked = Omit<Example, 'one' | 'other'> & { link: Link };

/**
 * Pairs that show what was found: of each zone, from its surest pair to its least sure, those whose reasons differ from each other; first those in which
 * something differs, because nobody would have found them by sorting. `links` come as they stand in the list that is written.
 */
export function pickExamples(
  links: Zoned[],
  households: Link[],
  listed: number,
  reasonsOf: (link: Link) => Reasons,
): Picked[] {
  const picked = (pairs: { link: Link; row?: number }[], most: number, household: boolean): Picked[] => {
    const step = Math.max(1, Math.floor(pairs.length / lookedAt));
    const told = pairs
      .filter((_, index) => index % step === 0)
      .map((pair) => ({ ...pair, reasons: reasonsOf(pair.link) }));
    const distinct = [...Map.groupBy(told, ({ reasons }) => JSON.stringify(reasons)).values()].flatMap((same) =>
      same.slice(0, 1),
    );
    return distinct
      .sort((x, y) => Number(y.reasons.differ.length > 0) - Number(x.reasons.differ.length > 0))
      .slice(0, most)
      .map(({ link, row, reasons }) => ({ same: link.same, household, ...(row && { row }), link, reasons }));
  };
  const numbered = links.map((link, index) => ({ link, zone: link.zone, ...(index < listed && { row: index + 2 }) }));
  const of = (zone: Zoned['zone']) => numbered.filter((pair) => pair.zone === zone);
  return [
    ...picked(of('automatic'), shown.automatic, false),
    ...picked(of('review'), shown.review, false),
    ...picked(
      households.map((link) => ({ link })),
      shown.household,
      true,
    ),
  ];
}

/** The examples as they are shown: their rows are read from the file once more, and masked. */
export async function maskedExamples(csv: CsvFile, reading: Reading, picked: Picked[]): Promise<Example[]> {
  const wanted = new Set(picked.flatMap(({ link }) => [link.one, link.other]));
  const masked = new Map<number, Masked>();
  let row = 0;
  for await (const { cells } of rowsOf(csv)) {
    if (masked.size === wanted.size) break;
    if (wanted.has(row)) masked.set(row, maskedRow(reading, reading.prepare(cells)));
    row++;
  }
  const nobody: Masked = { name: '', phoneTail: '', birthYear: '' };
  return picked.map(({ link, ...example }) => ({
    ...example,
    one: masked.get(link.one) ?? nobody,
    other: masked.get(link.other) ?? nobody,
  }));
}
