import { checkAction } from './actions.ts';
import { jsonBytes } from './counting.ts';
import { checkFields, isThing, type Thing } from './fields.ts';
import type { Findings, Path } from './findings.ts';
import { blockStyleFields, bubbleFields, childrenOf, componentFields, gradientFields } from './flex-fields.ts';

const bubbleBytesMax = 30 * 1024;
const carouselBytesMax = 50 * 1024;
const bubblesMax = 12;
const animatedMax = 10;
const blocks = ['header', 'hero', 'body', 'footer'] as const;

/** Checks a Flex container; paths in the findings start inside the container. */
export function checkFlex(found: Findings, container: unknown): void {
  if (!isThing(container)) {
    found.add('flex.blocks', 'must be specified', []);
    return;
  }
  const animated = { count: 0 };
  if (container.type === 'bubble') checkBubble(found, container, [], animated, false);
  else if (container.type === 'carousel') checkCarousel(found, container, animated);
  else found.add('flex.value', 'invalid property', ['type']);
  if (animated.count > animatedMax) found.add('flex.animated', `At most ${animatedMax} animated images`, []);
}

function checkCarousel(found: Findings, carousel: Thing, animated: { count: number }): void {
  for (const name of Object.keys(carousel)) {
    if (name !== 'type' && name !== 'contents') found.add('flex.unknown', 'unknown field', [name]);
  }
  const bubbles = carousel.contents;
  if (!Array.isArray(bubbles) || bubbles.length === 0 || bubbles.length > bubblesMax) {
    found.add('flex.carousel', `size must be between 1 and ${bubblesMax}`, ['contents']);
    return;
  }
  if (jsonBytes(carousel) > carouselBytesMax) found.add('flex.size', 'size over', []);
  const sizes = new Set(bubbles.map((bubble) => (isThing(bubble) ? (bubble.size ?? 'mega') : '')));
  if (sizes.size > 1) found.add('flex.carousel', 'bubbles must have the same size', ['contents']);
  for (const [i, bubble] of bubbles.entries()) {
    if (isThing(bubble) && bubble.type === 'bubble') checkBubble(found, bubble, ['contents', i], animated, true);
    else found.add('flex.carousel', 'invalid property', ['contents', i, 'type']);
  }
}

function checkBubble(
  found: Findings,
  bubble: Thing,
  path: Path,
  animated: { count: number },
  inCarousel: boolean,
): void {
  checkFields(found, bubble, bubbleFields, path, 'flex.unknown');
  if (jsonBytes(bubble) > bubbleBytesMax) found.add('flex.size', 'size over', path);
  if (blocks.every((name) => bubble[name] === undefined)) {
    found.add('flex.blocks', 'At least one block must be specified', path);
  }
  if (bubble.action !== undefined) checkAction(found, bubble.action, 'flex', [...path, 'action'], 'flex.unknown');
  checkStyles(found, bubble.styles, path);
  for (const name of blocks) {
    const block = bubble[name];
    if (!isThing(block)) continue;
    const allowed = name === 'hero' ? ['box', 'image', 'video'] : ['box'];
    if (!allowed.includes(String(block.type))) {
      found.add('flex.blocks', 'invalid property', [...path, name, 'type']);
    } else if (
      block.type === 'video' &&
      (inCarousel || !['kilo', 'mega', 'giga'].includes(String(bubble.size ?? 'mega')))
    ) {
      found.add('flex.video', 'invalid property', [...path, name, 'type']);
    } else {
      checkComponent(found, block, [...path, name], animated);
    }
  }
}

function checkStyles(found: Findings, styles: unknown, path: Path): void {
  if (!isThing(styles)) return;
  for (const [name, style] of Object.entries(styles)) {
    const at = [...path, 'styles', name];
    if (!(blocks as readonly string[]).includes(name)) found.add('flex.unknown', 'unknown field', at);
    else if (isThing(style)) checkFields(found, style, blockStyleFields, at, 'flex.unknown');
    else found.add('flex.value', 'invalid property', at);
  }
}

function checkComponent(found: Findings, component: Thing, path: Path, animated: { count: number }): void {
  const type = String(component.type);
  const fields = componentFields[type];
  if (!fields) {
    found.add('flex.place', 'invalid property', [...path, 'type']);
    return;
  }
  checkFields(found, component, fields, path, 'flex.unknown');
  if (component.action !== undefined) {
    checkAction(
      found,
      component.action,
      type === 'button' ? 'flexButton' : 'flex',
      [...path, 'action'],
      'flex.unknown',
    );
  }
  if (type === 'box') checkBox(found, component, path, animated);
  if (type === 'text') checkText(found, component, path);
  if (type === 'image' && component.animated === true) animated.count += 1;
  if (type === 'video') checkVideo(found, component, path, animated);
}

function checkBox(found: Findings, box: Thing, path: Path, animated: { count: number }): void {
  if (isThing(box.background)) {
    checkFields(found, box.background, gradientFields, [...path, 'background'], 'flex.unknown');
  }
  const allowed = childrenOf[String(box.layout)] ?? [];
  const contents = Array.isArray(box.contents) ? box.contents : [];
  for (const [i, child] of contents.entries()) {
    const at = [...path, 'contents', i];
    if (!isThing(child)) found.add('flex.place', 'invalid property', at);
    else if (!allowed.includes(String(child.type))) found.add('flex.place', 'invalid property', [...at, 'type']);
    else checkComponent(found, child, at, animated);
    if (isThing(child) && box.layout === 'baseline' && child.offsetBottom !== undefined) {
      found.add('flex.place', 'invalid property', [...at, 'offsetBottom']);
    }
  }
}

function checkText(found: Findings, text: Thing, path: Path): void {
  if (Array.isArray(text.contents)) {
    for (const [i, span] of text.contents.entries()) {
      const at = [...path, 'contents', i];
      if (!isThing(span) || span.type !== 'span') found.add('flex.place', 'invalid property', [...at, 'type']);
      else {
        checkFields(found, span, componentFields.span ?? {}, at, 'flex.unknown');
        if (typeof span.text !== 'string') found.add('flex.text', 'must be specified', [...at, 'text']);
      }
    }
    return;
  }
  if (text.text === undefined) found.add('flex.text', 'must be specified', [...path, 'text']);
  else if (typeof text.text !== 'string' || text.text === '') {
    found.add('flex.text', 'must be non-empty text', [...path, 'text']);
  }
}

function checkVideo(found: Findings, video: Thing, path: Path, animated: { count: number }): void {
  const alternative = video.altContent;
  if (isThing(alternative)) {
    if (alternative.type === 'box' || alternative.type === 'image') {
      checkComponent(found, alternative, [...path, 'altContent'], animated);
    } else {
      found.add('flex.video', 'invalid property', [...path, 'altContent', 'type']);
    }
  }
  if (isThing(video.action) && video.action.type !== 'uri') {
    found.add('flex.video', 'invalid action type', [...path, 'action', 'type']);
  }
}
