import { type SQL, sql } from 'drizzle-orm';

/** Certainty is counted in nines: 90 % is one, 99 % two, 99.99 % four; so many bins for each, and one for all that is surer. */
export const binsPerNine = 5;
export const ninesMost = 4;
export const binCount = binsPerNine * ninesMost + 1;

/** Where a probability lies, in nines. */
export function ninesOf(probability: number): number {
  return Math.min(ninesMost, Math.log10(1 / Math.max(1 - probability, 1e-12)));
}

/** The bin of a pair, in SQL; what lies on an edge belongs to the surer bin. */
export const binOf: SQL<number> = sql<number>`least(${sql.raw(String(binCount - 1))}, floor(-log(greatest(1 - p.probability, 1e-12)) * ${sql.raw(String(binsPerNine))} + 1e-6))::int`;

/** Rows of a bin and a number as a number for every bin. */
export function binned(rows: { bin: number; n: number }[]): number[] {
  return Array.from({ length: binCount }, (_, bin) => rows.find((row) => row.bin === bin)?.n ?? 0);
}
