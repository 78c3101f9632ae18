import type { FlexComponent } from '../../line/shapes.ts';

/** Style properties for one element; `undefined` leaves a property out. */
export type Style = Record<string, string | number | undefined>;

/** Sizes that the community agrees on, since LINE publishes none; all in px. */
const bubbleWidths: Record<string, number> = {
  nano: 120,
  micro: 160,
  deca: 220,
  hecto: 241,
  kilo: 260,
  mega: 300,
  giga: 500,
};
const steps: Record<string, number> = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const fontSizes: Record<string, number> = {
  xxs: 11,
  xs: 13,
  sm: 14,
  md: 16,
  lg: 19,
  xl: 22,
  xxl: 29,
  '3xl': 35,
  '4xl': 48,
  '5xl': 74,
};
const imageSizes: Record<string, string> = {
  xxs: '40px',
  xs: '60px',
  sm: '80px',
  md: '100px',
  lg: '120px',
  xl: '140px',
  xxl: '160px',
  '3xl': '180px',
  '4xl': '200px',
  '5xl': '220px',
  full: '100%',
};
const borders: Record<string, number> = { none: 0, light: 0.5, normal: 1, medium: 2, 'semi-bold': 3, bold: 4 };

/** The width a bubble of this size has at most. */
export function bubbleWidth(size = 'mega'): number {
  return bubbleWidths[size] ?? 300;
}

/** Corner of a bubble: 17 px from mega on, 10 px for the smaller ones. */
export function bubbleRadius(size = 'mega'): number {
  return bubbleWidth(size) >= 300 ? 17 : 10;
}

/** A hexadecimal colour, or nothing. */
export function color(value: string | undefined): string | undefined {
  return value !== undefined && /^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? value : undefined;
}

/** A step (`md`), a pixel value or a percentage, as CSS. */
export function length(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value in steps) return `${steps[value]}px`;
  return /^-?\d+(\.\d+)?(px|%)$/.test(value) ? value : undefined;
}

/** A font or icon size in px. */
export function fontSize(value = 'md'): number {
  return fontSizes[value] ?? (/^\d+(\.\d+)?px$/.test(value) ? Number.parseFloat(value) : 16);
}

export function imageWidth(value = 'md'): string {
  return imageSizes[value] ?? length(value) ?? '100px';
}

/** `20:13` as CSS aspect-ratio; square when left out. */
export function aspectRatio(value = '1:1'): string {
  const match = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value);
  return match ? `${match[1]} / ${match[2]}` : '1 / 1';
}

/** Where the child of a box stands: its share of the main axis, its distance to the one before, its offsets. */
export function placement(child: FlexComponent, parent: FlexComponent, index: number): Style {
  const isRow = parent.layout !== 'vertical';
  const distance = length(child.margin) ?? (index > 0 && child.type !== 'filler' ? length(parent.spacing) : undefined);
  return {
    ...share(child, isRow),
    ...(isRow ? { marginInlineStart: distance } : { marginBlockStart: distance }),
    ...offsets(child),
    ...gravity(child, parent, isRow),
  };
}

function share(child: FlexComponent, isRow: boolean): Style {
  const hasSize = child.width !== undefined || (isRow && child.height !== undefined);
  const fixed = child.type === 'icon' || child.type === 'separator' || (hasSize && child.flex === undefined);
  const flex = fixed ? 0 : (child.flex ?? (child.type === 'filler' || isRow ? 1 : 0));
  if (flex === 0) return { flex: '0 0 auto', maxWidth: isRow ? '100%' : undefined };
  return isRow ? { flex: `${flex} 0 0px`, minWidth: 0 } : { flex: `${flex} 0 auto` };
}

function gravity(child: FlexComponent, parent: FlexComponent, isRow: boolean): Style {
  if (parent.layout === 'baseline' || child.gravity === undefined) return {};
  const place = { top: 'flex-start', center: 'center', bottom: 'flex-end' }[child.gravity];
  return isRow
    ? { alignSelf: place }
    : { alignContent: place === 'flex-start' ? 'start' : place === 'flex-end' ? 'end' : place };
}

