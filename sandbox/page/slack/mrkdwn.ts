/** A piece of a line of Slack's mrkdwn. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; inside: Inline[] }
  | { kind: 'link'; url: string; label: string }
  | { kind: 'user' | 'channel' | 'group'; id: string; label: string | undefined }
  | { kind: 'broadcast'; label: string };

/** A line, quote, list or code block of a text. */
export type Part =
  | { kind: 'line'; inside: Inline[] }
  | { kind: 'blank' }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'pre'; text: string };

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const edge = /[\s\p{P}\p{S}]/u;

/** Reads mrkdwn as Slack does: styles need a boundary on both sides, only `& < >` are escaped. [TYPES, PLATFORM 23] */
export function parseMrkdwn(source: string): Part[] {
  return source.split('```').flatMap((piece, index): Part[] => {
    if (index % 2 === 1) return [{ kind: 'pre', text: unescapeText(piece.replace(/^\n|\n$/g, '')) }];
    const text = piece.replace(index > 0 ? /^\n/ : /(?!)/, '').replace(/\n$/, '');
    return text === '' ? [] : gather(text.split('\n'));
  });
}

/** The inline pieces of one line. */
export function parseInline(line: string): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  for (let at = 0; at < line.length; ) {
    const piece = pieceAt(line, at);
    if (!piece) {
      plain += line[at];
      at += 1;
      continue;
    }
    if (plain) found.push({ kind: 'text', text: unescapeText(plain) });
    plain = '';
    found.push(piece.inline);
    at = piece.end;
  }
  return plain ? [...found, { kind: 'text', text: unescapeText(plain) }] : found;
}

/** The three characters Slack escapes, given back. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** True for an address a person may be sent to. */
export function isSafeUrl(url: string): boolean {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url);
}

function gather(lines: string[]): Part[] {
  const parts: Part[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    const quote = /^(?:>|&gt;)\s?(.*)$/.exec(line);
    const item = /^\s*(•|◦|\d+\.)\s+(.*)$/.exec(line);
    if (quote) {
      const inside = parseInline(quote[1] ?? '');
      if (last?.kind === 'quote') last.lines.push(inside);
      else parts.push({ kind: 'quote', lines: [inside] });
    } else if (item) {
      const inside = parseInline(item[2] ?? '');
      const ordered = /\d/.test(item[1] ?? '');
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(inside);
      else parts.push({ kind: 'list', ordered, items: [inside] });
    } else {
      parts.push(line.trim() === '' ? { kind: 'blank' } : { kind: 'line', inside: parseInline(line) });
    }
  }
  return parts;
}

type Piece = { inline: Inline; end: number };

function pieceAt(line: string, at: number): Piece | undefined {
  const char = line[at] ?? '';
  if (char === '<') return angleAt(line, at);
  if (char === '`') return codeAt(line, at);
  if (char in marks) return styleAt(line, at, char as keyof typeof marks);
  return char === 'h' ? bareLinkAt(line, at) : undefined;
}

function codeAt(line: string, at: number): Piece | undefined {
  const end = line.indexOf('`', at + 1);
  if (end <= at + 1) return undefined;
  return { inline: { kind: 'code', text: unescapeText(line.slice(at + 1, end)) }, end: end + 1 };
}

function styleAt(line: string, at: number, mark: keyof typeof marks): Piece | undefined {
  const before = line[at - 1];
  const first = line[at + 1];
  if ((before !== undefined && !edge.test(before)) || first === undefined || /\s/.test(first) || first === mark)
    return undefined;
  for (let end = line.indexOf(mark, at + 2); end !== -1; end = line.indexOf(mark, end + 1)) {
    const after = line[end + 1];
    const closes = !/\s/.test(line[end - 1] ?? ' ') && (after === undefined || edge.test(after));
    if (closes) return { inline: { kind: marks[mark], inside: parseInline(line.slice(at + 1, end)) }, end: end + 1 };
  }
  return undefined;
}

function angleAt(line: string, at: number): Piece | undefined {
  const end = line.indexOf('>', at);
  if (end === -1) return undefined;
  const [target = '', label] = line.slice(at + 1, end).split('|');
  const inline = meant(target, label === undefined ? undefined : unescapeText(label));
  return inline ? { inline, end: end + 1 } : undefined;
}

function meant(target: string, label: string | undefined): Inline | undefined {
  if (/^@[UW]/.test(target)) return { kind: 'user', id: target.slice(1), label };
  if (/^#[CG]/.test(target)) return { kind: 'channel', id: target.slice(1), label };
  if (/^!(channel|here|everyone)$/.test(target)) return { kind: 'broadcast', label: `@${target.slice(1)}` };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), label };
  if (target.startsWith('!date^')) return { kind: 'text', text: label ?? '' };
  const url = unescapeText(target);
  return isSafeUrl(url) ? { kind: 'link', url, label: label ?? url } : undefined;
}

function bareLinkAt(line: string, at: number): Piece | undefined {
  const [url] = /^https?:\/\/[^\s<>]+/.exec(line.slice(at)) ?? [];
  if (!url) return undefined;
  const address = unescapeText(url);
  return { inline: { kind: 'link', url: address, label: address }, end: at + url.length };
}
