import { Hono } from 'hono';
import { barcodeSvg } from '../../liff/barcode.ts';
import { slackPicture } from '../../slack/pictures/draw.ts';
import type { Deps } from '../deps.ts';
import { numberOfBarcode } from '../messages/links.ts';
import { wordsIn } from '../words/words.ts';
import { goodsPicture } from './goods.ts';
import { knotPicture } from './knot.ts';
import { initialPicture, owlPicture } from './marks.ts';
import { richMenuPicture, richMenuSize } from './rich-menu.ts';

const dayForEver = 'public, max-age=86400';
const notKept = 'no-store';
const barcodePxMax = 1_000;

/** The pictures that messages and Slack cards show. LINE and Slack fetch them without a word about who will look. */
export function mediaRoutes({ config, db, now, pictures }: Deps) {
  const png = async (key: string, svg: () => string | Promise<string>, widthPx: number, cache = dayForEver) =>
    new Response(await pictures.png(key, svg, widthPx), {
      headers: { 'content-type': 'image/png', 'cache-control': cache },
    });
  const svg = (source: string, cache = dayForEver) =>
    new Response(source, { headers: { 'content-type': 'image/svg+xml', 'cache-control': cache } });

  return new Hono()
    .get('/knot.png', () => png('knot', knotPicture, 1000))
    .get('/knot.svg', () => svg(knotPicture()))
    .get('/owl.png', () => png('owl', owlPicture, 512))
    .get('/goods/:file{[a-z0-9_-]{1,60}\\.(png|svg)}', (c) => {
      const [name = '', kind] = c.req.param('file').split('.');
      return kind === 'svg' ? svg(goodsPicture(name)) : png(`goods/${name}`, () => goodsPicture(name), 800);
    })
    .get('/initial/:file{[0-9a-f-]{1,40}\\.png}', (c) => {
      const name = c.req.param('file').replace('.png', '');
      const letters = name
        .split('-')
        .slice(0, 4)
        .map((code) => Number.parseInt(code || '3f', 16));
      if (letters.some((code) => !(code <= 0x10ffff))) return c.notFound();
      return png(`initial/${name}`, () => initialPicture(String.fromCodePoint(...letters).toWellFormed()), 192);
    })
    .get('/rich-menu/:file{(?:ja|en)\\.png}', (c) => {
      const language = c.req.param('file') === 'en.png' ? 'en' : 'ja';
      return png(`rich-menu/${language}`, () => richMenuPicture(wordsIn(language)), richMenuSize.width);
    })
    .get('/barcode/:file', (c) => {
      const number = numberOfBarcode(config.secret, c.req.param('file'));
      if (!number) return c.notFound();
      const drawn = onWhite(barcodeSvg(number));
      if (c.req.param('file').endsWith('.svg')) return svg(drawn, notKept);
      return png(`barcode/${number}`, () => drawn, wholeModules(drawn, barcodePxMax), notKept);
    })
    .get('/slack/:file', async (c) => {
      const source = await slackPicture(db, now(), config.secret, c.req.param('file'));
      return source ? png(`slack/${c.req.param('file')}`, () => source, 800, notKept) : c.notFound();
    });
}

/** The quiet zone and the ground of a barcode stay white wherever it is shown. */
function onWhite(barcode: string): string {
  return barcode.replace(/(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="#FFFFFF"/>');
}

/** The widest picture up to `widthMax` in which every module is a whole number of pixels: half ones blur. */
function wholeModules(barcode: string, widthMax: number): number {
  const modules = Number(/viewBox="0 0 (\d+)/.exec(barcode)?.[1] ?? widthMax);
  return modules * Math.max(1, Math.floor(widthMax / modules));
}
