import { inject } from 'vitest';

/** How many rounds a heavy test runs: `rounds` as they are, ten times as many under `--full`, times `SCALE` in either case. */
export function scaled(rounds: number): number {
  return Math.max(1, Math.ceil(rounds * inject('scale')));
}
