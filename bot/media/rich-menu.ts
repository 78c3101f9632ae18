import { knotPaths } from '../../liff/knot.ts';
import { paint } from '../messages/flex.ts';
import type { Words } from '../words/ja.ts';

// Low enough that a small phone still shows a message above it, high enough that every cell is a good target.
export const richMenuSize = { width: 2500, height: 1080 } as const;
const [columns, rows] = [3, 2];

type Place = 'points' | 'history' | 'card' | 'join' | 'recommend' | 'help';
/** What lies where on the menu, row by row. Each says its word when pressed. */
export const richMenuPlaces: Place[] = ['points', 'history', 'card', 'join', 'recommend', 'help'];

/** The rich menu as LINE wants it described; its picture is `richMenuPicture`. */
export function richMenu(words: Words) {
  const [width, height] = [Math.floor(richMenuSize.width / columns), richMenuSize.height / rows];
  return {
    size: richMenuSize,
    selected: true,
    name: `musubi-${words.code}`,
    chatBarText: words.menuBar,
    areas: richMenuPlaces.map((place, i) => ({
      bounds: { x: (i % columns) * width, y: Math.floor(i / columns) * height, width, height },
      action: { type: 'message' as const, label: words.menu[place], text: words.menu[place] },
    })),
  };
}

/** The picture of the rich menu, 2500 × 1080: line icons in the accent, two to five letters below. */
export function richMenuPicture(words: Words): string {
  const { width, height } = richMenuSize;
  const [w, h] = [width / columns, height / rows];
  const cells = richMenuPlaces.map((place, i) => {
    const [x, y] = [(i % columns) * w + w / 2, Math.floor(i / columns) * h];
    return `<g transform="translate(${x - 102} ${y + 84}) scale(8.5)" fill="none" stroke="${paint.shu}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${icons[place]}</g>
<text x="${x}" y="${y + 424}" font-family="Noto Sans JP" font-weight="500" font-size="100" text-anchor="middle" fill="${paint.ink}">${words.menu[place]}</text>`;
  });
  const rules = `<path d="M${w} 0V${height}M${2 * w} 0V${height}M0 ${h}H${width}" stroke="${paint.line}" stroke-width="4"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="${paint.paper}"/>${rules}${cells.join('')}</svg>`;
}

const bars = [6, 8.5, 10.5, 13, 15, 17.5].map((x, i) => `M${x} 8.5v${i % 2 ? 7 : 7}`).join('');
const knot = knotPaths('down', 1.3);

/** On a grid of 24, one line of 1.5, round ends. */
const icons: Record<Place, string> = {
  points: '<circle cx="12" cy="12" r="9"/><path d="M10 16.5v-9h3a2.7 2.7 0 0 1 0 5.4h-3"/>',
  history: '<path d="M6 3h11a2 2 0 0 1 2 2v16H8a2 2 0 0 1-2-2zM6 3v16M10 8h6M10 12h6"/>',
  card: `<rect x="2.5" y="4.5" width="19" height="15" rx="2.5"/><path d="${bars}"/>`,
  join: `<g transform="translate(12 12) scale(.98)" stroke-width="1.5"><path d="${knot.left}${knot.right}"/></g>`,
  recommend: '<path d="M20 4c-9 0-15 4-15 10.500c0 3 2 5.500 5 5.500c6.500 0 10-7 10-16zM4 21c2-6 6-10 11-12"/>',
  help: '<path d="M4 4h16v13h-9l-4 4v-4H4zM8 9h8M8 12.500h5"/>',
};
