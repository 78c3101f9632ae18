/** A run of a letter's text; with `url` it is a link. */
export type Piece = { text: string; url?: string };

// Letters of an address are ASCII, so Japanese punctuation ends it without being listed.
const addresses = /https:\/\/[^\s<>"'()\u0080-\uffff]+/g;

/** Cuts a letter's text into plain runs and https links. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(addresses)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index) });
    pieces.push({ text: found[0], url: found[0] });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The one-time code of a letter: its only run of six digits that stands alone outside links, if there is exactly one. */
export function codeIn(text: string): string | null {
  const codes = new Set(text.replace(addresses, ' ').match(/(?<![\d-])\d{6}(?![\d-])/g) ?? []);
  return codes.size === 1 ? ([...codes][0] ?? null) : null;
}
