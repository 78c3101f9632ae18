import type { FlexBubble, FlexComponent, LineMessage } from '../../../../sandbox/line/shapes.ts';
import type { ChatMessage } from '../../../../sandbox/line/state.ts';

/** Strings that would run or load something if anything here were markup, a style or a link. */
export const attacks = [
  '<img src=x onerror="window.pwned=1">',
  '"><script>window.pwned=1</script>',
  '<svg onload=window.pwned=1>',
  'red;background:url(javascript:window.pwned=1)',
  'javascript:window.pwned=1',
  "');window.pwned=1;//",
];

const parts = attacks.flatMap((attack): FlexComponent[] => [
  { type: 'text', text: attack, wrap: true, color: attack, size: attack, align: attack },
  { type: 'text', contents: [{ type: 'span', text: attack, color: attack }] },
  { type: 'button', style: attack, color: attack, action: { type: 'uri', label: attack, uri: attack } },
  { type: 'image', url: attack, size: attack, aspectRatio: attack, backgroundColor: attack },
  {
    type: 'box',
    layout: 'vertical',
    contents: [],
    width: attack,
    backgroundColor: attack,
    borderWidth: attack,
    margin: attack,
  },
]);

const bubble: FlexBubble = { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: parts } };
const bodies: LineMessage[] = [
  ...attacks.map((text) => ({ type: 'text', text, sender: { name: text } })),
  { type: 'flex', altText: 'hostile', contents: bubble },
];

/** A chat in which every field a sender controls carries an attack. */
export const hostile: ChatMessage[] = bodies.map((body, index) => ({
  id: `h${index}`,
  at: Date.UTC(2026, 10, 21, 5, index),
  from: 'bot',
  via: 'push',
  read: false,
  body,
}));
