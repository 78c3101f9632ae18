import { inject } from 'vitest';

/** How many rounds a heavy test runs: `rounds` as they are, ten times as many under `--full`, times `SCALE` in either case. */
export function scaled(rounds: number): number {
  return Math.max(1, Math.ceil(rounds * inject('scale')));
}

/** `normal` rounds, or `full` under `--full`: for what must reach a figure there that would cost too much in every run. */
export function normalOrFull(normal: number, full: number): number {
  const scale = inject('scale');
  return Math.max(1, Math.ceil(scale >= 10 ? (full * scale) / 10 : normal * scale));
}
