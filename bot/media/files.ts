import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { PictureSource } from './pictures.ts';

const resolve = createRequire(import.meta.url).resolve;
const weights = ['400Regular/NotoSansJP_400Regular', '500Medium/NotoSansJP_500Medium', '700Bold/NotoSansJP_700Bold'];

/** The renderer and the Japanese letters out of the installed packages, for Node. */
export const filesOfNode: PictureSource = {
  wasm: async () => new Uint8Array(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm'))),
  fonts: () =>
    Promise.all(
      weights.map(
        async (weight) => new Uint8Array(await readFile(resolve(`@expo-google-fonts/noto-sans-jp/${weight}.ttf`))),
      ),
    ),
};
