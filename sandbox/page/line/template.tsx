import type { Child } from 'hono/jsx';
import type { FlexBubble, FlexComponent, FlexContainer, LineAction, LineMessage } from '../../line/shapes.ts';
import { Flex, type FlexWorld } from './flex.tsx';

type Part = {
  thumbnailImageUrl?: string;
  imageUrl?: string;
  title?: string;
  text?: string;
  actions?: LineAction[];
  action?: LineAction;
  defaultAction?: LineAction;
};

/** Template messages, drawn as the Flex that looks like them. */
export function Template(props: FlexWorld & { message: LineMessage; tail?: Child }) {
  const { message, ...world } = props;
  const template = message.template as Part & { type: string; columns?: Part[] };
  const parts = template.columns ?? [template];
  const bubbles = parts.map(bubbleOf);
  const [first] = bubbles;
  if (!first) return null;
  const container: FlexContainer = template.columns ? { type: 'carousel', contents: bubbles } : first;
  return <Flex container={container} {...world} />;
}

function bubbleOf(part: Part): FlexBubble {
  const url = part.thumbnailImageUrl ?? part.imageUrl;
  const actions = part.actions ?? (part.action ? [part.action] : []);
  const words: FlexComponent[] = [];
  if (part.title) words.push({ type: 'text', text: part.title, weight: 'bold', wrap: true });
  if (part.text) words.push({ type: 'text', text: part.text, size: 'sm', wrap: true });
  return {
    type: 'bubble',
    size: 'kilo',
    action: part.defaultAction,
    hero: url ? { type: 'image', url, size: 'full', aspectRatio: '1.51:1', aspectMode: 'cover' } : undefined,
    body: words.length > 0 ? { type: 'box', layout: 'vertical', spacing: 'sm', contents: words } : undefined,
    footer: {
      type: 'box',
      layout: 'vertical',
      contents: actions.map((action) => ({ type: 'button', height: 'sm', action })),
    },
  };
}
