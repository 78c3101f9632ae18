import type {
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';

/** Text for mrkdwn in which nothing a person wrote can call, link or format: marks of formatting become their wide twins. */
export function escaped(text: string): string {
  return tidy(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(formatting, (mark) => wideTwins[mark] ?? mark);
}

/** An underscore between letters stays: Slack reads it as itself there. */
const formatting = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

const wideTwins: Record<string, string> = { '*': '＊', _: '＿', '~': '～', '`': '｀' };

/** What people type, without what turns or hides the text around it: direction marks, zero-width and control characters. */
export function tidy(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu, '')
    .trim();
}

/** At most `max` UTF-16 units, ending in … where something was left out; no character is cut in two. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter('ja').segment(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** A text object that shows exactly these characters. */
export function plain(text: string, max = 3_000): PlainTextElement {
  return { type: 'plain_text', text: cut(tidy(text), max) || '–', emoji: false };
}

/** A text object of our own mrkdwn; what people wrote has gone through `escaped` before. */
export function marked(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: cut(text, 3_000) || '–', verbatim: true };
}

/** A heading. */
export function heading(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, 150) };
}

/** A paragraph of mrkdwn. */
export function paragraph(text: string, accessory?: SectionBlock['accessory']): SectionBlock {
  return { type: 'section', text: marked(text), ...(accessory ? { accessory } : {}) };
}

/** One line of small print. */
export function smallPrint(text: string): ContextBlock {
  return { type: 'context', elements: [marked(cut(text, 2_000))] };
}

/** The blocks that are there. */
export function present(...blocks: (KnownBlock | KnownBlock[] | undefined | false)[]): KnownBlock[] {
  return blocks.flat().filter((block): block is KnownBlock => Boolean(block));
}
