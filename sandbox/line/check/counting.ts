const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Grapheme clusters: how LINE counts labels, titles and display texts (PLATFORM 6). */
export function graphemes(text: string): number {
  let count = 0;
  for (const _ of clusters.segment(text)) count += 1;
  return count;
}

/** UTF-16 code units: how LINE counts message text (an apple emoji is 2). */
export function codeUnits(text: string): number {
  return text.length;
}

/** Bytes of the compact JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}
