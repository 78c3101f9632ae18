import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/liff/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx/dom' } },
  build: {
    outDir: here('../../dist/liff'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // A file of its own, fetched beside ours: it changes when LINE changes it, and is measured apart.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'sdk', test: /@line[\\/]liff/ }] } } },
  },
});
