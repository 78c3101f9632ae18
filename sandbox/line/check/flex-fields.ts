import {
  anything,
  type Check,
  type Fields,
  https,
  list,
  matching,
  may,
  must,
  oneOf,
  thing,
  truth,
  units,
  whole,
} from './fields.ts';

const px = String.raw`\d+(\.\d+)?px`;
const percent = String.raw`\d+(\.\d+)?%`;
const steps = 'none|xs|sm|md|lg|xl|xxl';
const sizes = 'xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl';
const form = (pattern: string): Check => matching(new RegExp(`^(${pattern})$`));

const gap = form(`${steps}|${px}`);
const inset = form(`${steps}|${px}|${percent}`);
const offset = form(`${steps}|-?${px}|-?${percent}`);
const length = form(`${px}|${percent}`);
const color = matching(/^#([0-9a-f]{6}|[0-9a-f]{8})$/i);

const ratio: Check = (value) => {
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value) : null;
  if (!match) return 'invalid property';
  const [width, height] = [Number(match[1]), Number(match[2])];
  const inRange = [width, height].every((side) => side >= 1 && side <= 100_000);
  return inRange && height <= 3 * width ? undefined : 'invalid property';
};

const type = must('flex.value', anything);
const margin = may('flex.value', gap);
const flex = may('flex.value', whole(0));
const action = may('action.type', thing);
const gravity = may('flex.value', oneOf('top', 'bottom', 'center'));
const align = may('flex.value', oneOf('start', 'end', 'center'));
const fontSize = may('flex.value', form(`${sizes}|${px}`));
const tone = may('flex.value', color);
const scaling = may('flex.value', truth);
const adjustMode = may('flex.value', oneOf('shrink-to-fit'));

const placed: Fields = {
  position: may('flex.value', oneOf('relative', 'absolute')),
  offsetTop: may('flex.value', offset),
  offsetBottom: may('flex.value', offset),
  offsetStart: may('flex.value', offset),
  offsetEnd: may('flex.value', offset),
};

const lettering: Fields = {
  size: fontSize,
  color: tone,
  weight: may('flex.value', oneOf('regular', 'bold')),
  style: may('flex.value', oneOf('normal', 'italic')),
  decoration: may('flex.value', oneOf('none', 'underline', 'line-through')),
};

const border = form(`none|light|normal|medium|semi-bold|bold|${px}`);

/** The documented properties of every Flex component, and the form of their values (PLATFORM 6.3). */
export const componentFields: Record<string, Fields> = {
  box: {
    type,
    layout: must('flex.value', oneOf('horizontal', 'vertical', 'baseline')),
    contents: must('flex.value', list),
    flex,
    margin,
    action,
    ...placed,
    spacing: may('flex.value', gap),
    backgroundColor: tone,
    borderColor: tone,
    borderWidth: may('flex.value', border),
    cornerRadius: may('flex.value', gap),
    width: may('flex.value', length),
    maxWidth: may('flex.value', length),
    height: may('flex.value', length),
    maxHeight: may('flex.value', length),
    paddingAll: may('flex.value', inset),
    paddingTop: may('flex.value', inset),
    paddingBottom: may('flex.value', inset),
    paddingStart: may('flex.value', inset),
    paddingEnd: may('flex.value', inset),
    justifyContent: may(
      'flex.value',
      oneOf('center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'),
    ),
    alignItems: may('flex.value', oneOf('center', 'flex-start', 'flex-end')),
    background: may('flex.value', thing),
  },
  button: {
    type,
    action: must('action.type', thing),
    flex,
    margin,
    gravity,
    ...placed,
    height: may('flex.value', oneOf('sm', 'md')),
    style: may('flex.value', oneOf('primary', 'secondary', 'link')),
    color: tone,
    adjustMode,
    scaling,
  },
  image: {
    type,
    url: must('media.url', https()),
    flex,
    margin,
    align,
    gravity,
    action,
    ...placed,
    size: may('flex.value', form(`${sizes}|full|${px}|${percent}`)),
    aspectRatio: may('flex.ratio', ratio),
    aspectMode: may('flex.value', oneOf('cover', 'fit')),
    backgroundColor: tone,
    animated: may('flex.value', truth),
  },
  video: {
    type,
    url: must('media.url', https()),
    previewUrl: must('media.url', https()),
    altContent: must('flex.video', thing),
    aspectRatio: may('flex.ratio', ratio),
    action,
  },
  icon: {
    type,
    url: must('media.url', https()),
    margin,
    ...placed,
    size: fontSize,
    aspectRatio: may('flex.ratio', ratio),
    scaling,
  },
  text: {
    type,
    text: may('flex.text', anything),
    contents: may('flex.text', list),
    flex,
    margin,
    align,
    gravity,
    action,
    ...placed,
    ...lettering,
    wrap: may('flex.value', truth),
    lineSpacing: may('flex.value', form(px)),
    maxLines: may('flex.value', whole(0)),
    adjustMode,
    scaling,
  },
  span: { type, text: may('flex.text', anything), ...lettering },
  separator: { type, margin, color: tone },
  filler: { type, flex },
};

/** The properties of a bubble, of its block styles and of a gradient. */
export const bubbleFields: Fields = {
  type,
  size: may('flex.value', oneOf('nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga')),
  direction: may('flex.value', oneOf('ltr', 'rtl')),
  header: may('flex.blocks', thing),
  hero: may('flex.blocks', thing),
  body: may('flex.blocks', thing),
  footer: may('flex.blocks', thing),
  styles: may('flex.value', thing),
  action,
};
export const blockStyleFields: Fields = {
  backgroundColor: tone,
  separator: may('flex.value', truth),
  separatorColor: tone,
};
export const gradientFields: Fields = {
  type: must('flex.value', oneOf('linearGradient')),
  angle: must('flex.value', matching(/^\d+(\.\d+)?deg$/)),
  startColor: must('flex.value', color),
  endColor: must('flex.value', color),
  centerColor: tone,
  centerPosition: may('flex.value', form(percent)),
};
export const flexMessageFields: Fields = {
  altText: must('altText.length', units(1_500)),
  contents: must('flex.blocks', thing),
};

/** Which components may stand directly in a box of each layout. */
export const childrenOf: Record<string, string[]> = {
  horizontal: ['box', 'button', 'image', 'text', 'separator', 'filler'],
  vertical: ['box', 'button', 'image', 'text', 'separator', 'filler'],
  baseline: ['icon', 'text', 'filler'],
};
