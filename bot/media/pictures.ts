import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Draws SVG as PNG. Pictures that are asked for again are kept, as far as there is room. */
export type Pictures = {
  /** The picture `widthPx` wide. `key` names what it shows: the same key is drawn once. */
  png: (key: string, svg: () => string | Promise<string>, widthPx: number) => Promise<Uint8Array<ArrayBuffer>>;
};

/** Where the renderer and the letters come from: files on Node, modules of the bundle on Workers. */
export type PictureSource = {
  wasm: () => Promise<BufferSource | WebAssembly.Module>;
  fonts: () => Promise<Uint8Array[]>;
};

const keptMax = 200;
let started: Promise<void> | undefined;

/** Makes the pictures. The renderer is loaded when the first one is drawn, and once a process whatever calls for it. */
export function createPictures({ wasm, fonts }: PictureSource): Pictures {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  let letters: Promise<Uint8Array[]> | undefined;
  const draw = async (svg: string, widthPx: number) => {
    started ??= wasm().then((module) => initWasm(module));
    await started;
    letters ??= svg.includes('<text') ? fonts() : undefined;
    const fontBuffers = svg.includes('<text') ? await (letters ?? []) : [];
    const font = { fontBuffers, defaultFontFamily: 'Noto Sans JP', sansSerifFamily: 'Noto Sans JP' };
    const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: widthPx }, font });
    const image = drawing.render();
    const png = new Uint8Array(image.asPng());
    image.free();
    drawing.free();
    return png;
  };
  return {
    png: (key, svg, widthPx) => {
      const name = `${key}@${widthPx}`;
      const before = kept.get(name);
      if (before) return before;
      const drawn = Promise.resolve(svg()).then((source) => draw(source, widthPx));
      kept.set(name, drawn);
      drawn.catch(() => kept.delete(name));
      const [oldest] = kept.keys();
      if (kept.size > keptMax && oldest) kept.delete(oldest);
      return drawn;
    },
  };
}
