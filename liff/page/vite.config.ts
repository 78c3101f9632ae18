import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/liff/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx/dom' } },
  build: { outDir: here('../../dist/liff'), emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
});
