import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `holds`, and says what it waited for when that does not come within `msMax`. */
export async function until(holds: () => unknown, msMax = 20_000): Promise<void> {
  const end = performance.now() + msMax;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${msMax} ms in vain until ${holds}`);
    await pause(20);
  }
}
