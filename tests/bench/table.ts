/** Prints rows as a table of aligned columns, then the same as one line of JSON, which programs read. */
export function report(title: string, rows: Record<string, string | number>[], result: Record<string, unknown>): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? '').length)));
  console.log(`\n${title}\n`);
  for (const line of cells) console.log(`  ${line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`);
  console.log(`\n${JSON.stringify(result)}`);
}

/** The value below which `share` of the sorted numbers lie (nearest rank). */
export function quantile(numbers: number[], share: number): number {
  const sorted = [...numbers].sort((x, y) => x - y);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle of some numbers. */
export function median(numbers: number[]): number {
  return quantile(numbers, 0.5);
}
