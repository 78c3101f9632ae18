import type { messagingApi } from '@line/bot-sdk';
import { colours } from '../../liff/tokens.ts';
import type { Message } from '../line.ts';

export type Box = messagingApi.FlexBox;
export type Bubble = messagingApi.FlexBubble;
export type Component = messagingApi.FlexComponent;
type Action = messagingApi.Action;
type TextStyle = Partial<Omit<messagingApi.FlexText, 'type' | 'text' | 'contents'>>;
type BoxStyle = Partial<Omit<Box, 'type' | 'layout' | 'contents'>>;

/** The shop's colours as Flex uses them: LINE shows a bubble alike in light and dark. */
export const paint = { ...colours.light, shuFaint: '#E9A08C' } as const;

const altTextMax = 400;
const labelMax = 20;
const lineMax = 300;
const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** At most `max` letters as people count them, ending in … where something was left out. Never empty: Flex refuses that. */
export function clip(text: string, max = lineMax): string {
  const plain = text.trim();
  if (!plain) return '―';
  const letters = [...graphemes.segment(plain)];
  if (letters.length <= max && plain.length <= max * 4) return plain;
  let kept = '';
  for (const { segment } of letters.slice(0, max - 1)) {
    if (kept.length + segment.length > max * 4) break;
    kept += segment;
  }
  return `${kept || '―'}…`;
}

/** A line of text. Wraps unless told otherwise. */
export function text(words: string, style: TextStyle = {}): Component {
  return { type: 'text', text: clip(words, lineMax), size: 'sm', color: paint.ink, wrap: true, ...style };
}

/** The title of a bubble. */
export function title(words: string, style: TextStyle = {}): Component {
  return text(words, { size: 'lg', weight: 'bold', ...style });
}

/** Things below each other. */
export function column(contents: Component[], style: BoxStyle = {}): Box {
  return { type: 'box', layout: 'vertical', contents, ...style };
}

/** Things beside each other. */
export function row(contents: Component[], style: BoxStyle = {}): Box {
  return { type: 'box', layout: 'horizontal', contents, ...style };
}

/** A label on the left and its figure on the right, on one line of text. */
export function entry(label: string, value: string, style: TextStyle = {}): Box {
  const left = text(label, { flex: 5, ...style });
  const right = text(value, { flex: 3, align: 'end', wrap: false, ...style });
  return { type: 'box', layout: 'baseline', spacing: 'sm', contents: [left, right] };
}

/** What was asked on the left, what was answered beside it with room to wrap. */
export function answered(label: string, value: string): Box {
  const contents = [text(label, { color: paint.ink2, flex: 3 }), text(value, { flex: 7 })];
  return { type: 'box', layout: 'baseline', spacing: 'sm', contents };
}

/** One large figure with its unit small behind it. */
export function largeFigure(value: string, unit: string, size = '3xl'): Box {
  return {
    type: 'box',
    layout: 'baseline',
    spacing: 'sm',
    contents: [
      text(value, { size, weight: 'bold', flex: 0, wrap: false, adjustMode: 'shrink-to-fit' }),
      text(unit, { size: 'md', color: paint.ink2, flex: 0, wrap: false }),
    ],
  };
}

/** A quiet box for a reason or a note. */
export function note(words: string | Component[], style: BoxStyle = {}): Box {
  const contents = typeof words === 'string' ? [text(words, { color: paint.ink2 })] : words;
  return column(contents, { backgroundColor: paint.sunken, cornerRadius: '10px', paddingAll: '12px', ...style });
}

export const rule: Component = { type: 'separator', color: paint.line };

/** The one main action of a bubble. */
export function mainButton(action: Action): Component {
  return { type: 'button', style: 'primary', color: paint.shu, height: 'sm', action };
}

/** An action beside the main one. */
export function quietButton(action: Action): Component {
  return { type: 'button', style: 'secondary', color: paint.sunken, height: 'sm', action };
}

/** An action that is only words. `accent` for the one that leads on. */
export function wordButton(action: Action, accent = false): Component {
  return { type: 'button', style: 'link', color: accent ? paint.shuInk : paint.ink2, height: 'sm', action };
}

/** A picture that fills the head of a bubble. */
export function hero(url: string, aspectRatio: string): Component {
  return { type: 'image', url, size: 'full', aspectRatio, aspectMode: 'cover' };
}

type BubbleParts = { tint?: Component; hero?: Component; body: Component[]; footer?: Component[]; ruled?: boolean };

/** A bubble in the shop's manner: a tinted head, a hero, a body with room to breathe, a foot with actions. */
export function bubble({ tint, hero: picture, body, footer, ruled = false }: BubbleParts): Bubble {
  return {
    type: 'bubble',
    size: 'mega',
    ...(tint && {
      header: column([tint], { backgroundColor: paint.shuSoft, paddingAll: '14px', paddingStart: '18px' }),
    }),
    ...(picture && { hero: picture }),
    body: column(body, { spacing: 'md', paddingAll: '18px' }),
    ...(footer && { footer: column(footer, { spacing: 'sm', paddingAll: ruled ? '4px' : '14px' }) }),
    ...(footer && ruled && { styles: { footer: { separator: true, separatorColor: paint.line } } }),
  };
}

/** A Flex message; `altText` is what the list of chats and a screen reader say. */
export function flex(altText: string, contents: Bubble | Bubble[]): Message {
  const bubbles = Array.isArray(contents) ? contents : [contents];
  const [only] = bubbles;
  return {
    type: 'flex',
    altText: clip(altText, altTextMax),
    contents: bubbles.length === 1 && only ? only : { type: 'carousel', contents: bubbles.slice(0, 12) },
  };
}

/** A plain message. */
export function plain(words: string): Message {
  return { type: 'text', text: clip(words, 1_000) };
}

/** Actions: what a button does. Labels are cut to what LINE takes everywhere. */
export function toUri(label: string, uri: string): Action {
  return { type: 'uri', label: clip(label, labelMax), uri };
}
export function toSay(label: string, said: string): Action {
  return { type: 'message', label: clip(label, labelMax), text: clip(said, 300) };
}
export function toPress(label: string, data: string): Action {
  return { type: 'postback', label: clip(label, labelMax), data, displayText: clip(label, labelMax) };
}

/** The same messages with buttons to answer by, on the last one: LINE shows them nowhere else. */
export function withQuickReplies(messages: Message[], actions: Action[]): Message[] {
  const last = messages.at(-1);
  if (!last || actions.length === 0) return messages;
  const items = actions.slice(0, 13).map((action) => ({ type: 'action', action }) as const);
  return [...messages.slice(0, -1), { ...last, quickReply: { items } }];
}
