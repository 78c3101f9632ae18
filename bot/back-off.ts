const firstMs = 1_000;
const mostMs = 15 * 60_000;

/** How long to wait after the n-th try (from 1) failed: doubling, at most a quarter of an hour, give or take a half. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const middle = Math.min(firstMs * 2 ** (attempt - 1), mostMs);
  return Math.round(middle * (0.5 + random()));
}
