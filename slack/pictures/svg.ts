/** The shop's paper colours, as its pictures in Slack use them; Slack shows a picture alike in light and dark. */
export const colours = {
  paper: '#FAF7F1',
  surface: '#FFFFFF',
  side: '#EFE9DC',
  line: '#E4DDCF',
  lineStrong: '#968C7B',
  ink: '#25221D',
  ink2: '#565046',
  shu: '#C2391B',
  shuInk: '#A62E12',
  shuSoft: '#FBECE6',
  ai: '#1F5A8C',
  sand: '#D8CDB9',
} as const;

export type TextStyle = {
  size?: number;
  weight?: 400 | 500 | 700;
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
  halo?: string;
};

/** A whole picture on paper ground. `label` is what a reader who cannot see it is told. */
export function picture(width: number, height: number, label: string, parts: string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xml(label)}" font-family="'Noto Sans JP', 'Hiragino Sans', sans-serif">
<rect width="${width}" height="${height}" rx="16" fill="${colours.paper}"/>
${parts.join('\n')}
</svg>`;
}

/** One line of text; never below the 17 px that stay readable in Slack. */
export function text(x: number, y: number, words: string, style: TextStyle = {}): string {
  const { size = 17, weight = 400, fill = colours.ink, anchor = 'start', halo } = style;
  const ring = halo ? ` stroke="${halo}" stroke-width="5" paint-order="stroke" stroke-linejoin="round"` : '';
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${ring}>${xml(words)}</text>`;
}

/** A rectangle with the attributes given. */
export function box(x: number, y: number, width: number, height: number, attributes: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${attributes}/>`;
}

/** As much of `words` as fits `widthMax` at this size, ending in … where something was left out. */
export function fitted(words: string, size: number, widthMax: number): string {
  if (widthOf(words, size) <= widthMax) return words;
  let kept = '';
  for (const { segment } of new Intl.Segmenter('ja').segment(words)) {
    if (widthOf(`${kept}${segment}…`, size) > widthMax) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** About how wide a line is: Japanese letters are square, the others narrower (widths of Noto Sans JP). */
export function widthOf(words: string, size: number): number {
  return [...words].reduce((sum, letter) => sum + emsOf(letter), 0) * size;
}

function emsOf(letter: string): number {
  if (letter === ' ') return 0.24;
  if (letter === '•') return 0.38;
  if (/[｡-ﾟ]/.test(letter)) return 0.5;
  return /[!-~·]/.test(letter) ? 0.57 : 1;
}

/** Words set in lines no wider than `widthMax`, joined by `dot` within a line; what finds no room is left out after …. */
export function lines(parts: string[], dot: string, size: number, widthMax: number, linesMax: number): string[] {
  const set: string[] = [];
  for (const part of parts) {
    const longer = [set.at(-1), part].filter(Boolean).join(dot);
    if (set.length > 0 && widthOf(longer, size) <= widthMax) set[set.length - 1] = longer;
    else set.push(fitted(part, size, widthMax));
  }
  return set.length > linesMax ? [...set.slice(0, linesMax - 1), `${set[linesMax - 1]}…`] : set;
}

function xml(words: string): string {
  return words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
