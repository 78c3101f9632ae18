import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';

const seconds = 1000;

export default defineConfig({
  root: dirname(import.meta.dirname),
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/global-setup.ts',
    // One embedded database a worker, 350–650 MB each, and two processor cores where this is tested most.
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    provide: { scale: 1 },
    testTimeout: 60 * seconds,
    hookTimeout: 120 * seconds,
    teardownTimeout: 30 * seconds,
  },
});