function offsets(child: FlexComponent): Style {
  const given = [child.offsetTop, child.offsetBottom, child.offsetStart, child.offsetEnd];
  if (child.position !== 'absolute' && given.every((offset) => offset === undefined)) return {};
  return {
    position: child.position === 'absolute' ? 'absolute' : 'relative',
    top: length(child.offsetTop),
    bottom: length(child.offsetBottom),
    insetInlineStart: length(child.offsetStart),
    insetInlineEnd: length(child.offsetEnd),
  };
}

/** The box itself: direction, padding, border, size, background. */
export function boxStyle(box: FlexComponent, defaultPadding = '0px'): Style {
  const all = length(box.paddingAll) ?? defaultPadding;
  const borderWidth = borders[box.borderWidth ?? 'none'] ?? Number.parseFloat(box.borderWidth ?? '0');
  return {
    flexDirection: box.layout === 'vertical' ? 'column' : 'row',
    alignItems: box.layout === 'baseline' ? 'baseline' : box.alignItems,
    justifyContent: box.justifyContent,
    paddingBlockStart: length(box.paddingTop) ?? all,
    paddingBlockEnd: length(box.paddingBottom) ?? all,
    paddingInlineStart: length(box.paddingStart) ?? all,
    paddingInlineEnd: length(box.paddingEnd) ?? all,
    backgroundColor: color(box.backgroundColor),
    backgroundImage: gradient(box.background),
    border: borderWidth > 0 ? `${borderWidth}px solid ${color(box.borderColor) ?? '#000000'}` : undefined,
    borderRadius: length(box.cornerRadius),
    overflow: box.cornerRadius === undefined ? undefined : 'hidden',
    width: length(box.width),
    maxWidth: length(box.maxWidth),
    height: length(box.height),
    maxHeight: length(box.maxHeight),
  };
}

function gradient(background: FlexComponent['background']): string | undefined {
  const angle = /^\d+(\.\d+)?deg$/.test(background?.angle ?? '') ? background?.angle : undefined;
  const stops = [color(background?.startColor), color(background?.centerColor), color(background?.endColor)];
  if (background?.type !== 'linearGradient' || !angle || !stops[0] || !stops[2]) return undefined;
  const centre = stops[1] ? `, ${stops[1]} ${length(background.centerPosition) ?? '50%'}` : '';
  return `linear-gradient(${angle}, ${stops[0]}${centre}, ${stops[2]})`;
}

/** Letters of a text or of a span. */
export function lettering(part: FlexComponent): Style {
  return {
    color: color(part.color),
    fontSize: part.size === undefined ? undefined : `${fontSize(part.size)}px`,
    fontWeight: part.weight === 'bold' ? 700 : part.weight === 'regular' ? 400 : undefined,
    fontStyle: part.style === 'italic' ? 'italic' : undefined,
    textDecoration: part.decoration === 'none' ? undefined : part.decoration,
  };
}

/** A text: one line with an ellipsis unless it wraps. */
export function textStyle(text: FlexComponent): Style {
  const wraps = text.wrap === true;
  const lines = wraps ? (text.maxLines ?? 0) : 0;
  return {
    ...lettering(text),
    textAlign: text.align,
    whiteSpace: wraps ? 'pre-wrap' : 'nowrap',
    overflow: wraps && lines === 0 ? undefined : 'hidden',
    textOverflow: wraps ? undefined : 'ellipsis',
    lineHeight: text.lineSpacing ? `calc(1.4em + ${length(text.lineSpacing)})` : undefined,
    ...(lines > 0 ? { display: '-webkit-box', WebkitLineClamp: lines, WebkitBoxOrient: 'vertical' } : {}),
  };
}
